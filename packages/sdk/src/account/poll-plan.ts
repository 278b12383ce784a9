// When a charger's state is read next. Pure. Floors say how often one may, not how often one should: while the stream
// tells of a charger its state is read once a day, for the values that are never pushed.
// How often is in cadence.ts.
import { locksEndWithinMs } from '../stream/link-health.ts';
import { cadences, intervalMs } from './cadence.ts';

/** State that was kept from an earlier run and is older than this is read once at the start. */
const staleAfterMs = 3_600_000;
/** The cloud answers a state from a cache of 15 s (policy): a read sooner after a loss could tell what was before it. */
const cachedForMs = 15_000;
/** Chargers that missed something together are read within a minute, not at once. */
const missedSpreadMs = 60_000;
/** 403 or 404 on a state: looked at again after a day. */
const deniedEveryMs = 86_400_000;

export interface PollFacts {
  /** When the state was last read in this run or an earlier one, null when it never was: events alone are no whole state. */
  readonly readAtMs: number | null;
  /** When anything of the charger was last received, null when nothing is held. */
  readonly receivedAtMs: number | null;
  /** When the last try failed, null when it did not. */
  readonly failedAtMs: number | null;
  /** Before this the policy lets no read go, null when it said nothing. */
  readonly opensAtMs: number | null;
  /** Until when a stream that is to tell of it is waited for at its first opening, null when none is. */
  readonly openingUntilMs: number | null;
  readonly denied: boolean;
  readonly charging: boolean;
  /** Since when the stream does not tell of the charger, null while it does. */
  readonly uncoveredSinceMs: number | null;
  /** When messages of the charger may have been lost for good, null when they never were. */
  readonly missedAtMs: number | null;
  /** When a link came after one that had been dead for a while, and this charger is to be read for it; null when never. */
  readonly lateAtMs: number | null;
  readonly startedAtMs: number;
  /** Uniform in [0, 1), so that chargers do not move in step. */
  readonly jitter: number;
}

export function nextPollAtMs(facts: PollFacts): number {
  const { failedAtMs, opensAtMs, uncoveredSinceMs, jitter } = facts;
  const everyMs = intervalMs(facts.charging ? cadences.charging : cadences.idle, jitter);
  if (facts.denied) return (failedAtMs ?? 0) + deniedEveryMs * (1 + jitter / 10);
  const failedUntilMs = failedAtMs === null ? 0 : failedAtMs + everyMs;
  const soonestMs = Math.max(opensAtMs ?? 0, facts.openingUntilMs ?? 0, failedUntilMs);
  const heldAtMs = facts.readAtMs;
  if (heldAtMs === null) return soonestMs;
  const newestMs = Math.max(heldAtMs, facts.receivedAtMs ?? 0);
  const stale = heldAtMs < facts.startedAtMs && newestMs < facts.startedAtMs - staleAfterMs;
  if (stale) return soonestMs;
  const dueMs =
    uncoveredSinceMs === null
      ? heldAtMs + intervalMs(cadences.covered, jitter)
      : Math.max(heldAtMs, uncoveredSinceMs) + everyMs;
  return Math.max(soonestMs, Math.min(dueMs, missedDueMs(facts), lateDueMs(facts)));
}

/** What was missed is read once, at the floor of a charger whose stream is well. */
function missedDueMs({ missedAtMs, readAtMs, jitter }: PollFacts): number {
  if (missedAtMs === null || (readAtMs ?? 0) >= missedAtMs) return Number.POSITIVE_INFINITY;
  return Math.max((readAtMs ?? 0) + cadences.idle.everyMs, missedAtMs + cachedForMs) + jitter * missedSpreadMs;
}

/**
 * What a dead link took comes by itself when the bus's locks end: it is read once at the floor, if that is sooner. The link was
 * dead for longer than the cloud's cache lasts, and 20 chargers need no spreading.
 */
function lateDueMs({ lateAtMs, readAtMs }: PollFacts): number {
  if (lateAtMs === null || (readAtMs ?? 0) >= lateAtMs) return Number.POSITIVE_INFINITY;
  const floorMs = (readAtMs ?? 0) + cadences.idle.everyMs;
  return floorMs < lateAtMs + locksEndWithinMs ? Math.max(floorMs, lateAtMs) : Number.POSITIVE_INFINITY;
}
