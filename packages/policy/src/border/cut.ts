// Texts as long as the policy keeps them.

/** Ids of the cloud have 36 characters, paths of its table at most 66: the books count their bounds with such names. */
export const longestText = 256;

/** User agents and statements: a header may be 16 kB long, and says who calls at its beginning. */
export const longestWords = 512;

/** Its first characters, as a text of their own: a slice would keep all of a long text in memory (measured with V8 13). */
export function cut(text: string, most: number): string {
  return text.length <= most ? text : Array.from(text.slice(0, most)).join('');
}
