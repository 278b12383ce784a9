// Reads the fields of one parsed JSON object and remembers the first that is wrong.
// Invariant: never throws; after a problem the values read are placeholders and the whole is thrown away.

/** Ids of the cloud have 36 characters, paths of its table at most 66: the books count their bounds with such names. */
export const longestText = 256;

/** User agents and statements: a header may be 16 kB long, and says who calls at its beginning. */
export const longestWords = 512;

export class FieldReader {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #prefix: string;
  problem: string | null = null;

  constructor(fields: object, prefix = '') {
    this.#fields = fields as Readonly<Record<string, unknown>>;
    this.#prefix = prefix;
  }

  text(name: string): string {
    const value = this.#own(name);
    if (typeof value !== 'string') return this.#wrong(name, 'text', '');
    return value.length <= longestText ? value : this.#wrong(name, `text of at most ${longestText} characters`, '');
  }

  /** Text for a person: what is longer than a journal keeps is cut. */
  wordsOrNull(name: string): string | null {
    if (this.#isAbsent(name)) return null;
    const value = this.#own(name);
    return typeof value === 'string' ? value.slice(0, longestWords) : this.#wrong(name, 'text', '');
  }

  textOrNull(name: string): string | null {
    return this.#isAbsent(name) ? null : this.text(name);
  }

  /** A whole number from `least` up. */
  count(name: string, least = 0): number {
    const value = this.#own(name);
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value;
    return this.#wrong(name, `a whole number from ${least} up`, least);
  }

  /** An instant or a duration: a number from 0 up, with a fraction where the clock has one. */
  ms(name: string): number {
    const value = this.#own(name);
    if (typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER) return value;
    return this.#wrong(name, 'a number of milliseconds from 0 up', 0);
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
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return new FieldReader(value, `${name}.`);
    this.#wrong(name, 'an object', null);
    return new FieldReader({}, `${name}.`);
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
