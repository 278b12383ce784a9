// Histories that keep or break a clause, as they are written down.
import type { Severity } from '../../clause.ts';
import type { ClauseId } from '../../decision.ts';

export interface Broken {
  readonly facts: string;
  /** How many facts offend. */
  readonly count: number;
  /** Second of the first and of the worst offence. */
  readonly first: number;
  readonly worst: number;
  readonly severity: Severity;
  /** Default 1. */
  readonly episodes?: number;
  /** Other clauses that it breaks too; each stands in `implies`. Default none. */
  readonly also?: readonly ClauseId[];
}

/** By clause, then by name; in the form of testing/history.ts. */
export type KeptHistories = Partial<Readonly<Record<ClauseId, Readonly<Record<string, string>>>>>;
export type BrokenHistories = Partial<Readonly<Record<ClauseId, Readonly<Record<string, Broken>>>>>;
