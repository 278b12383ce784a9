// Secret fields and observations end here: nothing behind this line ever saw them.
import { cloudInteger, sensitivityOfObservation } from '@fairlead/protocol';

/** Documented secret fields (zaptec-api.md §3.3, §3.7, §8.8). */
const secretFields = new Set([
  'pin',
  'propertyocpppassword',
  'propertyocppdefaultidtag',
  'ocppinitialchargepointpassword',
  'webhooksauthpayload',
  'password',
  'access_token',
  'refresh_token',
]);
/** Words in the names of fields that nobody documented. `Pin` only as a word of its own: `PropertyPinOfflinePhase` is plain. */
const secretWords = /(password|passwd|secret|token|payload|apikey|accesskey)/i;
const secretEndings = /(^|[a-z_])(Pin|Key)$/;
/** Plain fields whose names would match. */
const plainFields = new Set(['lookupkey']);

/** A copy without secret fields, at any depth. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((inner) => !isSecretObservation(inner)).map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !isSecret(name))
      .map(([name, inner]) => [name, withoutSecrets(inner)]),
  );
}

function isSecretObservation(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('StateId' in value)) return false;
  const stateId = cloudInteger(value.StateId);
  return stateId !== undefined && sensitivityOfObservation(stateId) === 'secret';
}

function isSecret(name: string): boolean {
  const lower = name.toLowerCase();
  if (plainFields.has(lower)) return false;
  return secretFields.has(lower) || secretWords.test(name) || secretEndings.test(name);
}
