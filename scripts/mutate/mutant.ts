// One change to one place of the law. A test that knows the law fails on it.

/**
 * `fifth`: a number a fifth smaller or larger. `count`: a small whole number by one. `zero`: none becomes one.
 * `severity`: another weight. `removal`: what a clause asks, or what the judge counts for it, is gone.
 */
export const mutantKinds = ['fifth', 'count', 'zero', 'severity', 'removal'] as const;
export type MutantKind = (typeof mutantKinds)[number];

/** A piece of text that is replaced; offsets in UTF-16 units, as strings count. */
export interface Change {
  readonly start: number;
  readonly end: number;
  readonly was: string;
  readonly now: string;
}

export interface Mutant extends Change {
  /** File, place and change in a line, without line numbers: it stays the same while other code moves. */
  readonly id: string;
  readonly kind: MutantKind;
  /** From the root of the repository, with slashes. */
  readonly file: string;
  readonly line: number;
}

/** A mutant before it knows its file. */
export interface Found extends Change {
  readonly kind: MutantKind;
  /** Names that lead to it: `generalAccess.burst`. */
  readonly place: string;
}

/** Throws when the text is not the one that the mutant was found in: a change at a wrong place would prove nothing. */
export function apply(text: string, { id, start, end, was, now }: Mutant): string {
  if (text.slice(start, end) !== was) {
    throw new Error(`Failed to change ${id}: the file is not the one that was read. Start \`npm run mutate\` again.`);
  }
  return text.slice(0, start) + now + text.slice(end);
}
