// State reads: the first fill, and the safety net where the stream does not tell.
// Bound: one entry a charger, 50,000 at the mirror's own bound.
import { operatingModes, stateIds } from '@fairlead/protocol';
import type { Answer, CallRequest, Log } from '../account.ts';
import type { Clock } from '../clock.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { ChargerRow } from '../mirror/state-keeper.ts';
import { isKnownTime } from '../mirror/timely.ts';
import { SdkError } from '../sdk-error.ts';
import { whenSetBack } from '../watched-clock.ts';
import { cadences } from './cadence.ts';
import { observationsOf } from './cloud-rows.ts';
import { DueReads } from './due-reads.ts';
import { mayRead } from './lists.ts';
import { nextPollAtMs } from './poll-plan.ts';

/** Ten a second with an answer within 0.5 s need five; the rest covers slow answers without filling the queue. */
const mostAtOnce = 16;

/** When the policy holds a read back without telling until when. */
const heldBackMs = 60_000;
/**
 * The policy's time runs at half speed behind a wall clock that was set back, and its instants are hours ahead then: no read
 * waits longer than twice the slowest floor of a state before it asks again, which costs no call.
 */
const mostHeldBackMs = 2 * cadences.idle.everyMs;

export interface SafetyPollsOptions {
  readonly mirror: Mirror;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly call: (request: CallRequest) => Promise<Answer>;
  readonly uncoveredSinceMs: (charger: ChargerRow) => number | null;
  readonly missedAtMs: (charger: ChargerRow) => number | null;
  readonly lateAtMs: (charger: ChargerRow) => number | null;
  /** Until when a first read waits for its stream to open; null where it need not. */
  readonly openingUntilMs: (charger: ChargerRow) => number | null;
  /** Whether the cloud as a whole cannot be had: then a failed read says nothing about its charger. */
  readonly foul: () => boolean;
  /** When states were read in earlier runs. */
  readonly readBefore: ReadonlyMap<string, number>;
  readonly signal: AbortSignal;
}

export interface SafetyPolls {
  /** Plans anew: the list, the coverage or the weather changed. */
  replan(): void;
  /** The policy's time is known anew: it is asked again about what it held back. */
  timeKnown(): void;
  /** Plans one charger anew: its mode changed. */
  replanOne(chargerId: string): void;
  /**
   * Resolves when the first read of its state is answered or has failed; null where it was read, cannot be, or has failed
   * before.
   */
  firstRead(chargerId: string): Promise<void> | null;
  /** The last whole read of its state, in this run or before, and whether it is refused. */
  lastRead(chargerId: string): { readonly readAtMs: number | null; readonly denied: boolean };
  /** Resolves when what flies has been read or has failed. */
  close(): Promise<void>;
}

interface Polled {
  readonly chargerId: string;
  readAtMs: number | null;
  failedAtMs: number | null;
  opensAtMs: number | null;
  denied: boolean;
  jitter: number;
}

