// When a write left, by both times that matter: the policy's, which its floors are counted by, and the machine's, which reads are
// told by. The policy's stays ahead of a clock that was set back.
import type { BesidePolicy } from '../account/local-time.ts';

export interface SentWrite {
  /** By the policy's time. */
  readonly sentAtMs: number;
  /** By the machine's clock; moved with it when it is set back. */
  leftAtMs: number;
}

/** Of what is told to have left at `sentAtMs`: just now at the latest, also where the clock has been put back since. */
export function sentWrite(sentAtMs: number, { policyMs, nowMs }: BesidePolicy): SentWrite {
  return { sentAtMs: Math.min(sentAtMs, policyMs), leftAtMs: Math.min(sentAtMs, nowMs) };
}
