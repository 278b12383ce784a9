// Reads an object of the cloud field by field, tolerant in form and strict in what cannot be done without.
// Invariant: a required field that is missing or unreadable becomes one `wrong-shape` that never echoes a value; an
// optional field that is missing, null or unreadable is null, so that one odd field never costs a whole row.
import { cloudFields, cloudFlag, cloudInteger, cloudNumber } from './cloud-value.ts';
import { isUuid } from './uuid.ts';

export interface WrongShape {
  readonly kind: 'wrong-shape';
  /** Name of the field, with the place in a list in front: `[3].Timestamp`; `answer` for the whole. */
  readonly field: string;
  readonly expected: string;
  /** What was there, in words; never the value. */
  readonly got: string;
}

export type Parsed<T> = { readonly kind: 'ok'; readonly value: T } | WrongShape;

export function ok<T>(value: T): Parsed<T> {
  return { kind: 'ok', value };
}

export function wrongShape(field: string, expected: string, value: unknown): WrongShape {
  return { kind: 'wrong-shape', field, expected, got: described(value) };
}

function described(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  switch (typeof value) {
    case 'string':
      return value === '' ? 'an empty text' : 'another text';
    case 'number':
      return 'a number';
    case 'boolean':
      return 'a boolean';
    default:
      return 'an object';
  }
}

export class RowReader {
  readonly #fields: ReadonlyMap<string, unknown>;
  readonly #prefix: string;
  #fault: WrongShape | undefined;

  /** `place` stands in front of field names, such as `[3]`. */
  constructor(value: unknown, place = '') {
    const fields = cloudFields(value);
    this.#fields = fields ?? new Map();
    this.#prefix = place === '' ? '' : `${place}.`;
    if (fields === undefined) this.#fault = wrongShape(place === '' ? 'answer' : place, 'an object', value);
  }

  /** The value that was built, or the first fault. */
  finish<T>(build: () => T): Parsed<T> {
    return this.#fault ?? ok(build());
  }

  raw(name: string): unknown {
    return this.#fields.get(name.toLowerCase());
  }

  text(name: string): string | null {
    const value = this.raw(name);
    return typeof value === 'string' && value !== '' ? value : null;
  }

  uuid(name: string): string | null {
    const value = this.raw(name);
    return isUuid(value) ? value.toLowerCase() : null;
  }

  number(name: string): number | null {
    return cloudNumber(this.raw(name)) ?? null;
  }

  integer(name: string): number | null {
    return cloudInteger(this.raw(name)) ?? null;
  }

  flag(name: string): boolean | null {
    return cloudFlag(this.raw(name)) ?? null;
  }

  /** Notes the fault when there is no value, and returns a stand-in that `finish` never lets out. */
  required<T>(value: T | null | undefined, name: string, expected: string, standIn: T): T {
    if (value !== null && value !== undefined) return value;
    this.#fault ??= wrongShape(`${this.#prefix}${name}`, expected, this.raw(name));
    return standIn;
  }
}
