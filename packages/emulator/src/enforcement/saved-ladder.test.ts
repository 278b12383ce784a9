// The ladder in a snapshot: whatever happened on it, it goes on as if it had never been written down.
import {
  act,
  type Breach,
  clauseIds,
  type Ladder,
  type OperatorAction,
  openLadder,
  standings,
  weigh,
} from '@fairlead/policy';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import '../../../../test/property-seed.ts';
import { readLadder, saveLadder } from './saved-ladder.ts';

const startMs = Date.UTC(2026, 10, 20);
const hourMs = 3_600_000;
const signed = { who: 'me', why: 'a test' } as const;

const ids = fc.constantFrom('main', 'other', 'constructor');
const clauses = fc.constantFrom(...clauseIds);
const breaches = fc.record({
  clause: clauses,
  subject: fc.record({ kind: fc.constantFrom('account', 'address'), id: ids }),
  severity: fc.constantFrom('minor', 'major', 'critical'),
  what: fc.string({ maxLength: 300 }),
});
const actions = fc.oneof(
  fc.record({ kind: fc.constant('reinstate'), subject: breaches.map(({ subject }) => subject) }),
  fc.record({ kind: fc.constantFrom('waive', 'end-waiver'), accountId: ids, clause: clauses }),
  fc.record({
    kind: fc.constant('set-tier'),
    accountId: ids,
    tier: fc.constantFrom(null, { name: 'Large', ratePerSecond: 20, burst: 30 }),
  }),
);
type Happening = { readonly pauseMs: number; readonly told: object };
const histories = fc.array(
  fc.record({
    pauseMs: fc.oneof(fc.integer({ min: 0, max: 60_000 }), fc.integer({ min: 0, max: 200 * hourMs })),
    told: fc.oneof({ arbitrary: breaches, weight: 4 }, { arbitrary: actions, weight: 1 }),
  }),
  { maxLength: 60 },
);

/** Lives through a history from an instant on; what operators are refused changes nothing. Answers the instant after. */
function live(ladder: Ladder, history: readonly Happening[], fromMs = startMs): number {
  let atMs = fromMs;
  for (const { pauseMs, told } of history) {
    atMs += pauseMs;
    if (!('severity' in told) && 'kind' in told) {
      try {
        act(ladder, { ...signed, ...told, atMs } as OperatorAction);
      } catch (error) {
        expect(error).toMatchObject({ code: 'not-found' });
      }
    } else weigh(ladder, { ...told, atMs } as Breach);
  }
  return atMs;
}

const asFile = (ladder: Ladder): unknown => JSON.parse(JSON.stringify(saveLadder(ladder)));

test('a ladder that was written down goes on as the one that was not, whatever happened and happens', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(histories, histories, (before, after) => {
      const ladder = openLadder();
      const atMs = live(ladder, before);
      const again = readLadder(asFile(ladder));
      expect({ ...again, unusable: 0, crowdedOut: 0 }).toEqual({ ...ladder, unusable: 0, crowdedOut: 0 });
      for (const { kind } of standings(ladder, atMs)) seen.add(kind);
      if (ladder.waivers.size > 0) seen.add('waiver');
      expect(live(again, after, atMs)).toBe(live(ladder, after, atMs));
      expect({ ...again, unusable: 0, crowdedOut: 0 }).toEqual({ ...ladder, unusable: 0, crowdedOut: 0 });
    }),
    { numRuns: 300 },
  );
  expect([...seen].sort()).toEqual(['good-standing', 'suspended', 'terminated', 'waiver', 'warned']);
});

test('what is written shares nothing with the ladder that lives on', () => {
  const ladder = openLadder();
  weigh(ladder, {
    clause: 'push-first',
    subject: { kind: 'account', id: 'main' },
    severity: 'major',
    atMs: startMs,
    what: 'no stream was read',
  });
  const saved = saveLadder(ladder);
  const text = JSON.stringify(saved);
  live(ladder, [{ pauseMs: hourMs, told: { kind: 'reinstate', subject: { kind: 'account', id: 'main' } } }]);
  expect(JSON.stringify(saved)).toBe(text);
});

test.each([
  [{ subjects: 7 }, 'standings.subjects lacks a list'],
  [{ subjects: Array(2_049).fill({}) }, 'standings.subjects holds more than 2048'],
  [
    { waivers: [{ accountId: 'x', clause: 'rain', fromMs: 0, untilMs: null, breaches: 0 }] },
    'a clause that the policy has not',
  ],
  [{ tiers: [['x', { name: 'Large', ratePerSecond: -1, burst: 1 }]] }, 'what no operator can do'],
  [{ actions: [{ kind: 'dance' }] }, 'standings.actions'],
])('what holds no standings is refused in a sentence: %j', (wrong, said) => {
  const saved = { ...(asFile(openLadder()) as object), ...wrong };
  expect(() => readLadder(saved)).toThrow(expect.objectContaining({ code: 'unreadable-snapshot' }));
  expect(() => readLadder(saved)).toThrow(said);
});
