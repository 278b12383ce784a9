import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ClauseId } from '../decision.ts';
import { call, loginCall } from '../testing/call.ts';
import { history } from '../testing/history.ts';
import { judge } from './judge.ts';

const verdictOf = (facts: Parameters<typeof judge>[0], id: ClauseId = 'no-overload') =>
  judge(facts).verdicts.find(({ clause }) => clause === id);
const verdictOn = (text: string) => verdictOf(history(text));
const overflow = '0 priority s1 x=15\n 0 priority s1 429 after=1';

test('no-overload: fewer than 100 calls within 5 minutes say nothing about a share', () => {
  expect(verdictOn(`${overflow}\n 216 priority s1 x=83 every=1`)).toMatchObject({ verdict: 'kept' });
  // The 84th comes when the first second has left the window.
  expect(verdictOn(`${overflow}\n 217 priority s1 x=84 every=1`)).toMatchObject({ verdict: 'kept' });
  expect(verdictOn(`${overflow}\n 216 priority s1 x=84 every=1`)).toMatchObject({ verdict: 'broken', count: 1 });
});

test('no-overload: less than one in a hundred is kept and told as the closest approach', () => {
  const calm = '0 priority s1 x=105 every=1';
  expect(verdictOn(`${calm}\n 110 priority s1 x=15\n 110 priority s1 429 after=1`)).toMatchObject({
    verdict: 'kept',
    closest: { value: 100 / 121, limit: 1, unit: '%' },
  });
});

test('no-overload: each further refusal in such minutes is an offence, the calls between them are not', () => {
  const minutes = `${overflow}\n 10 priority s1 x=84 every=1`;
  expect(verdictOn(minutes)).toMatchObject({ count: 1 });
  expect(verdictOn(`${minutes}\n 100 priority s1 x=15\n 100 priority s1 429 after=1 x=3`)).toMatchObject({ count: 4 });
});

test('no-overload: a refusal that the calls shown do not explain points to another program', () => {
  expect(verdictOn('0 priority s1 429 after=1\n 2 priority s1 x=150 every=1')).toMatchObject({
    verdict: 'cannot-tell',
    missing: [{ what: expect.stringContaining('another program'), count: 1 }],
  });
});

test('no-overload: bursts in step an hour apart are no row', () => {
  const bursts = (third: number) => `17 priority s1 x=16\n 1817 priority s1 x=16\n ${third} priority s1 x=16`;
  expect(verdictOn(bursts(3617))).toMatchObject({ verdict: 'kept' });
  expect(verdictOn(bursts(3587))).toMatchObject({ verdict: 'broken', count: 1 });
});

test('no-overload: bursts that begin in other seconds of the half-minute are out of step', () => {
  const bursts = (third: number) => `17 priority s1 x=16\n 47 priority s1 x=16\n ${third} priority s1 x=16`;
  expect(verdictOn(bursts(76.999))).toMatchObject({ verdict: 'kept' });
  expect(verdictOn(bursts(77))).toMatchObject({ verdict: 'broken' });
  expect(verdictOn(bursts(77.999))).toMatchObject({ verdict: 'broken' });
  expect(verdictOn(bursts(78))).toMatchObject({ verdict: 'kept' });
});

test('no-overload: three in step among more than three others are chance', () => {
  const others = (count: number) =>
    `5 priority s1 x=16\n 41.5 priority s1 x=16\n ${count > 2 ? '78 priority s1 x=16' : ''}`;
  const inStep = '120 priority s1 x=16\n 150 priority s1 x=16\n 180 priority s1 x=16';
  expect(verdictOn(`${others(3)}\n ${inStep}`)).toMatchObject({ verdict: 'broken', count: 1 });
  expect(verdictOn(`0 priority s1 x=16\n ${others(3)}\n 100 priority s1 x=16\n 110 priority s1 x=16`)).toMatchObject({
    verdict: 'kept',
  });
  expect(verdictOn(`${others(3)}\n 103 priority s1 x=16\n ${inStep}`)).toMatchObject({ verdict: 'kept' });
});

