// Secrets in a text that is no JSON: of a query or a list of settings (`Pin=1234`), of XML, of pairs of name and value, of
// objects as programs print them (`{ Pin: 1234 }`, `{ [Pin]: 1234 }`), of pieces of JSON (`"Pin": "1234"`, in typographic quotes
// too), and of what people put in parentheses (`(Pin: 1234)`).
// Invariant: the value goes and all else stays; a text that only mentions a name (`PIN required`, `pin: 4711`, `(Pin: on the card)`)
// stays whole.
// Where a value may end in two places it ends at the later one: a word too many is lost rather than half a password kept.
import { inName } from './field-name.ts';
import { sensitivityOfField } from './field-sensitivity.ts';
import { holdsValue, namesSecret } from './named-value.ts';
import { secretsNamedIn } from './secrets-named-in.ts';
import { decodeUtf8 } from './utf8.ts';

const closing = new RegExp(`(?:<|&lt;)/\\s{0,8}((?:[${inName}]{1,200}:)?[${inName}]{1,200})\\s{0,8}(?:>|&gt;)`, 'gu');
/** Which one ends what another one began is a matter of language. */
const doubleQuotes = '“”„‟«»';
const singleQuotes = '‘’‚‛‹›';
const quotes = doubleQuotes + singleQuotes;
/** Behind a name: quotes, which the French keep apart, and the brackets of a computed one. */
const endOfName = `(?:["'\\\\]|\\s?[${quotes}])*\\)?\\]?`;
/** Looks behind and bounds keep each of these linear in the text. */
const assignment = new RegExp(
  `(?<![${inName}])([${inName}]+)(${endOfName})\\s{0,8}([:：]|[=＝]+)[^\\S\\r\\n]{0,8}`,
  'gu',
);
const element = new RegExp(`(?:<|&lt;)((?:[${inName}]{1,200}:)?[${inName}]{1,200})(\\s[^<>]{0,500}?)?(?:>|&gt;)`, 'gu');
const pair = new RegExp(
  `(?<![${inName}])([${inName}]+)["'\\\\${quotes}]*\\s{0,8}(?:[:：=＝]|>|&gt;)\\s{0,8}["'\\\\${quotes}]*([${inName}]{1,200})` +
    `(?=["'\\\\${quotes}]|\\s{0,8}(?:[,;&<})\\]]|$|val))`,
  'gimu',
);
/** Where a value without quotes ends: before the next assignment, at a closing tag, with its line. */
const ending = new RegExp(`[&;](?:amp;)?\\s{0,8}[${inName}]{1,200}\\s{0,8}[=＝:：]|<\\/|&lt;\\/|[\\r\\n]`, 'gu');

/** Names may be escaped: looked at first with the separators as they are, which may stand within a value. */
const escapesButSeparators = /(?:%(?!26|3b|0[ad])[0-9a-f]{2})+/gi;
const everyEscape = /(?:%[0-9a-f]{2})+/gi;

const beginsInQuotes = new RegExp(`^(?:\\\\{0,8}["']|[${quotes}])`);
/** Typographic ones. */
const endsInQuotes = new RegExp(`[${quotes}]\\s?$`);
const inQuotes = new RegExp(`^\\s?[${quotes}]`);
const doubleClosers = new RegExp(`[${doubleQuotes}]`, 'g');
const singleClosers = new RegExp(`[${singleQuotes}]`, 'g');

type Note = (name: string) => void;
type IsSecret = (name: string) => boolean;

const somethingBehind = new RegExp(
  `[=＝<{]|&lt;|%3[ad]|val|["'${quotes}]\\s{0,8}[:：]|[(（][^()（）\\r\\n:：]{0,300}[:：]`,
  'i',
);

