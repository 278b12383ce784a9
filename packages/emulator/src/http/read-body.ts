// The JSON object of an update's body, its names without regard to case (clients send `availableCurrent` and `AvailableCurrent`).
// Invariant: a field is absent, null or of its type; anything else makes the whole body malformed.
import { bodyFields } from './json-body.ts';

export interface TypedFields {
  /** Null and absent are the same: nothing is asked of that field. */
  number(name: string, allowed: (value: number) => boolean): number | null;
  flag(name: string): boolean | null;
}

/** Thrown inside a reading, caught by `readBody`: the one way out of a body that is not what it should be. */
class MalformedField extends Error {}

/** Undefined when the body is no JSON object, or when a field that `read` asks for is of the wrong type or out of range. */
export function readBody<T>(body: Uint8Array, read: (fields: TypedFields) => T): T | undefined {
  const byName = bodyFields(body);
  if (byName === null) return undefined;
  const value = (name: string) => byName.get(name.toLowerCase()) ?? null;
  try {
    return read({
      number(name, allowed) {
        const given = value(name);
        if (given === null) return null;
        if (typeof given === 'number' && Number.isFinite(given) && allowed(given)) return given;
        throw new MalformedField(name);
      },
      flag(name) {
        const given = value(name);
        if (given === null || typeof given === 'boolean') return given;
        throw new MalformedField(name);
      },
    });
  } catch (error) {
    if (error instanceof MalformedField) return undefined;
    throw error;
  }
}

/** A number from `least` to `most`. */
export function between(least: number, most: number): (value: number) => boolean {
  return (value) => value >= least && value <= most;
}

export function oneOf(...values: readonly number[]): (value: number) => boolean {
  return (value) => values.includes(value);
}
