// How an account stands with the policy now: budget, counts, verdict per clause since midnight UTC.
import { type Fact, type Judge, openJudge } from '@fairlead/policy';
import type { Account } from '@fairlead/sdk';
import type { Clock } from '../clock.ts';
import type { ClauseVerdictView, FairUseView } from '../contract.ts';
import { isoOrNull } from '../views/instant.ts';
import { usageCounter } from './usage-counter.ts';
import { verdictView } from './verdicts.ts';

const dayMs = 86_400_000;
/** A report looks again at what may still be put in order; a page needs it no oftener. */
const verdictForMs = 5_000;

export interface FairUse {
  learn(fact: Fact): void;
  view(): FairUseView;
}

/** @param door Host that the account is configured for: a rehearsal where it is not the cloud's own. */
export function fairUse(account: Account, clock: Clock, door: string): FairUse {
  const usage = usageCounter();
  const doors = [door];
  let judge: Judge = openJudge({ doors });
  let day = Math.floor(clock.nowMs() / dayMs);
  let held: { readonly atMs: number; readonly clauses: readonly ClauseVerdictView[] } | null = null;

  const turnDay = (): void => {
    const today = Math.floor(clock.nowMs() / dayMs);
    if (today === day) return;
    day = today;
    judge = openJudge({ doors });
    held = null;
  };
  const clauses = (): readonly ClauseVerdictView[] => {
    turnDay();
    const nowMs = clock.monotonicMs();
    if (held === null || nowMs - held.atMs >= verdictForMs)
      held = { atMs: nowMs, clauses: judge.report().verdicts.map(verdictView) };
    return held.clauses;
  };

  return {
    learn(fact) {
      turnDay();
      judge.add(fact);
      if (fact.kind === 'call') usage.add(fact);
    },
    view() {
      const { ratePerSecond, burst, availableRequests, queued, pausedUntilMs } = account.governorStatus();
      return {
        accountId: account.accountId,
        ratePerSecond,
        burst,
        availableRequests,
        queued,
        ...usage.counts(clock.nowMs()),
        pausedUntil: isoOrNull(pausedUntilMs),
        clauses: clauses(),
      };
    },
  };
}
