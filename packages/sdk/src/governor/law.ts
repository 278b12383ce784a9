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
import { DoubtedLedger, intentAt } from './doubted-ledger.ts';

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
  /**
   * The clock went ahead: nothing has come back since, as at a start. Of it nobody has seen `doubtMs` pass: no floor ends by
   * them, until `settle` says how much of them did.
   */
  leapt(nowMs: number, doubtMs: number): void;
  settle(passedMs: number): void;
  inDoubt(): boolean;
  /** How far the time that counts is behind the clock. */
  behindMs(): number;
}

/** What a leap of the clock must not refill, whether its time passed or not. */
const refilled: readonly ClauseId[] = ['rate-limit', 'token-rate'];

/**
 * The bucket begins empty: what an earlier run or another program sent just before is not known.
 * @param door Host that the account is configured for: a rehearsal where it is not the cloud's own.
 */
export function openLaw(margin: Margin, startedAtMs: number, door: string): Law {
  const terms = { tier: generalAccess, margin, doors: [door] };
  const held = new DoubtedLedger(createLedger({ terms, startedAtMs, bucket: 'empty' }));
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
      const asked = intentAt(intent, held.behindMs());
      const answer = held.ask(nowMs, (ledger, atMs) => decide(ledger, asked, atMs));
      if (answer.kind !== 'go' || sinceLeap === null || requestsSinceLeap(nowMs) >= margin.burst) return answer;
      return decide(sinceLeap, intent, nowMs, refilled);
    },
    record(fact) {
      held.record(fact);
      if (sinceLeap !== null) sinceLeap = record(sinceLeap, fact);
    },
    leapt(nowMs, doubtMs) {
      sinceLeap = createLedger({ terms, startedAtMs: nowMs, bucket: 'empty' });
      held.leapt(doubtMs);
    },
    settle: (passedMs) => held.settle(passedMs),
    inDoubt: () => held.inDoubt(),
    behindMs: () => held.behindMs(),
    availableRequests: (nowMs) =>
      Math.min(
        held.read(nowMs, (ledger, atMs) => budget(ledger, atMs).availableRequests),
        requestsSinceLeap(nowMs),
      ),
    pausedUntilMs(nowMs) {
      const untilMs = held.read(nowMs, (ledger, atMs) => budget(ledger, atMs).pausedUntilMs);
      return untilMs === null ? null : untilMs + held.behindMs();
    },
  };
}

/** A request in 1,000 s: the slowest that the policy counts with. */
const leastPerSecond = 0.001;

/** @throws SdkError `invalid-option` when the margin is looser than the default, or slower than can be counted. */
export function checkedMargin(asked: Margin | undefined, most: Margin): Margin {
  if (!asked) return most;
  const isCountable = asked.ratePerSecond >= leastPerSecond && asked.burst >= 1;
  if (isCountable && asked.ratePerSecond <= most.ratePerSecond && asked.burst <= most.burst) return asked;
  throw failure('open the account', 'invalid-option', {
    happened: `a margin of ${asked.ratePerSecond}/s with burst ${asked.burst} ${isCountable ? 'is looser than the default' : 'lets nothing through'}`,
    remedy: `Give ${leastPerSecond} to ${most.ratePerSecond}/s and a burst of 1 to ${most.burst}, or leave it out`,
  });
}
