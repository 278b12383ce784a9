// How each clause is counted, in the order of the policy.
import type { ClauseId } from '../decision.ts';
import type { Counting } from './count.ts';
import { countBackoffHeavy } from './count-backoff-heavy.ts';
import { countCommandPrecondition } from './count-command-precondition.ts';
import { countCurrentCadence } from './count-current-cadence.ts';
import { countDeprecatedEndpoint } from './count-deprecated-endpoint.ts';
import { countDetailCadence } from './count-detail-cadence.ts';
import { countDocumentedOnly } from './count-documented-only.ts';
import { countFreshData } from './count-fresh-data.ts';
import { countHonestIdentity } from './count-honest-identity.ts';
import { countLawfulPurpose } from './count-lawful-purpose.ts';
import { countListCadence } from './count-list-cadence.ts';
import { countLocalState } from './count-local-state.ts';
import { countMonitored } from './count-monitored.ts';
import { countNoAggressivePolling } from './count-no-aggressive-polling.ts';
import { countNoCircumvention } from './count-no-circumvention.ts';
import { countNoIntrusion } from './count-no-intrusion.ts';
import { countNoOverload } from './count-no-overload.ts';
import { countNoScraping } from './count-no-scraping.ts';
import { countNoSharing } from './count-no-sharing.ts';
import { countNoUserPasswords } from './count-no-user-passwords.ts';
import { countPersonalData } from './count-personal-data.ts';
import { countPolicyVersion } from './count-policy-version.ts';
import { countProperDoor } from './count-proper-door.ts';
import { countPushFirst } from './count-push-first.ts';
import { countRateLimit } from './count-rate-limit.ts';
import { countRespectRefusal } from './count-respect-refusal.ts';
import { countSecretsConfidential } from './count-secrets-confidential.ts';
import { countStateCache } from './count-state-cache.ts';
import { countTargetedLookup } from './count-targeted-lookup.ts';
import { countTokenRate } from './count-token-rate.ts';
import { countTokenReuse } from './count-token-reuse.ts';

const byClause: Readonly<Record<ClauseId, Counting<unknown>>> = {
  'rate-limit': countRateLimit,
  'token-rate': countTokenRate,
  'token-reuse': countTokenReuse,
  'respect-refusal': countRespectRefusal,
  'documented-only': countDocumentedOnly,
  'deprecated-endpoint': countDeprecatedEndpoint,
  'no-aggressive-polling': countNoAggressivePolling,
  'push-first': countPushFirst,
  'list-cadence': countListCadence,
  'detail-cadence': countDetailCadence,
  'targeted-lookup': countTargetedLookup,
  'backoff-heavy': countBackoffHeavy,
  'state-cache': countStateCache,
  'local-state': countLocalState,
  'current-cadence': countCurrentCadence,
  'command-precondition': countCommandPrecondition,
  'fresh-data': countFreshData,
  'personal-data': countPersonalData,
  'secrets-confidential': countSecretsConfidential,
  'no-sharing': countNoSharing,
  'no-user-passwords': countNoUserPasswords,
  'no-intrusion': countNoIntrusion,
  'proper-door': countProperDoor,
  'no-circumvention': countNoCircumvention,
  'no-overload': countNoOverload,
  'no-scraping': countNoScraping,
  'honest-identity': countHonestIdentity,
  'lawful-purpose': countLawfulPurpose,
  monitored: countMonitored,
  'policy-version': countPolicyVersion,
};

export const countings: readonly Counting<unknown>[] = Object.values(byClause);
