// Points and episodes: what a breach is worth, and for how long.
import { expect, test } from 'vitest';
import type { Breach } from '../breach.ts';
import { atHour, hourMs, main, told } from '../testing/told-breach.ts';
import { freezeLadder, type Ladder, openLadder } from './ladder.ts';
import { standingOf } from './standing-of.ts';
import { weigh } from './weigh.ts';

/** A half-life so long that nothing fades within a test, and thresholds out of reach. */
const steady = { halfLifeMs: 1e18, warningPoints: 1e6, suspensionPoints: 2e6 };
const fed = (breaches: readonly Breach[], opened: Ladder = openLadder(steady)): Ladder => {
  for (const breach of breaches) weigh(opened, breach);
  return opened;
};
const points = (opened: Ladder, atMs = atHour(0)) => standingOf(opened, main, atMs).points;
const after = (...breaches: readonly Breach[]) => Number(points(fed(breaches)).toFixed(6));

test('a finding is worth 1 point when minor, 10 when major, 100 when critical', () => {
  expect(after(told('state-cache', 'minor', atHour(0)))).toBe(1);
  expect(after(told('list-cadence', 'major', atHour(0)))).toBe(10);
  expect(after(told('no-sharing', 'critical', atHour(0)))).toBe(100);
});

test('half of the points are gone after a day, continuously', () => {
  const opened = fed([told('no-sharing', 'critical', atHour(0))], openLadder({ suspensionPoints: 1e6 }));
  expect(points(opened, atHour(24))).toBe(50);
  expect(points(opened, atHour(12))).toBeCloseTo(100 * Math.SQRT1_2, 9);
  expect(points(opened, atHour(48))).toBe(25);
});

test('breaches of one clause less than an hour apart are one finding', () => {
  const at = (ms: number) => told('state-cache', 'minor', atHour(0) + ms);
  expect(after(at(0), at(1), at(3_599_999))).toBe(1);
  expect(after(at(0), at(3_600_000))).toBe(2);
  expect(after(at(0), told('list-cadence', 'minor', atHour(0)))).toBe(2);
});

test('an episode is worth its severity once more for every further full hour', () => {
  const lasting = (ms: number, severity: 'minor' | 'major') =>
    [0, 0.25, 0.5, 0.75, 1].map((share) => told('no-scraping', severity, atHour(0) + Math.floor(ms * share)));
  expect(after(...lasting(hourMs - 1, 'major'))).toBe(10);
  expect(after(...lasting(hourMs, 'major'))).toBe(20);
  expect(after(...lasting(2 * hourMs - 1, 'minor'))).toBe(2);
  expect(after(...lasting(2 * hourMs, 'minor'))).toBe(3);
});

test('an episode that worsens is worth the difference, and its hours weigh what it has become', () => {
  const minor = told('rate-limit', 'minor', atHour(0));
  const major = told('rate-limit', 'major', atHour(0.5));
  expect(after(minor, major)).toBe(10);
  expect(after(minor, major, told('rate-limit', 'minor', atHour(0.6)))).toBe(10);
  expect(after(minor, major, told('rate-limit', 'minor', atHour(1)))).toBe(20);
});

test('an episode worsens by however little', () => {
  const opened = openLadder({ majorPoints: 1.5, warningPoints: 2, warningFadesPoints: 1, servedPoints: 1 });
  fed([told('rate-limit', 'minor', atHour(0)), told('rate-limit', 'major', atHour(0))], opened);
  fed([told('push-first', 'minor', atHour(0))], opened);
  expect(opened.steps[0]?.evidence[1]).toMatchObject({ clause: 'rate-limit', severity: 'major', points: 1.5 });
});

test('5 s out of order, an episode is the same', () => {
  const [first, second, last] = [0, 5, 3600].map((s) => told('no-scraping', 'major', atHour(0) + s * 1000));
  if (first === undefined || second === undefined || last === undefined) throw new Error('three breaches are written');
  expect(after(second, first, last)).toBe(20);
  expect(after(second, last)).toBe(10);
  expect(points(fed([second, first]))).toBeCloseTo(points(fed([first, second])), 9);
});

test('what is told late counts from then on and moves no time back', () => {
  const opened = fed([told('state-cache', 'minor', atHour(100)), told('push-first', 'major', atHour(0))], openLadder());
  expect(standingOf(opened, main, atHour(0))).toMatchObject({ kind: 'warned', atMs: atHour(100), points: 11 });
  expect(opened.steps).toMatchObject([{ atMs: atHour(100), evidence: [{ lastAtMs: atHour(0) }, {}] }]);
});

test('a breach from long before an episode worsens it and does not lengthen it', () => {
  const later = [0, 0.5].map((hours) => told('rate-limit', 'minor', atHour(50 + hours)));
  expect(after(...later, told('rate-limit', 'minor', atHour(0)))).toBe(1);
  expect(after(...later, told('rate-limit', 'major', atHour(0)))).toBe(10);
  expect(after(...later, told('rate-limit', 'minor', atHour(49) + 1), told('rate-limit', 'minor', atHour(51)))).toBe(2);
  expect(after(...later, told('rate-limit', 'minor', atHour(49)), told('rate-limit', 'minor', atHour(51)))).toBe(2);
});

