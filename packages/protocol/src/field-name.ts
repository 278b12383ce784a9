// Names of fields as anybody may write them: full-width letters and invisible signs are no other name.

/** What may stand in a name, for a character class. */
export const inName = '\\p{L}\\p{N}\\p{M}\\p{Pc}\\p{Pd}\\p{Cf}.';

/** The letters that are meant, in the case that they came in. */
export function writtenPlainly(name: string): string {
  return /^[\x20-\x7e]*$/.test(name) ? name : name.normalize('NFKC').replace(/\p{Cf}/gu, '');
}
