// What an answer means to the policy, told by its status, and by the cloud's own code where it gave one.
import type { CallFact } from './fact.ts';

/**
 * `served`: the application spoke, also when it said no (400, 403, 404, a rejected command). `unauthorised`: the token
 * was refused. `refused`: the limiter said no. `failed`: the cloud or the way broke down (408, 5xx). `silent`: no answer
 * came.
 */
export type Outcome = 'in-flight' | 'served' | 'unauthorised' | 'refused' | 'failed' | 'silent';

export function outcomeOf(fact: CallFact): Outcome {
  if (fact.answeredAtMs === null) return 'in-flight';
  if (fact.status === null) return 'silent';
  if (fact.status === 401) return 'unauthorised';
  if (fact.status === 429) return 'refused';
  if (fact.status === 408) return 'failed';
  return fact.status >= 500 && !saidNo(fact.code) ? 'failed' : 'served';
}

/** Unknown object, not supported, command rejected: final words of the application under status 500 (zaptec-api.md §8.1). */
function saidNo(code: number | null): boolean {
  return code === 512 || code === 527 || code === 528;
}
