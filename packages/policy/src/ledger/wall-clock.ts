// A wall clock can be put back while a ledger lives (a machine without a battery clock, a careless hand).
// Invariant: a ledger from the future never blocks an account until that future comes.
import { booksOf, type Ledger } from './ledger.ts';

/** Facts may come 5 s out of order; what lies a minute ahead of now is a clock that was put back. */
const putBackMs = 60_000;

/** Whether the ledger remembers a time that has not come yet. Then one call may go, and recording it sets things right. */
export function clockWasPutBack(ledger: Ledger, nowMs: number): boolean {
  return ledger.seenMs > nowMs + putBackMs;
}

/** Brings every remembered instant down to `nowMs`: floors count from now, the bucket is empty. */
export function putBack(ledger: Ledger, nowMs: number): void {
  ledger.seenMs = nowMs;
  ledger.startedAtMs = Math.min(ledger.startedAtMs, nowMs);
  ledger.bucket.level = Math.min(ledger.bucket.level, 0);
  ledger.bucket.asOfMs = Math.min(ledger.bucket.asOfMs, nowMs);
  ledger.flights.capAt(nowMs);
  ledger.logins.capAt(nowMs);
  ledger.tokens.capAt(nowMs);
  ledger.refusals.capAt(nowMs);
  ledger.lists.capAt(nowMs);
  ledger.streams.capAt(nowMs);
  for (const book of booksOf(ledger)) book.capAt(nowMs);
}
