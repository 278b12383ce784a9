// Values as the cloud sends them: numbers and booleans come as text, in lists now and then as themselves.
// Invariant: what cannot be read is undefined, never a guess; no text is echoed.

const numberPattern = /^[+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][+-]?\d{1,3})?$/;

/** A number, or a number in text (`16.000`, `2.83012`, `32`); undefined for anything else, NaN and infinity included. */
export function cloudNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && numberPattern.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** A whole number, or one in text (`3`, `3.000`). */
export function cloudInteger(value: unknown): number | undefined {
  const number = cloudNumber(value);
  return number !== undefined && Number.isSafeInteger(number) ? number : undefined;
}

/** A boolean, 1 or 0, or either in text (`1`, `true`, `False`, `1.000`). */
export function cloudFlag(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string' && value.length <= 5) {
    const word = value.toLowerCase();
    if (word === 'true' || word === 'false') return word === 'true';
  }
  const number = cloudNumber(value);
  return number === 1 ? true : number === 0 ? false : undefined;
}

/**
 * The text of an observation's value; null for an absent key, null and the empty text, which all mean none.
 * Undefined for an object or a list, which can be no value.
 */
export function cloudText(value: unknown): string | null | undefined {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? '1' : '0';
  return undefined;
}

/** The fields of a JSON object by their names in lower case: the cloud's casing differs between answers. Undefined for anything else. */
export function cloudFields(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return new Map(Object.entries(value).map(([name, inner]) => [name.toLowerCase(), inner]));
}
