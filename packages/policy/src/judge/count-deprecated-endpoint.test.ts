import { expect, test } from 'vitest';
import { history } from '../testing/history.ts';
import { judge } from './judge.ts';

const verdictOn = (text: string) =>
  judge(history(text)).verdicts.find(({ clause }) => clause === 'deprecated-endpoint');

test('deprecated-endpoint: kept tells how many calls had no known replacement', () => {
  const facts = '0 details-of-stream i1\n 1 history\n 2 details-of-stream i1 account=b';
  expect(verdictOn(facts)).toMatchObject({
    verdict: 'kept',
    lookedAt: 3,
    notes: [{ what: 'deprecated calls of one account for which no replacement was known to work', value: 2 }],
  });
});

test('deprecated-endpoint: an account that calls replacements only has nothing to answer for', () => {
  expect(verdictOn('0 group-details g1\n 1 archived i1 window=24..0\n 2 session s1')).toMatchObject({
    verdict: 'not-applicable',
  });
});

test('deprecated-endpoint: a call by another method is no deprecated one', () => {
  const facts = history('0 group-details g1\n 5 details-of-stream i1').map((fact) => ({
    ...fact,
    method: 'HEAD' as const,
  }));
  expect(judge(facts).verdicts.find(({ clause }) => clause === 'deprecated-endpoint')?.verdict).toBe('not-applicable');
});

test('deprecated-endpoint: what works for one account is not known to another', () => {
  expect(verdictOn('0 group-details g1 account=a\n 5 details-of-stream i1 account=b')).toMatchObject({
    verdict: 'kept',
  });
});

test('deprecated-endpoint: after a gap of a day the second to read the answer begins anew', () => {
  const gap = '0 group-details g1\n 86400.02 group-details g1 ms=500';
  expect(verdictOn(`${gap}\n 86401.519 details-of-stream i1`)).toMatchObject({ verdict: 'kept' });
  expect(verdictOn(`${gap}\n 86401.52 details-of-stream i1`)).toMatchObject({ verdict: 'broken' });
  expect(verdictOn('0 group-details g1\n 86000 group-details g1\n 86000.1 details-of-stream i1')).toMatchObject({
    verdict: 'broken',
  });
});

test('deprecated-endpoint: what the receiver wrote is allowed the way of the answer, what the sender wrote is not', () => {
  const verdict = (seen: string, atS: number) =>
    judge(history(`0 group-details g1 ms=500${seen}\n ${atS} details-of-stream i1${seen}`), {
      roundTripMs: 9_000,
    }).verdicts.find(({ clause }) => clause === 'deprecated-endpoint')?.verdict;
  expect(verdict(' from=192.0.2.1', 10.499)).toBe('kept');
  expect(verdict(' from=192.0.2.1', 10.5)).toBe('broken');
  expect(verdict('', 1.5)).toBe('broken');
});
