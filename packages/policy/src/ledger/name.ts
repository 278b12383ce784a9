// By what the books know a thing. Ids and paths come from outside and may be of any length; a book must not grow by them.
// Invariant: equal texts have equal names. Two long texts share a name by chance once in 2^53; then the stricter of the two
// counts for both.

/** A text as long as the cloud's ids, or shorter, is its own name. */
export type Name = string | number;

export const longestName = 36;

/** A name is its own name, too. */
export function nameOf(text: Name): Name {
  return typeof text === 'number' || text.length <= longestName ? text : fingerprint(text);
}

/** 53 bits from two multiplying hashes over the characters (FNV-1a, and the same with another prime). */
export function fingerprint(text: string): number {
  let low = 0x811c9dc5;
  let high = 0x9747b28c;
  for (let place = 0; place < text.length; place += 1) {
    const character = text.charCodeAt(place);
    low = Math.imul(low ^ character, 0x01000193);
    high = Math.imul(high ^ character, 0x5bd1e995);
  }
  return ((high ^ (low >>> 15)) >>> 11) * 2 ** 32 + ((low ^ (high >>> 13)) >>> 0);
}
