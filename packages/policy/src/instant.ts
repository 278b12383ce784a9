// An instant that the law is asked about. Whoever asks with no instant has a broken clock, and must hear of it: every
// comparison with NaN is false, and so would every wait be over.
import { inWords, PolicyError } from './policy-error.ts';

/** Throws `bad-time` where `atMs` is no number. @param failed What cannot be done then: `decide on a call`. */
export function needInstant(atMs: number, failed: string, name: string): void {
  if (Number.isFinite(atMs)) return;
  const what = `Failed to ${failed}: ${name} is ${inWords(atMs)}, which is no instant. Give the milliseconds since 1970 as a finite number.`;
  throw new PolicyError('bad-time', what);
}
