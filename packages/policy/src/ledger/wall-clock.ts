// Time that a ledger was told and that has not come: a wall clock was ahead when a fact was dated, or has been put back
// since (a machine without a battery clock, a careless hand, a journal from another machine).
// Invariant: what was told of the future never makes an answer laxer. What it forbids it forbids at once, what it allows it
// allows when its time has come; and nobody waits for that time: see `hearTime`.
import { capBucketAt } from './bucket.ts';
import { booksOf, type Ledger } from './ledger.ts';

/** Facts may come 5 s out of order; what lies a minute ahead of now is a clock that was or is wrong. */
const aheadMs = 60_000;
/** So long must the earlier time be asked by before it is believed: one question by a wrong clock must not undo a floor. */
const believedAfterMs = 60_000;

/**
 * Hears that it is `nowMs`. Null while the ledger was told no later time by more than a minute. Else the instant until
 * which what lies in the future stands as it was told; asked at that instant or later, the earlier time is believed, and
 * all of the future counts as done now: floors and pauses last in full from then on, and no longer.
 */
export function hearTime(ledger: Ledger, nowMs: number): number | null {
  const isEarlier = ledger.toldMs > nowMs + aheadMs;
  if (!isEarlier) {
    ledger.backSinceMs = null;
    return null;
  }
  const sinceMs = Math.min(nowMs, ledger.backSinceMs ?? nowMs);
  ledger.backSinceMs = sinceMs;
  if (nowMs < sinceMs + believedAfterMs) return sinceMs + believedAfterMs;
  putBack(ledger, nowMs);
  return null;
}

/** A call of the account says that it is `knownAtMs`, and whether its clock goes so now. */
export function noteTime(ledger: Ledger, knownAtMs: number, isNow: boolean): void {
  if (isNow && ledger.seenMs > knownAtMs + aheadMs) putBack(ledger, knownAtMs);
  ledger.seenMs = Math.max(ledger.seenMs, knownAtMs);
  ledger.toldMs = Math.max(ledger.toldMs, knownAtMs);
}

/** Another account of the deployment has a clock of its own, which may be wrong as well. */
export function noteTimeOfAnother(ledger: Ledger, knownAtMs: number): void {
  ledger.toldMs = Math.max(ledger.toldMs, knownAtMs);
}

/** Brings every remembered instant down to `nowMs`: floors count from now, the bucket owes what it can. */
function putBack(ledger: Ledger, nowMs: number): void {
  ledger.backSinceMs = null;
  ledger.seenMs = Math.min(ledger.seenMs, nowMs);
  ledger.toldMs = Math.min(ledger.toldMs, nowMs);
  ledger.startedAtMs = Math.min(ledger.startedAtMs, nowMs);
  capBucketAt(ledger.bucket, nowMs);
  ledger.flights.capAt(nowMs);
  ledger.logins.capAt(nowMs);
  ledger.loginPauses.capAt(nowMs);
  ledger.tokens.capAt(nowMs);
  ledger.refusals.capAt(nowMs);
  ledger.lists.capAt(nowMs);
  ledger.streams.capAt(nowMs);
  for (const book of booksOf(ledger)) book.capAt(nowMs);
}
