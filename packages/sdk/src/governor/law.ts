// The policy bound to one ledger: the only judge of when a call may go.
import {
  budget,
  createLedger,
  type Decision,
  decide,
  type Fact,
  generalAccess,
  type Intent,
  record,
} from '@fairlead/policy';
import { failure } from '../explain/failure.ts';

export interface Margin {
  readonly ratePerSecond: number;
  readonly burst: number;
}

export interface Law {
  decide(intent: Intent, nowMs: number): Decision;
  record(fact: Fact): void;
  /** Whole and broken requests in the bucket. */
  availableRequests(nowMs: number): number;
  /** Until when a refusal stops the whole account, null when none does. */
  pausedUntilMs(nowMs: number): number | null;
}

/**
 * The bucket begins empty: what an earlier run or another program sent just before is not known.
 * @param door Host that the account is configured for: a rehearsal where it is not the cloud's own.
 */
export function openLaw(margin: Margin, startedAtMs: number, door: string): Law {
  const terms = { tier: generalAccess, margin, doors: [door] };
  let ledger = createLedger({ terms, startedAtMs, bucket: 'empty' });
  return {
    decide: (intent, nowMs) => decide(ledger, intent, nowMs),
    record: (fact) => {
      ledger = record(ledger, fact);
    },
    availableRequests: (nowMs) => budget(ledger, nowMs).availableRequests,
    pausedUntilMs: (nowMs) => budget(ledger, nowMs).pausedUntilMs,
  };
}

/** @throws SdkError `invalid-option` when the margin is looser than the default or no number. */
export function checkedMargin(asked: Margin | undefined, most: Margin): Margin {
  if (!asked) return most;
  const usable = asked.ratePerSecond > 0 && asked.burst >= 1;
  if (usable && asked.ratePerSecond <= most.ratePerSecond && asked.burst <= most.burst) return asked;
  throw failure('open the account', 'invalid-option', {
    happened: `a margin of ${asked.ratePerSecond}/s with burst ${asked.burst} is not tighter than the default`,
    remedy: `Give at most ${most.ratePerSecond}/s and burst ${most.burst}, or leave it out`,
  });
}
