// The policy in force, clause by clause, in the order of `clauseIds`.
import type { Clause } from './clause.ts';
import { backoffHeavy } from './clauses/backoff-heavy.ts';
import { commandPrecondition } from './clauses/command-precondition.ts';
import { currentCadence } from './clauses/current-cadence.ts';
import { deprecatedEndpoint } from './clauses/deprecated-endpoint.ts';
import { detailCadence } from './clauses/detail-cadence.ts';
import { documentedOnly } from './clauses/documented-only.ts';
import { freshData } from './clauses/fresh-data.ts';
import { honestIdentity } from './clauses/honest-identity.ts';
import { lawfulPurpose } from './clauses/lawful-purpose.ts';
import { listCadence } from './clauses/list-cadence.ts';
import { localState } from './clauses/local-state.ts';
import { monitored } from './clauses/monitored.ts';
import { noAggressivePolling } from './clauses/no-aggressive-polling.ts';
import { noCircumvention } from './clauses/no-circumvention.ts';
import { noIntrusion } from './clauses/no-intrusion.ts';
import { noOverload } from './clauses/no-overload.ts';
import { noScraping } from './clauses/no-scraping.ts';
import { noSharing } from './clauses/no-sharing.ts';
import { noUserPasswords } from './clauses/no-user-passwords.ts';
import { personalData } from './clauses/personal-data.ts';
import { policyVersion } from './clauses/policy-version.ts';
import { properDoor } from './clauses/proper-door.ts';
import { pushFirst } from './clauses/push-first.ts';
import { rateLimit } from './clauses/rate-limit.ts';
import { respectRefusal } from './clauses/respect-refusal.ts';
import { secretsConfidential } from './clauses/secrets-confidential.ts';
import { stateCache } from './clauses/state-cache.ts';
import { targetedLookup } from './clauses/targeted-lookup.ts';
import { tokenRate } from './clauses/token-rate.ts';
import { tokenReuse } from './clauses/token-reuse.ts';
import { type ClauseId, clauseIds, isClauseId } from './decision.ts';
import { PolicyError } from './policy-error.ts';
import { type Policy, statementOf } from './versions/policy.ts';

/**
 * The limits that the cloud itself refuses by: 429, 503 at login, 404. The other clauses are judged afterwards.
 * Source: zaptec-api.md §1.1 rules 2, 5, 7 and §8.
 */
export const refusedByCloud: readonly ClauseId[] = ['rate-limit', 'token-rate', 'documented-only'];

/**
 * The clause with this id. Throws `unknown-clause` for any other text.
 *
 * @example
 * clauseOf('state-cache').limits[0]?.value; // → 15_000
 */
export function clauseOf(id: ClauseId): Clause {
  if (isClauseId(id)) return byId[id];
  throw new PolicyError(
    'unknown-clause',
    'Failed to find a clause: the policy has none by this id. Name one of clauseIds.',
  );
}

const byId: Readonly<Record<ClauseId, Clause>> = {
  'rate-limit': rateLimit,
  'token-rate': tokenRate,
  'token-reuse': tokenReuse,
  'respect-refusal': respectRefusal,
  'documented-only': documentedOnly,
  'deprecated-endpoint': deprecatedEndpoint,
  'no-aggressive-polling': noAggressivePolling,
  'push-first': pushFirst,
  'list-cadence': listCadence,
  'detail-cadence': detailCadence,
  'targeted-lookup': targetedLookup,
  'backoff-heavy': backoffHeavy,
  'state-cache': stateCache,
  'local-state': localState,
  'current-cadence': currentCadence,
  'command-precondition': commandPrecondition,
  'fresh-data': freshData,
  'personal-data': personalData,
  'secrets-confidential': secretsConfidential,
  'no-sharing': noSharing,
  'no-user-passwords': noUserPasswords,
  'no-intrusion': noIntrusion,
  'proper-door': properDoor,
  'no-circumvention': noCircumvention,
  'no-overload': noOverload,
  'no-scraping': noScraping,
  'honest-identity': honestIdentity,
  'lawful-purpose': lawfulPurpose,
  monitored: monitored,
  'policy-version': policyVersion,
};

export const clauses: readonly Clause[] = clauseIds.map((id) => byId[id]);

/** What these clauses state, as a value beside other versions: the day it was read, and where it is published. */
export const policyInForce: Policy & { readonly date: string } = {
  version: '2026-11',
  date: '2026-11-22',
  source: 'Zaptec API Fair Use policy',
  clauses: clauses.map(statementOf),
};
