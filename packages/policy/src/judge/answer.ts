// What the answer of a call says, read from the policy's words: the judge's own reading, apart from that of the ledger.
// Invariant: only answered calls come here; no status then means that no answer came.
import type { CallFact } from '../fact.ts';

/** The application spoke, also when it said no. A refused token, a limiter, a timeout and a broken cloud are no service. */
export function wasServed({ status }: CallFact): boolean {
  return status !== null && status < 500 && status !== 401 && status !== 408 && status !== 429;
}

/** The policy asks for a growing pause before the next try: after 429, after 408 and 5xx, and after no answer at all. */
export function asksForPause({ status }: CallFact): boolean {
  if (status === null) return true;
  return status === 429 || status === 408 || status >= 500;
}

/** When the answer came. */
export function answerAtMs({ answeredAtMs, sentAtMs }: CallFact): number {
  return answeredAtMs ?? sentAtMs;
}
