// Whether a charger is told of by a stream that is well, since when, and what of it may have been missed or comes late.
// Invariant: a charger of an installation's source is covered by that one alone; one of a group's by any that is well, as
// long as it was heard. Maps have one entry a source (64), `late` at most 20 a source.
import { operatingModes, stateIds } from '@fairlead/protocol';
import type { StreamSourceStatus } from '../account.ts';
import type { Clock } from '../clock.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { ChargerRow } from '../mirror/state-keeper.ts';
import type { StreamScope } from '../stream/stream-scope.ts';
import { Instants, whenSetBack } from '../watched-clock.ts';
import { mayRead } from './lists.ts';
import { type Coverage, settledAfterMs } from './upkeep.ts';

/** A group's bus need not carry every installation: a charger counts as covered when it was heard within a day. */
const heardWithinMs = 86_400_000;
/** Pulses come about every 10 min (zaptec-api.md §4.5); so long a group's charger may be silent after the start. */
export const firstHeardWithinMs = 1_800_000;
/** Chargers that fall silent one after another are looked at together; a look goes through every charger's values. */
const lapsesEveryMs = 60_000;
/**
 * States read after a dead link, of each source: with a floor of 600 s between two reads of one charger 6 × 20 an hour, and 6
 * looks at the details, of the 150 calls that an hour of outages may cost. The others wait for the bus's locks.
 */
const mostReadLate = 20;

/**
 * How long the first reads of states wait while a source is opened for the first time: what is read before it is to be read again
 * after it. 5 s less than a list waits for them, so that it has those of about 48 chargers where nothing ever opens.
 */
const opensWithinMs = 25_000;

/** Something went elsewhere after `knownUntilMs`, which was noticed at `missedAtMs`: a state that is read later tells it. */
interface Loss {
  readonly knownUntilMs: number;
  readonly missedAtMs: number;
}
/** Remembered of each source; of more the oldest two count as one. 20 x about 50 bytes. */
const mostLosses = 20;

function withLoss(before: readonly Loss[], knownUntilMs: number, missedAtMs: number): readonly Loss[] {
  const [oldest, next, ...later] = [...before, { knownUntilMs, missedAtMs }];
  if (!oldest || !next || later.length + 2 <= mostLosses) return [...before, { knownUntilMs, missedAtMs }];
  return [{ ...next, knownUntilMs: Math.min(oldest.knownUntilMs, next.knownUntilMs) }, ...later];
}

export interface StreamCoverageOptions {
  readonly mirror: Mirror;
  readonly clock: Clock;
  /** Whether sources are user groups. */
  readonly byGroups: boolean;
}

export interface StreamCoverage {
  /** @param toldUntilMs until when an earlier run's stream told of its chargers; now where nothing is remembered */
  attached(scope: StreamScope, toldUntilMs: number): void;
  /** What the source became: well, or not any more, or not at its first opening; null: it is as it was. */
  noted(status: StreamSourceStatus): 'well' | 'not well' | null;
  missed(scope: StreamScope): void;
  late(scope: StreamScope): void;
  /** All is known until so long ago; null: nothing is in doubt any more, or is missed. */
  doubted(scope: StreamScope, knownAgoMs: number | null): void;
  uncoveredSinceMs(charger: ChargerRow): number | null;
  /** Until when a first read of its state waits for what tells of it to be open; null where it need not. */
  openingUntilMs(charger: ChargerRow): number | null;
  coverage(charger: ChargerRow): Coverage;
  missedAtMs(charger: ChargerRow): number | null;
  lateAtMs(charger: ChargerRow): number | null;
  /** In how long the next of those that are heard counts as covered no more, should it stay silent. */
  nextLapseMs(): number;
}

