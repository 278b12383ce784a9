// Mutants that no test can kill, because what they change cannot be told from outside, each with the reason.
// Invariant: the list does not rot. A listed mutant that a test kills, or that is no longer found, fails `npm run mutate`.

/** Mutants that live for one reason. */
export interface Equivalent {
  /** As they are told: file, place and change; without `→` and what follows, every change of that number. */
  readonly mutants: readonly string[];
  readonly reason: string;
}

export function covers(listed: string, id: string): boolean {
  return id === listed || id.startsWith(`${listed} → `);
}

export function isListed(id: string, list: readonly Equivalent[]): boolean {
  return list.some(({ mutants }) => mutants.some((listed) => covers(listed, id)));
}

export const equivalents: readonly Equivalent[] = [];