export function openSafetyPolls(options: SafetyPollsOptions): SafetyPolls {
  const { mirror, clock, random, log, call, signal } = options;
  let startedAtMs = clock.nowMs();
  const polled = new Map<string, Polled>();
  /** Who waits for the first read of a charger: one entry for each that was never read, until it is. */
  const awaited = new Map<string, PromiseWithResolvers<void>>();

  const dueAtMs = (entry: Polled): number | null => {
    const charger = mirror.charger(entry.chargerId);
    if (!charger?.active || !mayRead(charger)) return null;
    const nowMs = clock.nowMs();
    const mode = mirror.observation(charger.id, stateIds.ChargerOperationMode)?.value;
    return nextPollAtMs({
      ...entry,
      readAtMs: entry.readAtMs ?? newestReceipt(mirror, charger.id, 'poll'),
      receivedAtMs: newestReceipt(mirror, charger.id),
      charging: Number(mode) === operatingModes.Connected_Charging,
      uncoveredSinceMs: atMost(nowMs, options.uncoveredSinceMs(charger)),
      missedAtMs: atMost(nowMs, options.missedAtMs(charger)),
      lateAtMs: atMost(nowMs, options.lateAtMs(charger)),
      openingUntilMs: options.openingUntilMs(charger),
      startedAtMs,
    });
  };

  const entryOf = (chargerId: string): Polled => {
    const known = polled.get(chargerId);
    if (known) return known;
    const readAtMs = options.readBefore.get(chargerId) ?? null;
    const entry = { chargerId, readAtMs, failedAtMs: null, opensAtMs: null, denied: false, jitter: random() };
    polled.set(chargerId, entry);
    return entry;
  };

  const read = async (entry: Polled): Promise<void> => {
    const cause = isKnownTime(entry.readAtMs ?? 0) ? 'routine' : 'start';
    const answer = await call({
      ...{ endpoint: 'charger-state', params: { id: entry.chargerId } },
      ...{ cause, lane: 'background', app: null, signal },
    });
    const observations = observationsOf(answer, log);
    await mirror.apply({ observations, chargers: [], installations: [] });
    Object.assign(entry, {
      readAtMs: answer.receivedAtMs,
      failedAtMs: null,
      opensAtMs: null,
      denied: false,
      jitter: random(),
    });
    settled(entry);
  };

  const failed = (entry: Polled, cause: unknown): void => {
    const heldBack = cause instanceof SdkError && (cause.code === 'too-early' || cause.code === 'held');
    const status = cause instanceof SdkError ? cause.status : null;
    const denied = status === 403 || status === 404;
    const nowMs = clock.nowMs();
    if (heldBack) entry.opensAtMs = Math.min(cause.retryAtMs ?? nowMs + heldBackMs, nowMs + mostHeldBackMs);
    else if (!(options.foul() && isWeather(cause))) {
      Object.assign(entry, { failedAtMs: nowMs, denied, jitter: random() });
    }
    const { chargerId } = entry;
    if (!signal.aborted && !heldBack) log.debug({ chargerId, cause }, 'A state could not be read; what is held stays.');
    settled(entry);
  };

  const settled = ({ chargerId }: Polled): void => {
    awaited.get(chargerId)?.resolve();
    awaited.delete(chargerId);
  };

  const reads = new DueReads<Polled>({ clock, signal, mostAtOnce, dueAtMs, read, failed });

  const replan = (): void => {
    for (const charger of mirror.chargers()) reads.plan(entryOf(charger.id));
    reads.go();
  };

  whenSetBack(clock, (byMs) => {
    startedAtMs -= byMs;
    for (const entry of polled.values()) {
      if (entry.readAtMs !== null) entry.readAtMs -= byMs;
      if (entry.failedAtMs !== null) entry.failedAtMs -= byMs;
      entry.opensAtMs = null; // the policy says it again, by the clock of now
    }
  });

  return {
    replan,
    timeKnown() {
      for (const entry of polled.values()) entry.opensAtMs = null;
      replan();
    },
    replanOne(chargerId) {
      if (!mirror.charger(chargerId)) return;
      reads.plan(entryOf(chargerId));
      reads.go();
    },
    firstRead(chargerId) {
      const entry = polled.get(chargerId);
      if (entry === undefined || signal.aborted || dueAtMs(entry) === null) return null;
      if (entry.failedAtMs !== null || entry.opensAtMs !== null) return null;
      if ((entry.readAtMs ?? newestReceipt(mirror, chargerId, 'poll')) !== null) return null;
      const waiting = awaited.get(chargerId) ?? Promise.withResolvers<void>();
      awaited.set(chargerId, waiting);
      return waiting.promise;
    },
    lastRead(chargerId) {
      const entry = polled.get(chargerId);
      const readAtMs = entry?.readAtMs ?? options.readBefore.get(chargerId) ?? newestReceipt(mirror, chargerId, 'poll');
      return { readAtMs, denied: entry?.denied ?? false };
    },
    close() {
      for (const { resolve } of awaited.values()) resolve();
      awaited.clear();
      return reads.close();
    },
  };
}

/**
 * What the gate of foul weather holds the next try back for. Every other failure waits its own time: a read that fails at
 * once and is planned for now again would never end. So does a 429: the cloud is there, and asks for less.
 */
export function isWeather(cause: unknown): boolean {
  const codes = ['unreachable', 'login-refused', 'another-login', 'in-use', 'login-failed', 'credentials-unreadable'];
  return cause instanceof SdkError && codes.includes(cause.code) && cause.status !== 429;
}

const atMost = (nowMs: number, atMs: number | null): number | null => (atMs === null ? null : Math.min(nowMs, atMs));

function newestReceipt(mirror: Mirror, chargerId: string, only?: 'poll'): number | null {
  let newestMs: number | null = null;
  for (const { receivedAtMs, via } of mirror.observations(chargerId).values()) {
    if (only && via !== only) continue;
    if (newestMs === null || receivedAtMs > newestMs) newestMs = receivedAtMs;
  }
  return newestMs;
}