/** @param note is told the name of each value that is taken out */
export function plainTextWithoutSecrets(text: string, note: Note): string {
  // Most texts have nothing that a secret could stand behind.
  if (!somethingBehind.test(text)) return text;
  const cleaned = withoutSecrets(text, note);
  if (!/%[0-9a-f]{2}/i.test(cleaned)) return cleaned;
  for (const escapes of [escapesButSeparators, everyEscape]) {
    const plain = unescaped(cleaned, escapes);
    const again = withoutSecrets(plain, note);
    // JSON that was escaped is for whoever reads JSON.
    if (again !== plain || (/[[{]/.test(plain) && secretsNamedIn(plain, 'quoted').length > 0)) return again;
  }
  return cleaned;
}

function withoutSecrets(text: string, note: Note): string {
  const isPaired = Array.from(text.matchAll(pair)).some(([, field = '', value]) => namesSecret(field, value));
  const isValue: IsSecret = (name) => isPaired && holdsValue(name);
  const isSecret: IsSecret = (name) =>
    isValue(name) || namesOf(name).some((each) => sensitivityOfField(each) === 'secret');
  const bracketsBefore = bracketsOf(text);
  const inAssignment = (match: RegExpExecArray): Value | null => {
    const [whole, name = '', , sign = ''] = match;
    const start = match.index + whole.length;
    // The end of a text in Base64 looks like a name before a quote: `…/key="`.
    const isBase64 = /[+/]/.test(text[match.index - 1] ?? '') && /["'\\]/.test(text[start] ?? '');
    const isColon = /[:：]/.test(sign);
    const word = isColon && isSecret(name) ? wordInParentheses(text, match) : null;
    if (word !== null) return { name, from: start, to: start + word.length };
    const isTold = isColon ? isValue(name) || (isSecret(name) && isField(text, match, bracketsBefore)) : isSecret(name);
    return isTold && !isBase64 ? { name, ...valueFrom(text, start) } : null;
  };
  const assigned = without(text, assignment, inAssignment, note);
  const inElement = (match: RegExpExecArray): Value | null => {
    const [whole, name = '', attributes = ''] = match;
    const local = name.slice(name.indexOf(':') + 1);
    if (attributes.endsWith('/') || !isSecret(local)) return null;
    const from = match.index + whole.length;
    return { name: local, from, to: startOfClosing(assigned, name, from) };
  };
  return without(assigned, element, inElement, note);
}

/** In front of a name that is a field's: an opening brace or a comma, then what a computed name stands in. */
const computed = new RegExp(`[{,]\\s{0,80}\\[(?:Symbol\\()?\\\\{0,8}["'${quotes}]?\\s?$`);
const parenthesis = /[(（](?:[^()（）\r\n]{0,80}[,;；，])?\s{0,8}$/;

/**
 * Whether a name before a colon is a field's and no word of a sentence: it stands in braces without quotes, or in quotes
 * with a value in quotes or a number behind it, or in parentheses with one in quotes. In straight quotes and behind a bracket it
 * is JSON's, which is read elsewhere.
 */
function isField(text: string, match: RegExpExecArray, bracketsBefore: (index: number) => Brackets): boolean {
  const [whole, , end = ''] = match;
  const { any, open } = bracketsBefore(match.index);
  const before = text.slice(Math.max(0, match.index - 100), match.index);
  const behind = text.slice(match.index + whole.length, match.index + whole.length + 9);
  if (end.endsWith(']')) return open > 0 && computed.test(before);
  const isValueQuoted = beginsInQuotes.test(behind);
  const isValueTold = isValueQuoted || /^-?\d/.test(behind);
  if (endsInQuotes.test(before) && inQuotes.test(end)) return isValueTold;
  if (/["']$/.test(before) && /^\\*["']/.test(end)) return !any && isValueTold;
  return (open > 0 && /[{,]\s{0,80}$/.test(before)) || (isValueQuoted && parenthesis.test(before));
}

/** Of `(Pin: 1234)` what stands behind the colon: one word of four letters or more and a digit, unlike `none` and `12V`. */
function wordInParentheses(text: string, match: RegExpExecArray): string | null {
  const [whole, , end = ''] = match;
  if (end !== '' || !parenthesis.test(text.slice(Math.max(0, match.index - 100), match.index))) return null;
  const start = match.index + whole.length;
  const [word = ''] = /^[^\s()（）,;；，"']{4,200}(?=\s{0,8}[)）,;；，])/.exec(text.slice(start, start + 210)) ?? [];
  return /\d/.test(word) && !beginsInQuotes.test(word) ? word : null;
}

interface Brackets {
  readonly any: boolean;
  /** Braces that are not closed. */
  readonly open: number;
}

/** What stands before an index, of indices that only grow: each letter is looked at once. */
function bracketsOf(text: string): (index: number) => Brackets {
  let any = false;
  let open = 0;
  let at = 0;
  return (index) => {
    for (; at < index; at++) {
      const letter = text[at];
      if (letter === '{') open += 1;
      else if (letter === '}') open = Math.max(0, open - 1);
      any ||= letter === '{' || letter === '[';
    }
    return { any, open };
  };
}

interface Value {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** The text without the values that are found, of which a later one begins where an earlier one ended. */
function without(text: string, places: RegExp, valueAt: (match: RegExpExecArray) => Value | null, note: Note): string {
  let kept = '';
  let at = 0;
  for (const match of text.matchAll(places)) {
    if (match.index < at) continue;
    const value = valueAt(match);
    if (value === null || value.from === value.to) continue;
    note(value.name);
    kept += text.slice(at, value.from);
    at = value.to;
  }
  return kept + text.slice(at);
}

/** Of a value in quotes what stands between them. */
function valueFrom(text: string, start: number): { readonly from: number; readonly to: number } {
  const [opening = ''] = beginsInQuotes.exec(text.slice(start, start + 9)) ?? [];
  const from = start + opening.length;
  if (opening !== '') return { from, to: closingQuote(text, opening, from) };
  ending.lastIndex = from;
  return { from, to: ending.exec(text)?.index ?? text.length };
}

/** A quote that is doubled, escaped or followed by more of the value does not end it; one that nothing ends lasts. */
function closingQuote(text: string, opening: string, from: number): number {
  const closers = doubleQuotes.includes(opening) ? doubleClosers : singleClosers;
  const isStraight = !quotes.includes(opening);
  const next = (since: number): number => {
    if (isStraight) return text.indexOf(opening, since);
    closers.lastIndex = since;
    return closers.exec(text)?.index ?? -1;
  };
  for (let at = next(from); at >= 0; at = next(at + opening.length)) {
    const isEscaped = at > from && text[at - 1] === '\\';
    if (!isEscaped && /^(?:$|[\s,;&<>})\]/?\\])/.test(text.slice(at + opening.length, at + opening.length + 2)))
      return at;
  }
  return text.length;
}

function startOfClosing(text: string, name: string, from: number): number {
  closing.lastIndex = from;
  for (let found = closing.exec(text); found !== null; found = closing.exec(text))
    if (found[1] === name) return found.index;
  return text.length;
}

/** A name as it stands, without dashes before it, and what stands behind its last dot. */
function namesOf(name: string): readonly string[] {
  const bare = name.replace(/^[-.]+/, '');
  return [name, bare, bare.slice(bare.lastIndexOf('.') + 1)];
}

function unescaped(text: string, escapes: RegExp): string {
  return text.replace(escapes, (run) => {
    const bytes = Array.from(run.matchAll(/%(..)/g), ([, digits = '']) => Number.parseInt(digits, 16));
    return (
      decodeUtf8(Uint8Array.from(bytes), 0, bytes.length) ?? bytes.map((byte) => String.fromCharCode(byte)).join('')
    );
  });
}
