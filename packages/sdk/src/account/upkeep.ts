// How each charger is followed now: what the stated ages of its values are made from.
import { operatingModes, stateIds } from '@fairlead/protocol';
import type { Clock } from '../clock.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { ChargerRow } from '../mirror/state-keeper.ts';
import { locksEndWithinMs } from '../stream/link-health.ts';
import { type Followed, lateMs, type Upkeep } from '../view/stated-age.ts';
import { mayRead } from './lists.ts';

/** A stream that has just begun has yet to hand over what waited at the broker. */
const settlesMs = 60_000;
/** A link can be dead for so long before it is noticed. */
const noticedWithinMs = 90_000;
/** A stream that was well for so long had handed over what waited, however late its end was noticed. */
export const settledAfterMs = settlesMs + noticedWithinMs;

export interface Coverage {
  readonly covered: boolean;
  readonly sinceMs: number;
  /** When a stream that told of it was last lost after it had settled, in this run; null when none was. */
  readonly wellUntilMs: number | null;
  /** Whether it told of the charger lately: a group's need not carry every installation. */
  readonly isHeard: boolean;
  /** When messages of it may have been lost for good, the last time; null when they never were. */
  readonly missedAtMs: number | null;
  /** Until when all was known, where something may have gone elsewhere since, or did, and the state was not read after it. */
  readonly doubtedSinceMs: (readAtMs: number | null) => number | null;
  /** When a link came after one that had been dead for a while, the last time: what that one took comes late. */
  readonly lateAtMs: number | null;
}

export interface UpkeepOptions {
  readonly mirror: Mirror;
  readonly clock: Clock;
  readonly ratePerSecond: number;
  readonly coverage: (charger: ChargerRow) => Coverage;
  /** By how much the machine's clock is ahead of the cloud's, ms. */
  readonly aheadMs: () => number;
  /** The last whole read of its state in this run or before, of which the instant may be unknown; and whether it is refused. */
  readonly lastRead: (chargerId: string) => { readonly readAtMs: number | null; readonly denied: boolean };
}

export function openUpkeep(options: UpkeepOptions): (charger: ChargerRow) => Followed {
  const { mirror, clock, ratePerSecond, coverage, lastRead } = options;

  const readIn = (charger: ChargerRow): number | null => {
    if (!mayRead(charger)) return charger.readAtMs;
    return lastRead(charger.id).readAtMs;
  };

  /** Of a stream that settles counts the one before: what waited at the broker is still to come. */
  const hasSettled = ({ covered, sinceMs, lateAtMs }: Coverage): boolean => {
    const nowMs = clock.nowMs();
    const isLate = lateAtMs !== null && nowMs - lateAtMs < locksEndWithinMs;
    return covered && nowMs - sinceMs >= settlesMs && !isLate;
  };

  const upkeepOf = (charger: ChargerRow, told: Coverage, readAtMs: number | null, isDoubted: boolean): Upkeep => {
    const { covered, sinceMs, isHeard, missedAtMs } = told;
    const isWhole = missedAtMs === null || (readAtMs ?? 0) >= missedAtMs;
    if (isHeard && isWhole && hasSettled(told)) return isDoubted ? 'changing' : 'stream';
    const isReadable = charger.active && mayRead(charger) && !lastRead(charger.id).denied;
    const isListed = !mayRead(charger);
    if (readAtMs === null || !(isReadable || isListed)) return 'none';
    if (isListed) return 'listed';
    if (covered || readAtMs < sinceMs) return 'changing';
    const mode = mirror.observation(charger.id, stateIds.ChargerOperationMode)?.value;
    return Number(mode) === operatingModes.Connected_Charging ? 'polled-charging' : 'polled';
  };

  const toldUntilMs = (told: Coverage, doubtedSinceMs: number | null): number | null => {
    const wellUntilMs = told.wellUntilMs === null ? null : told.wellUntilMs - noticedWithinMs;
    if (doubtedSinceMs === null) return wellUntilMs;
    if (hasSettled(told)) return doubtedSinceMs;
    return wellUntilMs === null ? null : Math.min(doubtedSinceMs, wellUntilMs);
  };

  return (charger) => {
    const nowMs = clock.nowMs();
    const covered = coverage(charger);
    const readAtMs = readIn(charger);
    const doubtedSinceMs = covered.doubtedSinceMs(readAtMs);
    return {
      ...{ nowMs, readAtMs, upkeep: upkeepOf(charger, covered, readAtMs, doubtedSinceMs !== null) },
      aheadMs: options.aheadMs(),
      lateMs: lateMs(mirror.chargers().length, ratePerSecond),
      toldUntilMs: toldUntilMs(covered, doubtedSinceMs),
    };
  };
}
