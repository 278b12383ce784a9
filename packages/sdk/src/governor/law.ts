// The policy bound to one ledger: the only judge of when a call may go.
import {
  budget,
  type ClauseId,
  createLedger,
  type Decision,
  decide,
  type Fact,
  generalAccess,
  type Intent,
  type Ledger,
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
  /** The clock went ahead, and nobody knows whether the time passed: nothing has come back since, as at a start. */
  leapt(nowMs: number): void;
}

/** What a leap of the clock must not refill. Floors of minutes and hours go by the clock as it is now. */
const refilled: readonly ClauseId[] = ['rate-limit', 'token-rate'];

/**
 * The bucket begins empty: what an earlier run or another program sent just before is not known.
 * @param door Host that the account is configured for: a rehearsal where it is not the cloud's own.
 */
export function openLaw(margin: Margin, startedAtMs: number, door: string): Law {
  const terms = { tier: generalAccess, margin, doors: [door] };
  let ledger = createLedger({ terms, startedAtMs, bucket: 'empty' });
  /** Begun empty at a leap, and asked too until it is as full as a bucket gets. */
  let sinceLeap: Ledger | null = null;
  const requestsSinceLeap = (nowMs: number): number => {
    if (sinceLeap === null) return margin.burst;
    const { availableRequests } = budget(sinceLeap, nowMs);
    if (availableRequests >= margin.burst) sinceLeap = null;
    return availableRequests;
  };
  return {
    decide(intent, nowMs) {
      const answer = decide(ledger, intent, nowMs);
      if (answer.kind !== 'go' || sinceLeap === null || requestsSinceLeap(nowMs) >= margin.burst) return answer;
      return decide(sinceLeap, intent, nowMs, refilled);
    },
    record(fact) {
      ledger = record(ledger, fact);
      if (sinceLeap !== null) sinceLeap = record(sinceLeap, fact);
    },
    leapt(nowMs) {
      sinceLeap = createLedger({ terms, startedAtMs: nowMs, bucket: 'empty' });
    },
    availableRequests: (nowMs) => Math.min(budget(ledger, nowMs).availableRequests, requestsSinceLeap(nowMs)),
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
