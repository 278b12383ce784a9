import { type BareStanding, bareStandingOf, openLadder, weigh } from '@fairlead/policy';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createWithStanding, standingWords } from './standing-answer.ts';

const subject = { kind: 'account', id: 'main' } as const;
const answer = { status: 200, headers: { 'content-type': 'text/plain' }, body: 'x' };
const header = ({ headers }: { readonly headers: Readonly<Record<string, string>> }) => headers['x-fairlead-standing'];

test('words that were kept read as those that are made anew, whatever happened in between', () => {
  const happening = fc.record({
    passMs: fc.oneof(fc.nat(3000), fc.integer({ min: 0, max: 40 * 86_400_000 })),
    clause: fc.constantFrom('state-cache', 'no-sharing', 'list-cadence'),
    severity: fc.constantFrom('minor', 'major', 'critical'),
    breaks: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 30 }), (happenings) => {
      const ladder = openLadder();
      const withStanding = createWithStanding();
      let nowMs = Date.UTC(2026, 10, 20);
      for (const { passMs, clause, severity, breaks } of happenings) {
        nowMs += passMs;
        if (breaks) weigh(ladder, { clause, severity, subject, atMs: nowMs, what: 'something' });
        const standing = bareStandingOf(ladder, subject, nowMs);
        expect(header(withStanding(answer, standing))).toBe(standingWords(standing));
      }
    }),
  );
});

test('two accounts are told apart', () => {
  const withStanding = createWithStanding();
  const good: BareStanding = { kind: 'good-standing', subject, atMs: 0, points: 1 };
  expect(header(withStanding(answer, good))).toBe('good-standing; points=1');
  const other: BareStanding = { ...good, subject: { kind: 'account', id: 'other' }, points: 2 };
  expect(header(withStanding(answer, other))).toBe('good-standing; points=2');
  expect(withStanding(answer, good)).toEqual({
    ...answer,
    headers: { ...answer.headers, 'x-fairlead-standing': 'good-standing; points=1' },
  });
});
