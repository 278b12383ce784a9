// The border: secret fields are taken out of whatever the cloud sent, before anything keeps, logs or shows it.
// Invariant: no secret field survives at any depth or in any casing, in JSON, query, XML or pair that stands in a text neither; what is known as
// plain or personal is never taken; unknown plain fields are kept as they came. The value handed in is not changed.
import { cloudInteger } from './cloud-value.ts';
import { writtenPlainly } from './field-name.ts';
import { sensitivityOfField } from './field-sensitivity.ts';
import { holdsValue, namesSecret } from './named-value.ts';
import { holdsNameTwice } from './names-told-twice.ts';
import { sensitivityOfObservation } from './observation.ts';
import { preciseJson, readNumber, staysAsWritten } from './precise-json.ts';
import { plainTextWithoutSecrets } from './secrets-in-plain-text.ts';
import { secretsNamedIn } from './secrets-named-in.ts';

export interface WithoutSecrets {
  readonly value: unknown;
  /** Names of what was taken out, each once, in order; never a value. At most 100 names of at most 100 characters. */
  readonly removed: readonly string[];
}

/** The deepest documented answer nests 4 levels. What lies deeper than this is dropped whole and named as removed. */
const maxDepth = 32;

const maxNames = 100;
const maxNameLength = 100;

/**
 * Takes secrets out of parsed JSON: secret fields, unknown fields that look like password, secret, token, payload, pin
 * or key, the value of a state item whose `StateId` is secret (863, 864, 1140), and keys named `__proto__`. A text that is
 * JSON, such as the value of observation 100, or holds it after other text, is written anew without them, every other digit
 * as it was; one whose JSON cannot be read and names a secret, or tells a state or a pair twice and once a secret one, becomes
 * empty. Of any other text the values go that a query, a list of settings, XML, a printed object or a piece of JSON has under
 * such a name (`Pin=1234`, `{ pin: 1234 }`, `(Pin: 1234)`, `“Pin”: “1234”`), and of a pair (`{ Key: 'Pin', Value: '1234' }`) its value.
 */
export function removeSecrets(value: unknown): WithoutSecrets {
  const removed = new Set<string>();
  const cleaned = clean(value, 0, removed);
  return { value: cleaned, removed: [...removed] };
}

function clean(value: unknown, depth: number, removed: Set<string>): unknown {
  if (typeof value === 'string') return cleanText(value, depth, removed);
  if (typeof value !== 'object' || value === null || staysAsWritten(value)) return value;
  if (Array.isArray(value)) {
    if (depth < maxDepth) return value.map((item) => clean(item, depth + 1, removed));
    note('(list too deep)', removed);
    return [];
  }
  const isHidden = hidesValue(value);
  const kept: [string, unknown][] = [];
  for (const [name, inner] of Object.entries(value)) {
    const tooDeep = depth >= maxDepth && typeof inner === 'object' && inner !== null;
    if (tooDeep || isSecret(name) || isHidden(name)) note(name, removed);
    else kept.push([name, clean(inner, depth + 1, removed)]);
  }
  return Object.fromEntries(kept);
}

/** Most texts are no JSON and hold none. */
function cleanText(text: string, depth: number, removed: Set<string>): string {
  if (/^\s*[[{"]/.test(text)) return cleanJson(text, 'any', { depth, removed });
  const plain = plainTextWithoutSecrets(text, (name) => note(name, removed));
  const at = plain.search(/[[{]/);
  if (at < 0) return plain;
  const rest = cleanJson(plain.slice(at), 'quoted', { depth, removed });
  return rest === '' ? '' : plain.slice(0, at) + rest;
}

interface Cleaning {
  readonly depth: number;
  readonly removed: Set<string>;
}

/** It is written anew only where something had to go: else not a byte of it changes. */
function cleanJson(text: string, names: 'any' | 'quoted', { depth, removed }: Cleaning): string {
  const named = secretsNamedIn(text, names);
  const parsed = depth < maxDepth ? preciseJson(text) : undefined;
  if (parsed === undefined) {
    for (const name of named) note(name, removed);
    return named.length > 0 ? '' : plainTextWithoutSecrets(text, (name) => note(name, removed));
  }
  if (isInTwoMinds(text, parsed, named)) {
    note('ValueAsString', removed);
    return '';
  }
  const inside = new Set<string>();
  const cleaned = clean(parsed, depth + 1, inside);
  for (const name of inside) note(name, removed);
  // A name may stand there twice: reading keeps the last of them, and the text both.
  return inside.size > 0 || named.length > 0 ? JSON.stringify(cleaned) : text;
}

/** A state or a name told twice, once of them secret: whose the value is nobody can tell. */
function isInTwoMinds(text: string, parsed: unknown, named: readonly string[]): boolean {
  if (!/val/i.test(text)) return false;
  const isSecretOnce = named.includes('ValueAsString') || plainTextWithoutSecrets(text, () => {}) !== text;
  return isSecretOnce && holdsNameTwice(text, parsed);
}

function isSecret(name: string): boolean {
  return name === '__proto__' || sensitivityOfField(name) === 'secret';
}

/** Which fields hold what another field of theirs says to be secret: the value of a state item, or of a pair. */
function hidesValue(value: object): (name: string) => boolean {
  const isState = holdsSecretState(value);
  const isPair = Object.entries(value).some(([name, inner]) => namesSecret(name, inner));
  return (name) => (isState && writtenPlainly(name).toLowerCase() === 'valueasstring') || (isPair && holdsValue(name));
}

function holdsSecretState(value: object): boolean {
  return Object.entries(value).some(([name, inner]) => {
    if (writtenPlainly(name).toLowerCase() !== 'stateid') return false;
    const id = cloudInteger(readNumber(inner));
    return id !== undefined && sensitivityOfObservation(id) === 'secret';
  });
}

/** The value of an observation without the secrets in its JSON; null where nothing is left of it, or nothing was. */
export function observationWithoutSecrets(value: string | null): string | null {
  return value === null ? null : cleanText(value, 0, new Set()) || null;
}

function note(name: string, removed: Set<string>): void {
  if (removed.size < maxNames) removed.add(name.slice(0, maxNameLength));
}
