// What is left of the limit, to show and to plan by. It promises nothing: `decide` alone lets a call go.
import { requestsIn } from './ledger/bucket.ts';
import type { Ledger } from './ledger/ledger.ts';

export interface Budget {
  /** Whole and broken requests in the bucket now. */
  readonly availableRequests: number;
  /** Until when a refusal stops the whole account; null when none does. */
  readonly pausedUntilMs: number | null;
}

export function budget(ledger: Ledger, nowMs: number): Budget {
  const { pausedUntilMs } = ledger.refusals;
  return {
    availableRequests: requestsIn(ledger.bucket, nowMs),
    pausedUntilMs: pausedUntilMs > nowMs ? pausedUntilMs : null,
  };
}
