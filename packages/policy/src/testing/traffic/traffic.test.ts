// What known sorts of clients send in a day, and what the judge must say of it, clause by clause.
import { describe, expect, test } from 'vitest';
import { clauseIds } from '../../decision.ts';
import type { Fact } from '../../fact.ts';
import { judge } from '../../judge/judge.ts';
import { halfMinuteApp } from './half-minute-app.ts';
import { openScreen } from './open-screen.ts';
import { stateBeat } from './state-beat.ts';
import { streamOnly } from './stream-only.ts';
import { type Expected, midnightMs } from './traffic-model.ts';
import { twoPrograms } from './two-programs.ts';
import { unrelaxedHub } from './unrelaxed-hub.ts';

const models = [halfMinuteApp, stateBeat, unrelaxedHub, streamOnly, openScreen, twoPrograms];

describe.each(models)('$name', ({ facts, expected }) => {
  const report = judge(facts());

  test('goes on for a day or more, in the order in which it happened', () => {
    expect(Number(report.toMs) - Number(report.fromMs)).toBeGreaterThanOrEqual(86_400_000);
    expect(report).toMatchObject({ partial: false, facts: { unusable: 0, late: 0 } });
  });

  test.each(clauseIds)('%s', (clause) => {
    const found = report.verdicts.find((verdict) => verdict.clause === clause);
    expect(found).toMatchObject(asJudged(expected[clause]));
  });
});

function asJudged(expected: Expected): object {
  if (expected.verdict !== 'broken') return expected;
  const { verdict, count, first } = expected;
  return { verdict, count, first: { atMs: midnightMs + Math.round(first * 1000) } };
}

test('a model sends the same at every run', () => {
  const withoutId = (fact: Fact) => ({ ...fact, id: '' });
  for (const { facts } of [unrelaxedHub, twoPrograms]) {
    expect([...facts()].map(withoutId)).toEqual([...facts()].map(withoutId));
  }
});
