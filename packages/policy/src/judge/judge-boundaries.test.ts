// Boundaries that no clause's histories reach: how far back the judge looks, and what it makes of units.
import { expect, test } from 'vitest';
import type { ClauseId } from '../decision.ts';
import type { Fact } from '../fact.ts';
import { history } from '../testing/history.ts';
import { judge } from './judge.ts';

const verdictOn = (clause: ClauseId, text: string) =>
  judge(history(text)).verdicts.find((verdict) => verdict.clause === clause);

test('rate-limit: a refusal weighs more from a second after the first on', () => {
  const twice = (afterS: number) =>
    `0 detail c1 x=25\n 0 detail c2 429 after=1\n ${afterS} detail c3 x=15\n ${afterS} detail c4 429`;
  expect(verdictOn('rate-limit', twice(0.999))).toMatchObject({ verdict: 'broken', severity: 'minor' });
  expect(verdictOn('rate-limit', twice(1))).toMatchObject({ verdict: 'broken', severity: 'major' });
});

test('rate-limit, no-overload: a millionth of a request is a rounding, and not more', () => {
  const brokenAt = (ratePerSecond: number) =>
    judge(
      history('0 priority s1+ x=2 every=0.001\n 30 priority s1+ x=2 every=0.001\n 60 priority s1+ x=2 every=0.001'),
      {
        tier: { name: 'almost a thousand a second', ratePerSecond, burst: 1 },
      },
    ).verdicts.flatMap(({ verdict, clause }) => (verdict === 'broken' ? [clause] : []));
  expect(brokenAt(999.9991)).toEqual([]);
  expect(brokenAt(999.9989)).toEqual(['rate-limit', 'no-overload']);
});

test('respect-refusal: tries of one call belong together for ten minutes', () => {
  const eight = Array.from({ length: 8 }, (_, n) => `${n * 62} detail c1 503 ${n === 0 ? 'id=a' : 'of=a'}`).join('\n');
  expect(verdictOn('respect-refusal', `${eight}\n 1034 detail c2 of=a`)).toMatchObject({ verdict: 'broken', count: 1 });
  expect(verdictOn('respect-refusal', `${eight}\n 1034.1 detail c2 of=a`)).toMatchObject({ verdict: 'kept' });
});

test('state-cache: the closest approach is told of the slowest readers, too', () => {
  const slow = (againS: number) => `0 state c1\n ${againS} state c2\n ${againS} state c1`;
  expect(verdictOn('state-cache', slow(60))).toMatchObject({ verdict: 'kept', closest: { value: 60_000 } });
  expect(verdictOn('state-cache', slow(86_400))).toMatchObject({ verdict: 'kept', closest: { value: 86_400_000 } });
});

test.each([
  // Where nothing is allowed: none of none.
  ['targeted-lookup', '0 list\n 600 list c1 name', { value: 0, limit: 0, unit: 'calls', asks: 'at-most' }],
  ['no-circumvention', '0 state c1\n 1 state c2 account=two', { value: 0, limit: 0, unit: 'calls', asks: 'at-most' }],
  ['detail-cadence', '0 detail c1', { value: 0, limit: 0, unit: 'calls', asks: 'at-most' }],
  ['lawful-purpose', '0 state c1\n 1 attest purpose-lawful operator', { value: 0, limit: 0, unit: 'statements' }],
  // Calls missing from the journal.
  ['monitored', '0 state c1\n 1 attest calls-not-journalled 0', { value: 0, limit: 0, unit: 'calls' }],
  // None of two reads, and four of a hundred, were in vain.
  ['local-state', '0 detail c1\n 1 detail c2', { value: 0, limit: 5, unit: '%' }],
  [
    'local-state',
    '0 detail c1+ x=96 every=1\n 100 detail c1+ x=4 every=1 changed=no',
    { value: 4, limit: 5, unit: '%' },
  ],
  // Fewer than a hundred calls, none of them refused; and two bursts in step that overflowed.
  ['no-overload', '0 priority s1 x=15', { value: 0, limit: 1, unit: '%' }],
  ['no-overload', '0 priority s1 x=16\n 30 priority s1 x=16', { value: 2, limit: 3, unit: 'calls' }],
  ['no-intrusion', '0 login 400 x=3 every=2\n 8 login', { value: 3, limit: 5, unit: 'logins/h' }],
  ['no-intrusion', '0 detail c1', { value: 0, limit: 20, unit: 'ids/h' }],
  ['respect-refusal', '0 detail c1 try=3 of=a', { value: 3, limit: 8, unit: 'tries' }],
  [
    'respect-refusal',
    '0 command c1 503 id=a\n 60 command c1 503 try=2 of=a\n 180 command c1 try=3 of=a',
    { value: 3, limit: 8 },
  ],
  // Held for 600 s without a stream when the journal ends; and never.
  [
    'fresh-data',
    '0 stream opened\n 10 state c1\n 20 stream lost\n 620 list',
    { value: 600_000, limit: 3_600_000, unit: 'ms' },
  ],
  ['fresh-data', '0 stream opened\n 10 state c1', { value: 0, limit: 3_600_000, unit: 'ms' }],
] as const)('%s: kept says how near it came: %s', (clause, text, closest) => {
  expect(verdictOn(clause, text)).toMatchObject({ verdict: 'kept', closest });
});

