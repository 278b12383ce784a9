// Reads what no stream tells of an installation: its detail hourly, for its currents; its hierarchy and firmware daily.
// Invariants: one timer; at most `mostAtOnce` reads wait or fly; nothing is asked that the role may not (zaptec-api.md §2.8).
// Bound: one entry an installation and kind, 100,000 installations × 3 × about 150 bytes = 45 MB at the mirror's own bound.
import type { Answer, CallRequest, Log } from '../account.ts';
import type { Clock, Timer } from '../clock.ts';
import { Parked } from '../governor/parked.ts';
import type { Mirror } from '../mirror/mirror.ts';
import { type AnswerKind, answerKinds } from '../mirror/state-keeper.ts';
import { SdkError } from '../sdk-error.ts';
import { cadences, intervalMs } from './cadence.ts';
import { withAnswer } from './installation-answers.ts';
import { mayRead } from './lists.ts';
import { isWeather } from './safety-polls.ts';

/** 5,000 installations are 1.4 details a second; four with answers within 0.5 s keep up with 8. */
const mostAtOnce = 4;
/** After a failure that says nothing about the installation. */
const retryMs = 600_000;
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
  /** Plans what the list showed for the first time. */
  replan(): void;
  /** Whether the cloud refused its detail when it was last asked (403, 404): it is looked at again after a day. */
  isRefused(installationId: string): boolean;
  close(): void;
}

interface Followed {
  readonly id: string;
  readonly kind: AnswerKind;
}

export function followInstallations(options: FollowInstallationsOptions): FollowedInstallations {
  const { mirror, clock, random, log, call, signal } = options;
  const known = new Map<string, Followed>();
  const planned = new Parked<Followed>();
  /** Keys of `known`, and so bounded by it. */
  const refused = new Set<string>();
  let flying = 0;
  let timer: Timer | null = null;

  const recordOf = ({ id }: Followed) => mirror.installation(id);

  const read = async (entry: Followed): Promise<number> => {
    const { endpoint, param } = endpoints[entry.kind];
    const answer = await call({
      ...{ endpoint, params: { [param]: entry.id } },
      ...{ cause: 'routine', lane: 'background', app: null, signal },
    });
    const { receivedAtMs: readAtMs } = answer;
    const held = recordOf(entry);
    const record = held && withAnswer(held, entry.kind, { body: answer.body, readAtMs });
    if (record) await mirror.apply({ installations: [record], chargers: [], observations: [] });
    else log.warn({ installationId: entry.id, kind: entry.kind }, 'An answer could not be read; what is held stays.');
    return readAtMs + intervalMs(cadences[entry.kind], random());
  };

  const follow = async (entry: Followed): Promise<void> => {
    flying += 1;
    let nextMs: number;
    try {
      nextMs = await read(entry);
      refused.delete(keyOf(entry));
    } catch (cause) {
      if (isFinal(cause)) refused.add(keyOf(entry));
      nextMs = retryAtMs(cause, clock.nowMs());
      const { id: installationId, kind } = entry;
      if (!signal.aborted) log.debug({ installationId, kind, nextMs, cause }, 'An installation could not be read.');
    }
    flying -= 1;
    if (!signal.aborted) planned.add(entry, nextMs);
    go();
  };

  const go = (): void => {
    if (timer !== null) clock.clearTimer(timer);
    timer = null;
    if (signal.aborted) return;
    const nowMs = clock.nowMs();
    while (flying < mostAtOnce) {
      const entry = planned.wake(nowMs);
      if (!entry) break;
      const record = recordOf(entry);
      if (record && mayRead(record)) void follow(entry);
      else {
        known.delete(keyOf(entry));
        refused.delete(keyOf(entry));
      }
    }
    const nextMs = planned.nextAtMs();
    if (nextMs === null || flying >= mostAtOnce) return;
    timer = clock.setTimer(go, Math.min(Math.max(1, Math.ceil(nextMs - nowMs)), 2 ** 31 - 1));
  };

  return {
    replan() {
      for (const record of mirror.installations()) {
        if (!mayRead(record)) continue;
        for (const kind of options.kinds) {
          const entry = { id: record.id, kind };
          if (known.has(keyOf(entry))) continue;
          known.set(keyOf(entry), entry);
          const readAtMs = record.answers?.[kind]?.readAtMs;
          planned.add(entry, readAtMs === undefined ? 0 : readAtMs + intervalMs(cadences[kind], random()));
        }
      }
      go();
    },
    isRefused: (id) => refused.has(keyOf({ id, kind: 'detail' })),
    close() {
      if (timer !== null) clock.clearTimer(timer);
      timer = null;
    },
  };
}

function keyOf({ id, kind }: Followed): string {
  return `${kind} ${id}`;
}

function retryAtMs(cause: unknown, nowMs: number): number {
  if (!(cause instanceof SdkError)) return nowMs + retryMs;
  if (isWeather(cause)) return nowMs; // the next call waits for the weather by itself
  if (cause.code === 'too-early' || cause.code === 'held')
    return Math.max(cause.retryAtMs ?? nowMs + retryMs, nowMs + 1);
  return nowMs + (isFinal(cause) ? refusedEveryMs : retryMs);
}

function isFinal(cause: unknown): boolean {
  return cause instanceof SdkError && (cause.status === 403 || cause.status === 404);
}

/** @throws never; what `follow` leaves out is not read by itself. */
export function kindsOf(follow: Readonly<Partial<Record<AnswerKind, boolean>>> = {}): readonly AnswerKind[] {
  return answerKinds.filter((kind) => follow[kind] ?? true);
}
