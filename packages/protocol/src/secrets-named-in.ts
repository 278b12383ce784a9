// Which secrets a text names that cannot be read as JSON, or holds a name twice.
import { cloudInteger } from './cloud-value.ts';
import { inName } from './field-name.ts';
import { sensitivityOfField } from './field-sensitivity.ts';
import { sensitivityOfObservation } from './observation.ts';

/** Settings are written with comments, which may stand before a colon too; bounded, so that looking stays linear. */
const comment = '(?:\\/\\*(?:[^*]|\\*(?!\\/)){0,200}\\*\\/|\\/\\/[^\\n]{0,200}\\n)';
const gap = `\\s*(?:${comment}\\s*){0,8}`;
const anyName = new RegExp(`(?<![${inName}])([${inName}]+)["'\\\\]*${gap}[:：]`, 'gu');
const quotedName = new RegExp(`(?<![${inName}])([${inName}]+)["'\\\\]+${gap}[:：]`, 'gu');
const stateId = new RegExp(`(?<![\\w-])stateid["'\\\\]*${gap}:${gap}["'\\\\]*([\\d.eE+-]{1,40})`, 'gi');

/**
 * Names of secrets before a colon, escaped or not. @param names `quoted` where the text is not JSON from its first letter
 * on: there a word before a colon is a sentence's
 */
export function secretsNamedIn(text: string, names: 'any' | 'quoted'): readonly string[] {
  const plain = withoutEscapes(text);
  const found = Array.from(plain.matchAll(names === 'any' ? anyName : quotedName), ([, name = '']) => name);
  const secret = found.filter((name) => sensitivityOfField(name) === 'secret');
  return holdsSecretState(plain) ? [...secret, 'ValueAsString'] : secret;
}

function holdsSecretState(text: string): boolean {
  if (!/valueasstring/i.test(text)) return false;
  return Array.from(text.matchAll(stateId)).some(([, digits]) => {
    const id = cloudInteger(digits);
    return id !== undefined && sensitivityOfObservation(id) === 'secret';
  });
}

/** Letters that are written as `\u0070`, in a text within a text as `\\u0070`. The look behind keeps this linear. */
function withoutEscapes(text: string): string {
  return text.replace(/(?<!\\)\\+u([0-9a-f]{4})/gi, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}