test('token-reuse: a token whose life was not told may live for as long as is published', () => {
  const untold = (againS: number) =>
    judge(history(`0 login\n ${againS} login`).map((fact) => ({ ...fact, tokenLifeMs: null }))).verdicts.find(
      ({ clause }) => clause === 'token-reuse',
    )?.verdict;
  expect(untold(86_399.019)).toBe('cannot-tell');
  expect(untold(86_399.02)).toBe('kept');
});

test('local-state: a share is told in a hundred', () => {
  const early = (reads: number, inVain: number, changed: string) =>
    `0 detail c1+ x=${reads - inVain} every=1 changed=yes\n ${reads} detail c1+ x=${inVain} every=1 changed=${changed}`;
  expect(verdictOn('local-state', early(100, 5, 'unknown'))).toMatchObject({ verdict: 'cannot-tell' });
  expect(verdictOn('local-state', early(200, 9, 'unknown'))).toMatchObject({ verdict: 'kept' });
  expect(verdictOn('local-state', early(200, 9, 'no'))).toMatchObject({
    verdict: 'kept',
    closest: { value: 4.5, limit: 5 },
  });
});

test('local-state: while a stream tells of them, states read as often as without one are read in vain', () => {
  const states = '100 state c1+ x=95 every=1 changed=yes in=i1\n 400 state c1+ x=5 every=1 changed=no in=i1';
  expect(verdictOn('local-state', states)).toMatchObject({ verdict: 'kept' });
  expect(verdictOn('local-state', `0 stream opened i1\n ${states}`)).toMatchObject({ verdict: 'broken', count: 1 });
});

test('no-scraping: what is taken is noted by the day', () => {
  const read = (atS: number, hours: number) => `${atS} history window=${hours + 24}..${hours} rows=40 bytes=900`;
  const noted = (againS: number) => verdictOn('no-scraping', `${read(129_599, 48)}\n ${read(againS, 24)}`);
  const notes = (rows: number, bytes: number) => ({
    notes: [
      { what: 'rows of history and reports that one account took in a day', value: rows },
      { what: 'bytes of history and reports that one account took in a day', value: bytes },
    ],
  });
  expect(noted(129_599.9)).toMatchObject(notes(80, 1800));
  expect(noted(129_600)).toMatchObject(notes(40, 900));
  expect(verdictOn('no-scraping', '0 history window=48..24 rows=1 bytes=1')).toMatchObject(notes(1, 1));
});

test('targeted-lookup: a list read that tells no page begins with the first', () => {
  const facts = history('0 list from=198.51.100.1\n 600 list from=198.51.100.1');
  const untold = facts.map((fact) => ({ ...fact, page: null }));
  const verdict = (given: readonly Fact[]) => judge(given).verdicts.find(({ clause }) => clause === 'targeted-lookup');
  expect(verdict(untold)).toMatchObject({ verdict: 'cannot-tell', missing: [{ count: 1 }] });
  expect(verdict(facts)).toMatchObject({ verdict: 'cannot-tell', missing: [{ count: 1 }] });
});

test('no-aggressive-polling, detail-cadence: a read that names no thing follows no write', () => {
  const nameless = (text: string) =>
    judge([...history('0 command c1\n 0 update i1'), ...history(text).map((fact) => ({ ...fact, resource: null }))]);
  const polling = nameless('1 state\n 31 state cause=after-command');
  expect(polling.verdicts.find(({ clause }) => clause === 'no-aggressive-polling')).toMatchObject({ count: 1 });
  const details = nameless('1 installation\n 31 installation cause=after-command');
  expect(details.verdicts.find(({ clause }) => clause === 'detail-cadence')).toMatchObject({ count: 1 });
});
