// The journal on disk: every call and stream event, within a bound of age and number.
import type { DatabaseSync } from 'node:sqlite';
import { type Fact, formatFact, parseFact } from '@fairlead/policy';
import { transaction } from './transaction.ts';

export interface FactLimits {
  readonly maxFacts: number;
  readonly maxAgeMs: number;
}

export interface FactTable {
  append(facts: readonly Fact[], nowMs: number): void;
  /**
   * The newest `limit` facts of the account since then, oldest first. A fact of an earlier version says `unknown` where
   * it could not know better; one that cannot be read at all is left where it is.
   */
  read(accountId: string, sinceMs: number, limit: number): readonly Fact[];
}

/** The bounds are applied once per this many facts: the table holds at most this many more than it should. */
const trimEvery = 1_000;

export function factTable(raw: DatabaseSync, limits: FactLimits): FactTable {
  const insert = raw.prepare('INSERT INTO fact (account_id, at_ms, json) VALUES (?, ?, ?)');
  const dropOld = raw.prepare('DELETE FROM fact WHERE at_ms < ?');
  const dropMany = raw.prepare('DELETE FROM fact WHERE seq <= (SELECT max(seq) FROM fact) - ?');
  const select = raw.prepare(
    'SELECT json FROM fact WHERE account_id = ? AND at_ms >= ? ORDER BY at_ms DESC, seq DESC LIMIT ?',
  );
  let untrimmed = trimEvery;

  return {
    append: (facts, nowMs) =>
      transaction(raw, 'normal', () => {
        for (const fact of facts) insert.run(fact.accountId ?? '', atMs(fact), formatFact(fact));
        untrimmed += facts.length;
        if (untrimmed < trimEvery) return;
        untrimmed = 0;
        dropOld.run(nowMs - limits.maxAgeMs);
        dropMany.run(limits.maxFacts);
      }),
    read: (accountId, sinceMs, limit) =>
      select
        .all(accountId, sinceMs, limit)
        .map((row) => parseFact(row['json'] as string))
        .filter((read) => read.kind !== 'unreadable')
        .reverse(),
  };
}

function atMs(fact: Fact): number {
  return fact.kind === 'call' ? fact.sentAtMs : fact.atMs;
}
