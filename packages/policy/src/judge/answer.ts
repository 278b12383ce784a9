// What the answer of a call says, read from the policy's words: the judge's own reading, apart from that of the ledger.
// Invariant: only answered calls come here; no status then means that no answer came.
import type { CallFact } from '../fact.ts';

/**
 * With these codes the cloud answers 500 and means no: there is no such thing (512), it cannot be done here (527), the
 * command is rejected (528). Source: zaptec-api.md §5.10 and §8.1.
 */
const finalCodes: readonly (number | null)[] = [512, 527, 528];

/** The application spoke, also when it said no. A refused token, a limiter, a timeout and a broken cloud are no service. */
export function wasServed({ status, code }: CallFact): boolean {
  if (status === null || status === 401 || status === 408 || status === 429) return false;
  return status < 500 || finalCodes.includes(code);
}

/** The policy asks for a growing pause before the next try: after 429, after 408 and 5xx, and after no answer at all. */
export function asksForPause({ status, code }: CallFact): boolean {
  if (status === null || status === 429 || status === 408) return true;
  return status >= 500 && !finalCodes.includes(code);
}

/** When the answer came. */
export function answerAtMs({ answeredAtMs, sentAtMs }: CallFact): number {
  return answeredAtMs ?? sentAtMs;
}

/** A duration that the answer told; null where it told none, or what is no duration. */
export function toldMs(ms: number | null): number | null {
  return ms === null || !(ms >= 0 && ms < Number.POSITIVE_INFINITY) ? null : ms;
}
