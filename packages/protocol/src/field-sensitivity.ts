// How sensitive a field is by its name alone: by the model tables where they know it, else by what the name looks like.
// Invariant: a name that the tables know as plain or personal is never called secret for its looks (`TokenName`,
// `LookupKey`, `PartitionKey`, `PropertyPinOfflinePhase`, `token_type`).
import { writtenPlainly } from './field-name.ts';
import { models } from './models.ts';
import { type Sensitivity, stricter } from './sensitivity.ts';

const known = new Map<string, Sensitivity>();
for (const field of Object.values(models).flat()) {
  const name = field.name.toLowerCase();
  known.set(name, stricter(known.get(name) ?? 'plain', field.sensitivity));
}

/** Parts that make an unknown name secret wherever they stand in it. */
const secretParts = [
  ...['password', 'passwd', 'passphrase', 'passcode', 'pwd', 'secret', 'token', 'payload', 'credential'],
  ...['bearer', 'cookie', 'sharedaccess', 'connectionstring'],
];

/** Longest name that is taken apart; a longer one is nobody's field and counts as secret. */
const maxNameLength = 200;

/** Sensitivity of a field of the cloud's JSON, in any casing and width. Unknown names are plain unless they look secret. */
export function sensitivityOfField(name: string): Sensitivity {
  if (name.length > maxNameLength) return 'secret';
  const plainly = writtenPlainly(name);
  return known.get(plainly.toLowerCase()) ?? (looksSecret(plainly) ? 'secret' : 'plain');
}

function looksSecret(name: string): boolean {
  const words = wordsOf(name);
  const joined = words.join('');
  if (secretParts.some((part) => joined.includes(part)) || isAuthorization(joined)) return true;
  return words.some(endsSecretly);
}

/** The header and what it holds, but for a yes or no such as `RequiresAuthorization`. */
function isAuthorization(joined: string): boolean {
  return /auth(?:ori[sz]ation(?:header|value|code)?)?$/.test(joined) && !/^(?:is|has|needs?|requires?)/.test(joined);
}

/**
 * `pin`, `key`, `psk` and their likes are too short to be looked for anywhere (`Mapping`, `Ping`): they count at the end of a
 * word, so `ownerPin`, `apikey`, `WPAPSK` and `HOST_KEYS` are secret. A `Turkey` too many is lost rather than a key kept.
 */
function endsSecretly(word: string): boolean {
  return /(?:pins?|keys?|psk|puk|otp|jwt|(?<!by|com)pass|^sas)$/.test(word) || word.startsWith('pincode');
}

/** Words in lower case: split at changes of case, before and after digits, at everything that is no letter or digit. */
function wordsOf(name: string): readonly string[] {
  return name
    .split(/(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=\d)(?=\D)|(?<=\D)(?=\d)|[^A-Za-z0-9]+/)
    .map((word) => word.toLowerCase());
}
