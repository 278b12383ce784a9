// JSON that is read to be written again: every number keeps the digits that it came with.
// Invariant: a number that JavaScript would write otherwise (`1.50`, 20 digits) stays as its text until it is written.

/** Of Node 21 and later; the types do not have them yet. */
const json = JSON as typeof JSON & {
  rawJSON(text: string): object;
  isRawJSON(value: unknown): value is { readonly rawJSON: string };
};

/** Only in these can a number stand that is written otherwise than it came: for the others the digits need no looking after. */
const mayChange = /\d[.eE]|\d{16}|-0/;

function asWritten(_name: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source;
  return typeof value === 'number' && source !== undefined && String(value) !== source ? json.rawJSON(source) : value;
}

/** Undefined for what is no JSON, and for JSON that is nested too deep to be looked through. */
export function preciseJson(text: string): unknown {
  try {
    return mayChange.test(text) ? JSON.parse(text, asWritten) : JSON.parse(text);
  } catch {
    return undefined; // The caller tells it by its names alone.
  }
}

/** The number, where it is one that stays as its text; else the value itself. */
export function readNumber(value: unknown): unknown {
  return json.isRawJSON(value) ? Number(value.rawJSON) : value;
}

export function staysAsWritten(value: unknown): boolean {
  return json.isRawJSON(value);
}
