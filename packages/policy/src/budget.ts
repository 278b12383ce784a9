// What is left of the limit, to show and to plan by. It promises nothing: `decide` alone lets a call go.
import { needInstant } from './instant.ts';
import { requestsIn } from './ledger/bucket.ts';
import type { Ledger } from './ledger/ledger.ts';
import { needLedger } from './ledger/need-ledger.ts';

export interface Budget {
  /** Whole and broken requests in the bucket now. */
  readonly availableRequests: number;
  /** Until when a refusal stops the whole account; null when none does. */
  readonly pausedUntilMs: number | null;
}

/**
 * What is left at `nowMs`, milliseconds since 1970. Reads the ledger and leaves it as it is. Throws `bad-time` where
 * `nowMs` is no number, `bad-ledger`.
 *
 * @example
 * const terms = { tier: generalAccess, margin: defaultMargin };
 * budget(createLedger({ terms, startedAtMs: 0, bucket: 'full' }), 0); // → { availableRequests: 12, pausedUntilMs: null }
 * budget(createLedger({ terms, startedAtMs: 0, bucket: 'empty' }), 1000).availableRequests; // → 9.9
 */
export function budget(ledger: Ledger, nowMs: number): Budget {
  needLedger(ledger, 'tell the budget');
  needInstant(nowMs, 'tell the budget', 'nowMs');
  const pausedUntilMs = ledger.refusals.pauses.untilMs();
  return {
    availableRequests: requestsIn(ledger.bucket, nowMs),
    pausedUntilMs: pausedUntilMs > nowMs ? pausedUntilMs : null,
  };
}
