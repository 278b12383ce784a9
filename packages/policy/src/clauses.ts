// The policy in force, clause by clause, in the order of `clauseIds`.
import type { Clause } from './clause.ts';
import { documentedOnly } from './clauses/documented-only.ts';
import { listCadence } from './clauses/list-cadence.ts';
import { pushFirst } from './clauses/push-first.ts';
import { rateLimit } from './clauses/rate-limit.ts';
import { respectRefusal } from './clauses/respect-refusal.ts';
import { stateCache } from './clauses/state-cache.ts';
import { tokenRate } from './clauses/token-rate.ts';
import { tokenReuse } from './clauses/token-reuse.ts';
import type { ClauseId } from './decision.ts';

/** Version of the policy that these clauses state: the day it was read, and where it is published. */
export const policyVersion = { version: '2026-11', date: '2026-11-22', source: 'Zaptec API Fair Use policy' } as const;

export const clauses: readonly Clause[] = [
  rateLimit,
  tokenRate,
  tokenReuse,
  respectRefusal,
  documentedOnly,
  stateCache,
  listCadence,
  pushFirst,
];

/**
 * The limits that the cloud itself refuses by: 429, 503 at login, 404. The other clauses are judged afterwards.
 * Source: zaptec-api.md §1.1 rules 2, 5, 7 and §8.
 */
export const refusedByCloud: readonly ClauseId[] = ['rate-limit', 'token-rate', 'documented-only'];

/** The clause with this id. */
export function clauseOf(id: ClauseId): Clause {
  return byId[id];
}

const byId: Readonly<Record<ClauseId, Clause>> = {
  'rate-limit': rateLimit,
  'token-rate': tokenRate,
  'token-reuse': tokenReuse,
  'respect-refusal': respectRefusal,
  'documented-only': documentedOnly,
  'state-cache': stateCache,
  'list-cadence': listCadence,
  'push-first': pushFirst,
};
