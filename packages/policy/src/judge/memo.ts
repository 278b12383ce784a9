// What was read out of a text, so that the same text is not read again for every call: plain data, which a report copies.
// Invariant: forgetting changes no answer, only what the next one costs.

/** A history has one or two user agents and hosts; 64 × at most 600 bytes = 40 kB for an account that makes them up. */
const maxTexts = 64;

export type Memo<Reading> = Map<string, Reading>;

export function remembered<Reading>(memo: Memo<Reading>, text: string, read: (text: string) => Reading): Reading {
  const known = memo.get(text);
  if (known !== undefined) return known;
  const found = read(text);
  if (memo.size >= maxTexts) memo.clear();
  memo.set(text, found);
  return found;
}
