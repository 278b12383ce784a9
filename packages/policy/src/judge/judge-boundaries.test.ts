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

test('respect-refusal: tries of one call belong together for ten minutes', () => {
  const eight = Array.from({ length: 8 }, (_, n) => `${n * 62} detail c1 503 ${n === 0 ? 'id=a' : 'of=a'}`).join('\n');
  expect(verdictOn('respect-refusal', `${eight}\n 1034 detail c2 of=a`)).toMatchObject({ verdict: 'broken', count: 1 });
  expect(verdictOn('respect-refusal', `${eight}\n 1034.1 detail c2 of=a`)).toMatchObject({ verdict: 'kept' });
});

test('state-cache: the closest approach is told of readers up to four times as slow as is asked', () => {
  const slow = (againS: number) => `0 state c1\n ${againS} state c2\n ${againS} state c1`;
  expect(verdictOn('state-cache', slow(59.9))).toMatchObject({ verdict: 'kept', closest: { value: 59_900 } });
  expect(verdictOn('state-cache', slow(60))).toMatchObject({ verdict: 'kept', closest: null });
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
