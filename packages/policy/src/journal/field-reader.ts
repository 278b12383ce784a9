// Reads the fields of one object and remembers the first that is wrong.
// Invariant: never throws, and never tells a value; after a problem the values read are placeholders and the whole is
// thrown away.
import { cut, longestText, longestWords } from '../border/cut.ts';

/**
 * Where the object comes from. A line of a `journal` was written by `formatFact`: names are short and instants are not
 * before 1970. What a `program` hands in has happened already, and is counted: its names are cut, its clock may be wrong.
 */
export type Border = 'journal' | 'program';

const times = {
  journal: { leastMs: 0, mostMs: Number.MAX_SAFE_INTEGER, said: 'a number of milliseconds from 0 up' },
  program: { leastMs: -Number.MAX_VALUE, mostMs: Number.MAX_VALUE, said: 'a number of milliseconds' },
} as const;

export class FieldReader {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #border: Border;
  readonly #prefix: string;
  problem: string | null = null;

  constructor(fields: object, border: Border, prefix = '') {
    this.#fields = fields as Readonly<Record<string, unknown>>;
    this.#border = border;
    this.#prefix = prefix;
  }

  /** Text that tells one call from another, and is never cut: two of them must not become one. */
  text(name: string): string {
    const value = this.#own(name);
    if (typeof value !== 'string') return this.#wrong(name, 'text', '');
    return value.length <= longestText ? value : this.#wrong(name, `text of at most ${longestText} characters`, '');
  }

  name(name: string): string {
    const value = this.#own(name);
    return this.#border === 'program' && typeof value === 'string' ? cut(value, longestText) : this.text(name);
  }

  /** Text for a person: what is longer than a journal keeps is cut. */
  wordsOrNull(name: string): string | null {
    if (this.#isAbsent(name)) return null;
    const value = this.#own(name);
    return typeof value === 'string' ? cut(value, longestWords) : this.#wrong(name, 'text', '');
  }

  textOrNull(name: string): string | null {
    return this.#isAbsent(name) ? null : this.text(name);
  }

  nameOrNull(name: string): string | null {
    return this.#isAbsent(name) ? null : this.name(name);
  }

  /** A whole number from `least` up. */
  count(name: string, least = 0): number {
    const value = this.#own(name);
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value;
    return this.#wrong(name, `a whole number from ${least} up`, least);
  }

  /** An instant or a duration, with a fraction where the clock has one. */
  ms(name: string): number {
    const value = this.#own(name);
    const { leastMs, mostMs, said } = times[this.#border];
    if (typeof value === 'number' && value >= leastMs && value <= mostMs) return value;
    return this.#wrong(name, said, 0);
  }

  /** What was measured: a number, never below 0. */
  measureOrNull(name: string): number | null {
    if (this.#isAbsent(name)) return null;
    const value = this.#own(name);
    if (typeof value === 'number' && value >= 0 && value <= Number.MAX_VALUE) return value;
    return this.#wrong(name, 'a number from 0 up', 0);
  }

  msOrNull(name: string): number | null {
    return this.#isAbsent(name) ? null : this.ms(name);
  }

  countOrNull(name: string): number | null {
    return this.#isAbsent(name) ? null : this.count(name);
  }

  flag(name: string): boolean {
    const value = this.#own(name);
    return typeof value === 'boolean' ? value : this.#wrong(name, 'true or false', false);
  }

  oneOf<T extends string>(name: string, legal: readonly [T, ...T[]]): T {
    const value = this.#own(name);
    const found = legal.find((word) => word === value);
    return found ?? this.#wrong(name, `one of ${legal.join(', ')}`, legal[0]);
  }

  oneOfOrNull<T extends string>(name: string, legal: readonly [T, ...T[]]): T | null {
    return this.#isAbsent(name) ? null : this.oneOf(name, legal);
  }

  /** Absent means `unknown`, never a guess. */
  known(name: string): 'yes' | 'no' | 'unknown' {
    return this.#isAbsent(name) ? 'unknown' : this.oneOf(name, ['unknown', 'yes', 'no']);
  }

  object(name: string): FieldReader {
    const value = this.#own(name);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return new FieldReader(value, this.#border, `${name}.`);
    this.#wrong(name, 'an object', null);
    return new FieldReader({}, this.#border, `${name}.`);
  }

  objectOrNull(name: string): FieldReader | null {
    return this.#isAbsent(name) ? null : this.object(name);
  }

  #own(name: string): unknown {
    return Object.hasOwn(this.#fields, name) ? this.#fields[name] : undefined;
  }

  #isAbsent(name: string): boolean {
    const value = this.#own(name);
    return value === null || value === undefined;
  }

  #wrong<T>(name: string, expected: string, placeholder: T): T {
    this.problem ??= `field "${this.#prefix}${name}" must be ${expected}`;
    return placeholder;
  }
}
