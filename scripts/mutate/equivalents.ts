// Mutants that no test can kill, because what they change cannot be told from outside, each with the reason.
// Invariant: the list does not rot. A listed mutant that a test kills, or that is no longer found, fails `npm run mutate`.

/** Mutants of one place that live for one reason. */
export interface Equivalent {
  /** As they are told: file, place and change. */
  readonly ids: readonly string[];
  readonly reason: string;
}

export const equivalents: readonly Equivalent[] = [];
