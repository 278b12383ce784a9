// Reads what no stream tells of an installation: its detail hourly, for its currents; its hierarchy and firmware daily.
// Invariant: nothing is asked that the role may not (zaptec-api.md §2.8).
// Bound: one entry an installation and kind, 100,000 installations × 3 × about 150 bytes = 45 MB at the mirror's own bound.
import type { Answer, CallRequest, Log } from '../account.ts';
import type { Clock } from '../clock.ts';
import type { Mirror } from '../mirror/mirror.ts';
import { type AnswerKind, answerKinds, type InstallationRecord } from '../mirror/state-keeper.ts';
import { SdkError } from '../sdk-error.ts';
import { whenSetBack } from '../watched-clock.ts';
import { cadences, intervalMs } from './cadence.ts';
import { DueReads } from './due-reads.ts';
import { withAnswer } from './installation-answers.ts';
import { mayRead } from './lists.ts';
import { isWeather } from './safety-polls.ts';

/** 5,000 installations are 1.4 details a second; four with answers within 0.5 s keep up with 8. */
const mostAtOnce = 4;
/** After a failure that says nothing about the installation. */
const retryMs = 600_000;
/** The policy's instants are hours ahead behind a wall clock that was set back: asking again costs no call (safety-polls.ts). */
const mostHeldBackMs = cadences.detail.everyMs;
/** 403, 404: looked at again after a day. */
const refusedEveryMs = 86_400_000;

const endpoints = {
  detail: { endpoint: 'installation', param: 'id' },
  hierarchy: { endpoint: 'installation-hierarchy', param: 'id' },
  firmware: { endpoint: 'firmware', param: 'installationId' },
} as const satisfies Readonly<Record<AnswerKind, { endpoint: CallRequest['endpoint']; param: string }>>;

export interface FollowInstallationsOptions {
  readonly mirror: Mirror;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  /** Waits for the weather. */
  readonly call: (request: CallRequest) => Promise<Answer>;
  readonly signal: AbortSignal;
  readonly kinds: readonly AnswerKind[];
}

export interface FollowedInstallations {
  /** Plans anew: the list showed something for the first time or under another role, or the machine slept. */
  replan(): void;
  /** It is known how much of a leap of the clock passed: the policy is asked again about what it held back. */
  timeKnown(): void;
  /** Whether the cloud refused its detail when it was last asked (403, 404): it is looked at again after a day. */
  isRefused(installationId: string): boolean;
  /** Resolves when what flies has been read or has failed. */
  close(): Promise<void>;
}

interface Followed {
  readonly id: string;
  readonly kind: AnswerKind;
  nextAtMs: number;
  /** Whether the policy held the last try back. */
  isHeldBack: boolean;
}

export function followInstallations(options: FollowInstallationsOptions): FollowedInstallations {
  const { mirror, clock, random, log, call, signal } = options;
  const known = new Map<string, Followed>();
  /** Installations, and so bounded by `known`. */
  const refused = new Set<string>();

  const isOpen = ({ id }: Followed): boolean => {
    const record = mirror.installation(id);
    return record !== undefined && mayRead(record);
  };

  const read = async (entry: Followed): Promise<void> => {
    const { id, kind } = entry;
    if (!isOpen(entry)) return; // the role was taken away since it was planned
    const { endpoint, param } = endpoints[kind];
    const answer = await call({
      ...{ endpoint, params: { [param]: id } },
      ...{ cause: 'routine', lane: 'background', app: null, signal },
    });
    const { receivedAtMs: readAtMs } = answer;
    const held = mirror.installation(id);
    const record = held && withAnswer(held, kind, { body: answer.body, readAtMs });
    if (record) await mirror.apply({ installations: [record], chargers: [], observations: [] });
    else log.warn({ installationId: id, kind }, 'An answer could not be read; what is held stays.');
    if (kind === 'detail') refused.delete(id);
    entry.nextAtMs = Math.min(readAtMs, clock.nowMs()) + intervalMs(cadences[kind], random());
    entry.isHeldBack = false;
  };

  const failed = (entry: Followed, cause: unknown): void => {
    const { id: installationId, kind } = entry;
    entry.nextAtMs = retryAtMs(cause, clock.nowMs());
    entry.isHeldBack = isHeldBack(cause);
    if (kind === 'detail' && isFinal(cause)) refused.add(installationId);
    if (signal.aborted || entry.isHeldBack) return; // its turn comes: nothing is wrong
    log.debug({ installationId, kind, nextMs: entry.nextAtMs, cause }, 'An installation could not be read.');
  };

  const reads = new DueReads<Followed>({
    ...{ clock, signal, mostAtOnce, read, failed },
    dueAtMs: (entry) => (isOpen(entry) ? entry.nextAtMs : null),
  });

  const entryOf = ({ id, answers }: InstallationRecord, kind: AnswerKind): Followed => {
    const key = `${kind} ${id}`;
    const found = known.get(key);
    if (found) return found;
    const readAtMs = answers?.[kind]?.readAtMs;
    const nextAtMs =
      readAtMs === undefined ? 0 : Math.min(readAtMs, clock.nowMs()) + intervalMs(cadences[kind], random());
    const entry = { id, kind, nextAtMs, isHeldBack: false };
    known.set(key, entry);
    return entry;
  };

  const replan = (): void => {
    for (const record of mirror.installations()) {
      for (const kind of options.kinds) reads.plan(entryOf(record, kind));
    }
    reads.go();
  };

  whenSetBack(clock, (byMs) => {
    for (const entry of known.values()) entry.nextAtMs -= byMs;
  });

  return {
    replan,
    timeKnown() {
      for (const entry of known.values()) if (entry.isHeldBack) entry.nextAtMs = clock.nowMs();
      replan();
    },
    isRefused: (id) => refused.has(id),
    close: () => reads.close(),
  };
}

function retryAtMs(cause: unknown, nowMs: number): number {
  if (!(cause instanceof SdkError)) return nowMs + retryMs;
  if (isWeather(cause)) return nowMs; // the next call waits for the weather by itself
  if (isHeldBack(cause))
    return Math.min(Math.max(cause.retryAtMs ?? nowMs + retryMs, nowMs + 1), nowMs + mostHeldBackMs);
  return nowMs + (isFinal(cause) ? refusedEveryMs : retryMs);
}

function isHeldBack(cause: unknown): boolean {
  return cause instanceof SdkError && (cause.code === 'too-early' || cause.code === 'held');
}

function isFinal(cause: unknown): boolean {
  return cause instanceof SdkError && (cause.status === 403 || cause.status === 404);
}

/** @throws never; what `follow` leaves out is not read by itself. */
export function kindsOf(follow: Readonly<Partial<Record<AnswerKind, boolean>>> = {}): readonly AnswerKind[] {
  return answerKinds.filter((kind) => follow[kind] ?? true);
}
