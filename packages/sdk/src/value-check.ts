// Values as a program without types may hand them over, looked at before they are used.
// Invariant: what is said of a wrong value is its name and what it should be, never the value: it could be a secret.

import { nearestName, shownName } from './nearest-name.ts';

/** Null for a value that can be used, else a clause that names it: "`x` must be a text". */
export type Check = (value: unknown, name: string) => string | null;

/** @param takes what it should be, in words */
export function check(takes: string, fits: (value: unknown) => boolean): Check {
  return (value, name) => (fits(value) ? null : `\`${name}\` must be ${takes}`);
}

export const text = check('a text', (value) => typeof value === 'string');
export const fullText = check('a text that is not empty', (value) => typeof value === 'string' && value !== '');
export const flag = check('true or false', (value) => typeof value === 'boolean');
export const number = check('a number', (value) => typeof value === 'number' && !Number.isNaN(value));
/** Longer ones a timer of Node's takes for 1 ms. */
export const duration = check(
  'a number of milliseconds from 1 to 2147483647',
  (value) => typeof value === 'number' && value >= 1 && value < 2 ** 31,
);
/** Of things that are counted and bounded. */
export const count = check('a whole number from 1 on', (value) => Number.isSafeInteger(value) && Number(value) >= 1);
export const list = check('a list', Array.isArray);
export const object = check('an object', isObject);
/** A circle, or a bigint, is no JSON. */
export const sendable = check('something that JSON can say', (value) => {
  try {
    return JSON.stringify(value) !== undefined;
  } catch {
    return false;
  }
});
export const callback = check('a function', (value) => typeof value === 'function');

/** Null, or as the check says. */
export function orNull(inner: Check): Check {
  return (value, name) => (value === null ? null : inner(value, name));
}

/** Left out, or as the check says. */
export function optional(inner: Check): Check {
  return (value, name) => (value === undefined ? null : inner(value, name));
}

export function oneOf(...words: readonly (string | number | null)[]): Check {
  const takes = `one of ${words.map((word) => JSON.stringify(word)).join(', ')}`;
  const known: readonly unknown[] = words;
  return check(takes, (value) => known.includes(value));
}

export function listOf(inner: Check): Check {
  return (value, name) => {
    if (!Array.isArray(value)) return list(value, name);
    return firstOf(value.map((each, place) => inner(each, `${name}[${place}]`)));
  };
}

/** An object whose fields are as the checks say; what they do not name is not looked at. */
export function fields(checks: Readonly<Record<string, Check>>): Check {
  const inside = Object.entries(checks);
  return (value, name) => {
    if (!isObject(value)) return `\`${name}\` must be an object`;
    for (const [field, inner] of inside) {
      // The whole name is made where something is wrong: of 17 for each call this took a third of the governor's time.
      if (inner(value[field], field) !== null) return inner(value[field], `${name}.${field}`);
    }
    return null;
  };
}

/** As `fields`, and no field that they do not name: one that is mistyped would be ignored without a word. */
export function onlyFields(checks: Readonly<Record<string, Check>>): Check {
  const fit = fields(checks);
  const checkOf = new Map(Object.entries(checks));
  const needed = Object.keys(checks).filter((field) => checks[field]?.(undefined, field) !== null);
  return (value, name) => {
    if (!isObject(value)) return fit(value, name);
    const plain = isPlain(value);
    let fits = plain && needed.every((field) => value[field] !== undefined);
    let seen = 0;
    // What is there alone: of the 17 fields of a governed call 4 are, and a look at each took an eighth of its time.
    for (const field in value) {
      const inner = checkOf.get(field);
      if (inner === undefined) {
        if (Object.hasOwn(value, field)) return strangerIn(name, field, Object.keys(checks));
        continue;
      }
      seen++;
      fits &&= inner(value[field], field) === null;
    }
    // One that is not enumerable was not seen, and would be used all the same.
    return fits && seen === Object.getOwnPropertyNames(value).length ? null : fit(value, name);
  };
}

/** As `onlyFields`, and at least one of them: of none nobody knows what is wanted. */
export function someOf(checks: Readonly<Record<string, Check>>): Check {
  const known = Object.keys(checks);
  const fit = onlyFields(Object.fromEntries(Object.entries(checks).map(([name, inner]) => [name, optional(inner)])));
  return (value, name) => {
    const wrong = fit(value, name);
    const isGiven = isObject(value) && known.some((field) => value[field] !== undefined);
    return wrong ?? (isGiven ? null : `\`${name}\` must be an object with one of ${known.join(', ')}`);
  };
}

function strangerIn(name: string, field: string, known: readonly string[]): string {
  const nearest = nearestName(field, known);
  const has = nearest === null ? `it has ${known.join(', ')}` : `the nearest that it has is ${nearest}`;
  return `\`${name}\` has no ${shownName(field)}, ${has}`;
}

/** Nothing is inherited: what it does not hold itself, it does not hold. */
function isPlain(value: object): boolean {
  const parent: unknown = Object.getPrototypeOf(value);
  return parent === Object.prototype || parent === null;
}

/** Something that can do this: its functions, by their names. */
export function ableTo(...functions: readonly string[]): Check {
  return check(`an object with the function${functions.length > 1 ? 's' : ''} ${functions.join(', ')}`, (value) =>
    functions.every((name) => isObject(value) && typeof value[name] === 'function'),
  );
}

/** A list is none: its fields would all be missing. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The first of several that is wrong. */
export function firstOf(found: readonly (string | null)[]): string | null {
  return found.find((each) => each !== null) ?? null;
}
