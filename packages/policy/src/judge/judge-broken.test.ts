// Histories that break one clause each, written by hand: how many facts offend, when the first and the worst.
import { describe, expect, test } from 'vitest';
import { clauseOf } from '../clauses.ts';
import type { ClauseId } from '../decision.ts';
import { broken } from '../testing/histories/index.ts';
import { history, noonMs } from '../testing/history.ts';
import { judge } from './judge.ts';

describe.each(Object.entries(broken))('%s is broken', (clause, histories) => {
  const { implies } = clauseOf(clause as ClauseId);
  test.each(Object.entries(histories))('%s', (_name, expected) => {
    const { verdicts } = judge(history(expected.facts));
    const found = verdicts.filter(({ verdict }) => verdict === 'broken').map((verdict) => verdict.clause);
    expect(new Set(found)).toEqual(new Set([clause, ...(expected.also ?? [])]));
    for (const other of expected.also ?? []) expect(implies.map((implied) => implied.clause)).toContain(other);
    expect(verdicts.find((verdict) => verdict.clause === clause)).toMatchObject({
      count: expected.count,
      severity: expected.severity,
      first: { atMs: noonMs + expected.first * 1000 },
      worst: { atMs: noonMs + expected.worst * 1000 },
      episodes: expected.episodes ?? 1,
    });
  });
});

test('an offence is told in a sentence with its numbers, the clause with its remedy and section', () => {
  const { verdicts } = judge(history('0 state c1\n 5 state c1'));
  expect(verdicts.find(({ clause }) => clause === 'state-cache')).toMatchObject({
    first: { what: "sent 5000 ms after this charger's state was read; the answer is cached for 15000 ms" },
    remedy: expect.stringContaining('until it is 15 s old'),
    section: ['2'],
  });
});