test('no-overload: a burst that goes on is one burst, and begins with its first call', () => {
  const long = (atS: number) => `${atS} priority s1 x=10\n ${atS + 0.5} priority s1 x=30 every=0.05`;
  expect(verdictOn(`${long(29.6)}\n ${long(59.6)}`)).toMatchObject({ verdict: 'kept' });
  expect(verdictOn(`${long(29.6)}\n ${long(59.6)}\n 89.6 priority s1 x=16`)).toMatchObject({
    verdict: 'broken',
    count: 1,
  });
  const slow = (atS: number) => `${atS} priority s1\n ${atS + 0.05} priority s1 x=15`;
  expect(verdictOn(`${slow(29.95)}\n ${slow(59.95)}\n ${slow(89.95)}`)).toMatchObject({
    first: { what: expect.stringContaining('began in second 29 of a half-minute') },
  });
});

test('no-overload: beyond 240 bursts within an hour the oldest are forgotten', () => {
  const quick = { name: 'quick', ratePerSecond: 1000, burst: 1 };
  const burstAt = (atMs: number, n: number) =>
    [1, 2].map(() => call({ sentAtMs: atMs, resource: `s${n}`, class: 'update', method: 'POST' }));
  // One a second, and none in the first second of a half-minute.
  const outOfStep = (count: number) =>
    Array.from({ length: count }, (_, n) => burstAt(30_000 * Math.floor(n / 29) + 1000 * (1 + (n % 29)), n)).flat();
  const inStep = Array.from({ length: 120 }, (_, n) => burstAt(180_000 + 2 * n, n)).flat();
  const found = (others: number) =>
    judge([...outOfStep(others), ...inStep], { tier: quick }).verdicts.find(({ clause }) => clause === 'no-overload');
  expect(found(119)).toMatchObject({ verdict: 'broken', count: 2 });
  // All but one of the 121, so that the last of the row stands among as many others.
  expect(found(121)).toMatchObject({ verdict: 'broken', count: 1 });
});

test('no-overload: logins are not counted', () => {
  const logins = Array.from({ length: 100 }, (_, n) =>
    loginCall({ sentAtMs: n * 1100, status: 429, tokenLifeMs: null }),
  );
  expect(verdictOf(logins)).toMatchObject({ verdict: 'not-applicable' });
});

test('no-overload: a larger tier explains fewer refusals', () => {
  const tier = { name: 'larger', ratePerSecond: 20, burst: 30 };
  const facts = history('0 priority s1 x=16\n 30 priority s1 x=16\n 60 priority s1 x=16');
  const verdicts = judge(facts, { tier }).verdicts.filter(({ verdict }) => verdict === 'broken');
  expect(verdicts).toEqual([]);
});

test('a breach of no-overload always comes with a breach of rate-limit', () => {
  const burst = fc.record({
    gapMs: fc.oneof(fc.nat(3000), fc.constantFrom(0, 30_000, 60_000, 1_800_000)),
    calls: fc.nat(40),
    everyMs: fc.constantFrom(0, 0, 10, 99, 100, 101, 1000),
    refusedFrom: fc.nat(45),
  });
  let found = 0;
  fc.assert(
    fc.property(fc.array(burst, { maxLength: 12, minLength: 1, size: 'max' }), (bursts) => {
      let atMs = 1_800_000_000_000;
      const facts = bursts.flatMap(({ gapMs, calls, everyMs, refusedFrom }) => {
        atMs += gapMs;
        return Array.from({ length: calls }, (_, n) => {
          atMs += everyMs;
          return call({
            sentAtMs: atMs,
            resource: `s${n}`,
            status: n >= refusedFrom ? 429 : 200,
            class: 'update',
            method: 'POST',
          });
        });
      });
      if (verdictOf(facts)?.verdict !== 'broken') return;
      found += 1;
      expect(verdictOf(facts, 'rate-limit')?.verdict).toBe('broken');
    }),
    { numRuns: 300 },
  );
  expect(found).toBeGreaterThan(30);
});