export function streamCoverage({ mirror, clock, byGroups }: StreamCoverageOptions): StreamCoverage {
  const attached = new Set<string>();
  /** Sources that have not opened yet, nor failed to. */
  const openingUntilMs = new Instants(clock);
  const wellSinceMs = new Instants(clock);
  const wellUntilMs = new Instants(clock);
  const lostAtMs = new Instants(clock);
  const missedAtMs = new Instants(clock);
  const lateAtMs = new Instants(clock);
  /** Until when all is known of what a source tells, while some of it may have gone elsewhere. */
  const knownUntilMs = new Instants(clock);
  const losses = new Map<string, readonly Loss[]>();
  whenSetBack(clock, (byMs) => {
    for (const [key, told] of losses)
      losses.set(
        key,
        told.map((loss) => ({ knownUntilMs: loss.knownUntilMs - byMs, missedAtMs: loss.missedAtMs - byMs })),
      );
  });
  /** By source: the chargers whose states are read for it. */
  const late = new Map<string, ReadonlySet<string>>();

  const keysOf = ({ installationId }: ChargerRow): readonly string[] =>
    byGroups ? [...attached] : [keyOf({ bus: 'installation', scope: installationId ?? '' })];
  const newest = (times: ReadonlyMap<string, number>, charger: ChargerRow): number | null => {
    const found = keysOf(charger).flatMap((key) => times.get(key) ?? []);
    return found.length === 0 ? null : Math.max(...found);
  };

  const heardSinceMs = (chargerId: string, sinceMs: number): boolean => {
    for (const { via, receivedAtMs } of mirror.observations(chargerId).values()) {
      if (via === 'stream' && receivedAtMs >= sinceMs) return true;
    }
    return false;
  };

  const heardAtMs = (chargerId: string): number => {
    let newestMs = Number.NEGATIVE_INFINITY;
    for (const { via, receivedAtMs } of mirror.observations(chargerId).values())
      if (via === 'stream' && receivedAtMs > newestMs) newestMs = receivedAtMs;
    return newestMs;
  };

  const uncoveredByGroups = (charger: ChargerRow): number | null => {
    const nowMs = clock.nowMs();
    const well = [...wellSinceMs.values()];
    if (well.length === 0) return Math.max(0, ...lostAtMs.values());
    const fresh = well.some((sinceMs) => nowMs - sinceMs < firstHeardWithinMs);
    return fresh || heardSinceMs(charger.id, nowMs - heardWithinMs) ? null : Math.min(...well);
  };

  const uncoveredSinceMs = (charger: ChargerRow): number | null => {
    if (byGroups) return uncoveredByGroups(charger);
    const key = keyOf({ bus: 'installation', scope: charger.installationId ?? '' });
    return wellSinceMs.has(key) ? null : (lostAtMs.get(key) ?? 0);
  };

  const charges = ({ id }: ChargerRow): boolean =>
    Number(mirror.observation(id, stateIds.ChargerOperationMode)?.value) === operatingModes.Connected_Charging;

  /** Those that charge first: of them most is told. */
  const readLate = (scope: StreamScope): ReadonlySet<string> => {
    const told = mirror
      .chargers()
      .filter((row) => row.active && mayRead(row) && keysOf(row).includes(keyOf(scope)))
      .toSorted((one, other) => Number(charges(other)) - Number(charges(one)));
    return new Set(told.slice(0, mostReadLate).map(({ id }) => id));
  };

  const doubtedSinceMs = (charger: ChargerRow, readAtMs: number): number | null => {
    const found = keysOf(charger).flatMap((key) => [
      ...[knownUntilMs.get(key) ?? []].flat(),
      ...(losses.get(key) ?? []).flatMap((loss) => (loss.missedAtMs > readAtMs ? loss.knownUntilMs : [])),
    ]);
    return found.length === 0 ? null : Math.min(...found);
  };

  return {
    attached(scope, toldUntilMs) {
      attached.add(keyOf(scope));
      lostAtMs.set(keyOf(scope), toldUntilMs);
      openingUntilMs.set(keyOf(scope), clock.nowMs() + opensWithinMs);
    },
    noted(status) {
      const well = status.state === 'live' || status.state === 'quiet';
      const key = keyOf(status);
      const isOver = status.state !== 'off' && status.state !== 'connecting' && openingUntilMs.delete(key);
      if (well === wellSinceMs.has(key)) return isOver ? 'not well' : null;
      if (well) wellSinceMs.set(key, clock.nowMs());
      else {
        // One that did not settle says nothing of the time before it.
        if (clock.nowMs() - (wellSinceMs.get(key) ?? 0) >= settledAfterMs) wellUntilMs.set(key, clock.nowMs());
        wellSinceMs.delete(key);
      }
      lostAtMs.set(key, clock.nowMs());
      return well ? 'well' : 'not well';
    },
    missed(scope) {
      const key = keyOf(scope);
      const untilMs = knownUntilMs.get(key);
      if (untilMs !== undefined) losses.set(key, withLoss(losses.get(key) ?? [], untilMs, clock.nowMs()));
      missedAtMs.set(key, clock.nowMs());
    },
    doubted(scope, knownAgoMs) {
      if (knownAgoMs === null) knownUntilMs.delete(keyOf(scope));
      else knownUntilMs.set(keyOf(scope), clock.nowMs() - knownAgoMs);
    },
    late(scope) {
      lateAtMs.set(keyOf(scope), clock.nowMs());
      late.set(keyOf(scope), readLate(scope));
    },
    uncoveredSinceMs,
    openingUntilMs: (charger) => newest(openingUntilMs, charger),
    coverage(charger) {
      const wellBefore = newest(wellUntilMs, charger);
      const lostMs = uncoveredSinceMs(charger);
      const since = {
        ...{ wellUntilMs: wellBefore, lateAtMs: newest(lateAtMs, charger) },
        doubtedSinceMs: (readAtMs: number | null) => doubtedSinceMs(charger, readAtMs ?? 0),
      };
      if (lostMs !== null) return { ...since, covered: false, sinceMs: lostMs, isHeard: false, missedAtMs: null };
      const well = keysOf(charger).flatMap((key) => wellSinceMs.get(key) ?? []);
      const isHeard = !byGroups || heardSinceMs(charger.id, clock.nowMs() - heardWithinMs);
      const missedMs = newest(missedAtMs, charger);
      return { ...since, covered: true, sinceMs: Math.min(...well), isHeard, missedAtMs: missedMs };
    },
    missedAtMs: (charger) => newest(missedAtMs, charger),
    lateAtMs(charger) {
      const found = keysOf(charger).flatMap((key) => (late.get(key)?.has(charger.id) ? (lateAtMs.get(key) ?? []) : []));
      return found.length === 0 ? null : Math.max(...found);
    },
    nextLapseMs() {
      const nowMs = clock.nowMs();
      let longestMs = 0;
      for (const { id } of mirror.chargers()) {
        const silentMs = nowMs - heardAtMs(id);
        if (silentMs <= heardWithinMs && silentMs > longestMs) longestMs = silentMs;
      }
      return Math.max(lapsesEveryMs, heardWithinMs - longestMs);
    },
  };
}

export function keyOf({ bus, scope }: StreamScope): string {
  return `${bus} ${scope}`;
}
