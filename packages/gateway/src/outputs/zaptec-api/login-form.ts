// The form of a login, read field by field from the bytes: the password is not even decoded before the name is known.

/** The first value of this field, decoded; undefined when the form has none or its encoding is broken. */
export function formField(form: Buffer, name: string): string | undefined {
  for (let start = 0; start < form.length; ) {
    const found = form.indexOf('&', start);
    const end = found < 0 ? form.length : found;
    const equals = form.indexOf('=', start);
    const nameEnd = equals < 0 || equals > end ? end : equals;
    if (form.toString('latin1', start, nameEnd).toLowerCase() === name) return decoded(form, nameEnd + 1, end);
    start = end + 1;
  }
  return undefined;
}

function decoded(form: Buffer, start: number, end: number): string | undefined {
  try {
    return decodeURIComponent(form.toString('latin1', start, Math.max(start, end)).replaceAll('+', ' '));
  } catch {
    return undefined; // Not percent-encoding: as good as absent.
  }
}
