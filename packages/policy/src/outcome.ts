// What an answer means to the policy, told by its status alone.
import type { CallFact } from './fact.ts';

/**
 * `served`: the application spoke, also when it said no (400, 403, 404). `unauthorised`: the token was refused.
 * `refused`: the limiter said no. `failed`: the cloud or the way broke down (408, 5xx). `silent`: no answer came.
 */
export type Outcome = 'in-flight' | 'served' | 'unauthorised' | 'refused' | 'failed' | 'silent';

export function outcomeOf(fact: CallFact): Outcome {
  if (fact.answeredAtMs === null) return 'in-flight';
  if (fact.status === null) return 'silent';
  if (fact.status === 401) return 'unauthorised';
  if (fact.status === 429) return 'refused';
  return fact.status === 408 || fact.status >= 500 ? 'failed' : 'served';
}
