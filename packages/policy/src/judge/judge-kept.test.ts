// Histories that keep the policy, written by hand from its words.
import { describe, expect, test } from 'vitest';
import { kept } from '../testing/histories/index.ts';
import { history } from '../testing/history.ts';
import { judge } from './judge.ts';
import type { Judgement } from './verdict.ts';

describe.each(Object.entries(kept))('%s is kept', (clause, histories) => {
  test.each(Object.entries(histories))('%s', (_name, text) => {
    const { verdicts } = judge(history(text));
    expect(verdicts.find((verdict) => verdict.clause === clause)).toMatchObject({ verdict: 'kept' });
    expect(verdicts.filter((verdict) => verdict.verdict === 'broken')).toEqual([]);
    expect(verdicts.filter(namesNoApproach)).toEqual([]);
  });
});

/** Kept, without telling how near it came, or told to be nearer than is allowed. */
function namesNoApproach(finding: Judgement): boolean {
  if (finding.verdict !== 'kept' || finding.lookedAt === 0) return false;
  if (finding.closest === null) return true;
  const { value, limit, asks } = finding.closest;
  return asks === 'at-most' ? value > limit : value < limit;
}

test('kept says how many facts were looked at and how near they came', () => {
  const { verdicts } = judge(history('0 state c1\n 16 state c1\n 40 state c1\n 40 state c2'));
  expect(verdicts.find(({ clause }) => clause === 'state-cache')).toMatchObject({
    verdict: 'kept',
    lookedAt: 4,
    closest: { value: 16_000, limit: 15_000, unit: 'ms' },
  });
});

test('an empty history breaks nothing and keeps nothing', () => {
  const report = judge([]);
  expect(report.verdicts.map(({ verdict }) => verdict)).toEqual(Array(30).fill('not-applicable'));
  expect(report).toMatchObject({ fromMs: null, toMs: null, partial: false, facts: { total: 0 } });
});

test('an account that may not read a stream owes none', () => {
  const { verdicts } = judge(history('0 details-of-stream 403\n 10 state c1\n 3000 state c1\n 6000 state c1'));
  expect(verdicts.find(({ clause }) => clause === 'push-first')).toMatchObject({
    verdict: 'not-applicable',
    reason: 'the account may not read a stream: it was refused',
  });
});
