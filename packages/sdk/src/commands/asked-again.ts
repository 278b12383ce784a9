// When what the cloud has just refused may be asked again: told with the refusal, and not only to who asks for it once more.
import type { Decision } from '@fairlead/policy';
import type { Verdict } from './verdict-of.ts';

/**
 * A refusal for want of a right (403) with the instant that the policy opens the same call at.
 *
 * @param ask what the policy answers to the same call now, its instants by the machine's clock
 */
export function withNextTry(verdict: Verdict, ask: () => Decision): Verdict {
  if (verdict.outcome !== 'refused' || verdict.sentAtMs === null || verdict.why !== 'role') return verdict;
  const decision = ask();
  const waits = decision.kind === 'wait' && decision.clause === 'no-intrusion';
  return waits ? { ...verdict, retryAtMs: decision.untilMs } : verdict;
}
