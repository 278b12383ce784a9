// How sensitive a field is by its name alone: by the model tables where they know it, else by what the name looks like.
// Invariant: a name that the tables know as plain or personal is never called secret for its looks (`TokenName`,
// `LookupKey`, `PartitionKey`, `PropertyPinOfflinePhase`, `token_type`).
import { models } from './models.ts';
import { type Sensitivity, stricter } from './sensitivity.ts';

const known = new Map<string, Sensitivity>();
for (const field of Object.values(models).flat()) {
  const name = field.name.toLowerCase();
  known.set(name, stricter(known.get(name) ?? 'plain', field.sensitivity));
}

/** Parts that make an unknown name secret wherever they stand in it. */
const secretParts = ['password', 'passwd', 'passphrase', 'pwd', 'secret', 'token', 'payload', 'credential'];

/** Longest name that is taken apart; a longer one is nobody's field and counts as secret. */
const maxNameLength = 200;

/** Sensitivity of a field of the cloud's JSON, in any casing. Unknown names are plain unless they look secret. */
export function sensitivityOfField(name: string): Sensitivity {
  return known.get(name.toLowerCase()) ?? (looksSecret(name) ? 'secret' : 'plain');
}

function looksSecret(name: string): boolean {
  if (name.length > maxNameLength) return true;
  const words = wordsOf(name);
  const joined = words.join('');
  return secretParts.some((part) => joined.includes(part)) || words.some(isPinOrKey);
}

/**
 * `pin` and `key` are too short to be looked for anywhere (`Mapping`, `Ping`): they count at the end of a word, so
 * `ownerPin`, `apikey` and `HOST_KEYS` are secret. A `Turkey` too many is lost rather than a key kept.
 */
function isPinOrKey(word: string): boolean {
  return /(?:pins?|keys?)$/.test(word) || word.startsWith('pincode');
}

/** Words in lower case: split at changes of case, before and after digits, at everything that is no letter or digit. */
function wordsOf(name: string): readonly string[] {
  return name
    .split(/(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=\d)(?=\D)|(?<=\D)(?=\d)|[^A-Za-z0-9]+/)
    .map((word) => word.toLowerCase());
}
