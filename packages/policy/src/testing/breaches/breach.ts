// Facts that break one clause, in many shapes.
import type fc from 'fast-check';
import type { ClauseId } from '../../decision.ts';
import type { Fact } from '../../fact.ts';

/** Some facts, and how many of them offend. */
export interface Breach {
  readonly facts: readonly Fact[];
  readonly offences: number;
}

/** By clause, breaches that begin at `atMs`. */
export type Breaches = Partial<Readonly<Record<ClauseId, (atMs: number) => fc.Arbitrary<Breach>>>>;

export const times = <T>(count: number, one: (n: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, n) => one(n));
