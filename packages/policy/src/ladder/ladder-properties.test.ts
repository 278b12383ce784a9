// What must always hold of the ladder, over random breaches of months.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Breach, Subject } from '../breach.ts';
import type { ClauseId } from '../decision.ts';
import { atHour, hourMs, main, told } from '../testing/told-breach.ts';
import { act } from './act.ts';
import { type Ladder, openLadder } from './ladder.ts';
import { ladder } from './ladder-of.ts';
import { type Standing, type StandingKind, standingKinds } from './standing.ts';
import { standingOf, standings } from './standing-of.ts';
import { weigh } from './weigh.ts';

const runs = { numRuns: 300 };
const clauses = ['documented-only', 'state-cache', 'push-first', 'no-scraping', 'no-sharing'] as const;
const subjects: readonly Subject[] = [main, { kind: 'account', id: 'other' }, { kind: 'address', id: 'main' }];

const severities = fc.oneof(
  { weight: 5, arbitrary: fc.constant('minor' as const) },
  { weight: 6, arbitrary: fc.constant('major' as const) },
  { weight: 1, arbitrary: fc.constant('critical' as const) },
);
/** Bursts and bouts of many hours, minutes to weeks after the one before. */
const bouts = (of: readonly ClauseId[]) =>
  fc.record({
    pauseMs: fc.oneof(fc.integer({ min: 0, max: 4_000_000 }), fc.integer({ min: 0, max: 10 * 24 * hourMs })),
    clause: fc.constantFrom(...of),
    severity: severities,
    subject: fc.oneof({ weight: 3, arbitrary: fc.constant(main) }, fc.constantFrom(...subjects)),
    count: fc.integer({ min: 1, max: 12 }),
    everyMs: fc.integer({ min: 0, max: 3_900_000 }),
  });

/** In the order of their times, most of them of one account. */
function histories(of: readonly ClauseId[] = clauses): fc.Arbitrary<readonly Breach[]> {
  return fc.array(bouts(of), { maxLength: 12 }).map((wishes) => {
    let atMs = atHour(0);
    const breaches = wishes.flatMap(({ pauseMs, clause, severity, subject, count, everyMs }) => {
      atMs += pauseMs;
      return Array.from({ length: count }, (_, n) => told(clause, severity, atMs + n * everyMs, subject));
    });
    return breaches.toSorted((one, other) => one.atMs - other.atMs);
  });
}

const endMs = atHour(24 * 400);
const rank = (kind: StandingKind) => standingKinds.indexOf(kind);
const accountsOf = (all: readonly Standing[]) => all.filter(({ subject }) => subject.kind === 'account');
const fed = (breaches: readonly Breach[], opened: Ladder = openLadder()): Ladder => {
  for (const one of breaches) weigh(opened, one);
  return opened;
};
const lastOf = (breaches: readonly Breach[]) => breaches.at(-1)?.atMs ?? atHour(0);

test('random breaches reach every step that a finding can bring', () => {
  const seen = new Set<string>();
  for (const breaches of fc.sample(histories(), { numRuns: 300 }))
    for (const { to, because } of fed(breaches).steps) seen.add(`${to}: ${because.rule}`);
  expect([...seen].sort()).toEqual([
    'suspended: points',
    'suspended: went-on',
    'terminated: critical-after-suspension',
    'terminated: suspended-too-often',
    'warned: named-too',
    'warned: points',
  ]);
});

test('the same breaches bring the same steps and standings', () => {
  fc.assert(
    fc.property(histories(), (breaches) => {
      expect(fed(breaches)).toEqual(fed(breaches));
      expect(ladder(breaches, lastOf(breaches))).toEqual(standings(fed(breaches), lastOf(breaches)));
    }),
    runs,
  );
});

test('the order of breaches of different subjects does not matter', () => {
  fc.assert(
    fc.property(histories(), (breaches) => {
      const bySubject = subjects.flatMap((subject) => breaches.filter((one) => one.subject === subject));
      expect(standings(fed(bySubject), endMs)).toEqual(standings(fed(breaches), endMs));
    }),
    runs,
  );
});

test('points are never negative, and no time goes back, in whatever order breaches are told', () => {
  fc.assert(
    fc.property(histories(), fc.integer({ min: 1, max: 1e6 }), (breaches, step) => {
      const opened = openLadder();
      const shuffled = breaches.toSorted((one, other) => ((one.atMs * step) % 977) - ((other.atMs * step) % 977));
      let beforeMs = Number.NEGATIVE_INFINITY;
      for (const one of shuffled.filter(({ subject }) => subject === main)) {
        weigh(opened, one);
        const { points, atMs } = standingOf(opened, main, atHour(-1000));
        expect(points).toBeGreaterThan(0);
        expect(points).toBeLessThan(1e5);
        expect(atMs).toBeGreaterThanOrEqual(beforeMs);
        beforeMs = atMs;
      }
    }),
    runs,
  );
});

