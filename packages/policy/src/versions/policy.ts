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
  /** In the order of `clauseIds`. */
  readonly clauses: readonly ClauseStatement[];
}

/** Whether it has the parts of a clause that are read of one, whoever gave it. */
export function isStatement(told: unknown): told is ClauseStatement {
  if (typeof told !== 'object' || told === null) return false;
  const { section, source, appliesTo, limits, escalates, implies } = told as Readonly<Record<string, unknown>>;
  const hasLists = [section, limits, implies].every((list) => Array.isArray(list));
  const hasSource = typeof source === 'object' && source !== null;
  return hasLists && hasSource && typeof escalates === 'object' && (appliesTo === 'all' || Array.isArray(appliesTo));
}

export function statementOf(clause: Clause): ClauseStatement {
  const { decided: _decided, judged: _judged, examples: _examples, ask: _ask, due: _due, ...statement } = clause;
  return statement;
}