test('a breach from the future counts as of now', () => {
  const opened = openLadder();
  weigh(opened, told('push-first', 'major', 8.64e15), atHour(0));
  expect(standingOf(opened, main, atHour(0))).toMatchObject({ kind: 'warned', atMs: atHour(0) });
  expect(standingOf(opened, main, atHour(24)).kind).toBe('good-standing');
});

test('a breach without a usable time or clause is counted and left out', () => {
  const opened = openLadder();
  const unknown = JSON.parse('"no-such-clause"');
  weigh(opened, told('push-first', 'major', Number.NaN));
  weigh(opened, told('push-first', 'major', Number.POSITIVE_INFINITY), atHour(0));
  weigh(opened, told('push-first', 'major', atHour(0)), Number.NaN);
  weigh(opened, told(unknown, 'major', atHour(0)));
  expect(opened).toMatchObject({ unusable: 4, steps: [], subjects: { account: new Map() } });
});

test('the evidence counts breaches and episodes as long as the clause is named', () => {
  const early = [0, 0.5, 2].map((hours) => told('state-cache', 'minor', atHour(hours)));
  const warned = fed([...early, told('push-first', 'major', atHour(3))], openLadder());
  const [push, cache] = warned.steps[0]?.evidence ?? [];
  expect(push).toMatchObject({ clause: 'push-first', severity: 'major', episodes: 1, breaches: 1, points: 10 });
  expect(cache).toMatchObject({ clause: 'state-cache', episodes: 2, breaches: 3, firstAtMs: atHour(0) });
  expect(cache?.what).toBe('broke state-cache');
  expect(cache?.remedy).toMatch(/\w.*\.$/);
});

test('a minor finding is named for a day, and then begins anew', () => {
  const named = (hours: number) => {
    const slip = told('state-cache', 'minor', atHour(0));
    const opened = fed([slip, told('push-first', 'major', atHour(hours))], openLadder());
    return opened.steps[0]?.because.clauses;
  };
  expect(named(24)).toEqual(['push-first', 'state-cache']);
  expect(named(24.001)).toEqual(['push-first']);
  const again = [0, 25].map((hours) => told('state-cache', 'minor', atHour(hours)));
  const evidence = fed([...again, told('push-first', 'major', atHour(25))], openLadder()).steps[0]?.evidence;
  expect(evidence?.[1]).toMatchObject({ episodes: 1, breaches: 1, firstAtMs: atHour(25) });
});

test('no breach leaves more than 200 characters behind', () => {
  const long = (clause: 'push-first' | 'rate-limit', atMs: number) => ({
    ...told(clause, 'major', atMs),
    what: 'x'.repeat(5000),
  });
  const worse = [
    told('rate-limit', 'minor', atHour(0)),
    long('rate-limit', atHour(0.1)),
    long('rate-limit', atHour(2)),
  ];
  const kept = fed([long('push-first', atHour(0)), ...worse], openLadder());
  expect(kept.steps.flatMap(({ evidence }) => evidence.map(({ what }) => what.length))).toContain(200);
  const texts = [...(kept.subjects.account.get('main')?.byClause.values() ?? [])].map(({ what }) => what.length);
  expect(texts).toEqual([200, 200]);
});

test('a frozen ladder stays as it was', () => {
  const opened = fed([told('state-cache', 'minor', atHour(0))], openLadder());
  const frozen = freezeLadder(opened);
  weigh(opened, told('push-first', 'major', atHour(0)));
  expect(points(frozen)).toBe(1);
  expect(frozen.steps).toEqual([]);
  expect(points(opened)).toBe(11);
});

test('what is no breach weighs nothing and is counted', () => {
  const breach = told('push-first', 'major', atHour(0));
  const none: readonly unknown[] = [
    null,
    'push-first',
    {},
    { ...breach, clause: 'no-such' },
    { ...breach, severity: 'grave' },
    { ...breach, subject: undefined },
    { ...breach, subject: { kind: 'planet', id: 'main' } },
    { ...breach, what: undefined },
    { ...breach, subject: { kind: 'account', id: 'm'.repeat(257) } },
  ];
  const opened = openLadder();
  for (const one of none) expect(weigh(opened, one as Breach)).toEqual([]);
  expect(weigh(opened, breach, Number.NaN)).toEqual([]);
  expect(opened.unusable).toBe(none.length + 1);
  expect(opened.subjects.account.size).toBe(0);
  expect(weigh(opened, { ...breach, subject: { kind: 'account', id: 'm'.repeat(256) } })).toHaveLength(1);
});

test('a breach of a year beyond 9999 is counted as unusable: one such would settle every later one', () => {
  const opened = fed([told('no-sharing', 'critical', 1e15), told('state-cache', 'minor', atHour(0))]);
  expect([opened.unusable, points(opened)]).toEqual([1, 1]);
});