test('what is left of the clauses is what is left of the subject', () => {
  fc.assert(
    fc.property(histories(), (breaches) => {
      for (const { points, seenAtMs, byClause, termination } of fed(breaches).subjects.account.values()) {
        const parts = [...byClause.values()].map(
          (one) => one.points * 2 ** ((one.pointsAtMs - seenAtMs) / (24 * hourMs)),
        );
        if (termination === null) expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(points, 6);
      }
    }),
    runs,
  );
});

test('one breach more never makes the standing of that instant milder', () => {
  fc.assert(
    fc.property(histories(), (breaches) => {
      const opened = openLadder();
      for (const one of breaches) {
        const before = standingOf(opened, one.subject, one.atMs).kind;
        weigh(opened, one);
        expect(rank(standingOf(opened, one.subject, one.atMs).kind)).toBeGreaterThanOrEqual(rank(before));
      }
    }),
    runs,
  );
});

test('breaches of a further clause never put off the first warning or the first suspension', () => {
  const firstAtMs = (opened: Ladder, least: StandingKind) =>
    opened.steps.find(({ subject, to }) => subject.id === 'main' && rank(to) >= rank(least))?.atMs ?? endMs;
  fc.assert(
    fc.property(histories(), histories(['proper-door', 'list-cadence']), (breaches, further) => {
      const some = breaches.filter(({ subject }) => subject === main);
      const more = [...some, ...further.filter(({ subject }) => subject === main)];
      const fewer = fed(some);
      const all = fed(more.toSorted((one, other) => one.atMs - other.atMs));
      for (const kind of ['warned', 'suspended'] as const)
        expect(firstAtMs(all, kind)).toBeLessThanOrEqual(firstAtMs(fewer, kind));
    }),
    { numRuns: 1000 },
  );
});

test('each suspension is twice as long as the one before it, and none longer than 7 days', () => {
  fc.assert(
    fc.property(histories(['no-scraping', 'push-first']), (breaches) => {
      const opened = openLadder({ terminatingSuspensions: 100 });
      const major = breaches.map((one) => ({ ...one, severity: 'major' as const, subject: main }));
      const lengths = fed(major, opened).steps.flatMap(({ to, atMs, untilMs }) =>
        to === 'suspended' ? [(untilMs ?? 0) - atMs] : [],
      );
      expect(lengths).toEqual(lengths.map((_, n) => Math.min(2 ** n * hourMs, 168 * hourMs)));
    }),
    runs,
  );
});

test('a waiver changes nothing but its clause', () => {
  fc.assert(
    fc.property(histories(), fc.constantFrom(...clauses), (breaches, clause) => {
      const waived = openLadder();
      act(waived, { kind: 'waive', accountId: 'main', clause, who: 'support', why: 'agreed', atMs: atHour(0) });
      const isWaived = (one: Breach) => one.subject === main && one.clause === clause;
      const without = breaches.filter((one) => !isWaived(one));
      expect(standings(fed(breaches, waived), endMs)).toEqual(standings(fed(without), endMs));
    }),
    runs,
  );
});

test('breaches of an address never touch an account', () => {
  fc.assert(
    fc.property(histories(), (breaches) => {
      const ofAccounts = breaches.filter(({ subject }) => subject.kind === 'account');
      expect(accountsOf(standings(fed(breaches), endMs))).toEqual(accountsOf(standings(fed(ofAccounts), endMs)));
    }),
    runs,
  );
});

test('a standing that says when it ends, ends then', () => {
  fc.assert(
    fc.property(histories(), (breaches) => {
      const opened = fed(breaches);
      for (const standing of standings(opened, lastOf(breaches))) {
        if (standing.kind === 'suspended') {
          expect(standingOf(opened, standing.subject, standing.untilMs - 1).kind).toBe('suspended');
          expect(standingOf(opened, standing.subject, standing.untilMs).kind).not.toBe('suspended');
        }
        if (standing.kind === 'warned') {
          expect(standingOf(opened, standing.subject, standing.fadesAtMs - 1).kind).toBe('warned');
          expect(standingOf(opened, standing.subject, standing.fadesAtMs + 1).kind).toBe('good-standing');
        }
      }
    }),
    runs,
  );
});
