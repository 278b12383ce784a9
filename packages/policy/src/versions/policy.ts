// A policy as a value: what it asked of whom in one version of it, without how this program answers by it.
import type { Clause } from '../clause.ts';

/** What a clause says. How it is decided and judged here is no part of what a policy says. */
export type ClauseStatement = Omit<Clause, 'decided' | 'judged' | 'examples' | 'ask' | 'due'>;

export interface Policy {
  readonly version: string;
  /** Day on which it was read; null where nobody wrote it down. */
  readonly date: string | null;
  /** Where it is published. */
  readonly source: string;
  /** In the order of `clauseIds`, each once; those that this program does not know come after them. */
  readonly clauses: readonly ClauseStatement[];
}

export function statementOf(clause: Clause): ClauseStatement {
  const { decided: _decided, judged: _judged, examples: _examples, ask: _ask, due: _due, ...statement } = clause;
  return statement;
}
