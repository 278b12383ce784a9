import { expect, test } from 'vitest';
import { sentenceOf, type Told, warnedSentence } from './explain.ts';
import { settleRules } from './ladder-rules.ts';

/** A millisecond before noon: what ends then is over at noon, what was then was before it. */
const atMs = Date.UTC(2026, 10, 23, 12) - 1;
const noon = '2026-11-23T12:00Z';
const before = '2026-11-23T11:59:59Z';
const rules = settleRules({});

const said = (told: Told, untilMs: number | null = null) =>
  sentenceOf({ to: untilMs === null ? 'terminated' : 'suspended', untilMs, clauses: ['rate-limit'], told }, rules);

test('whoever waits until the end that a suspension states has waited long enough', () => {
  expect(said({ rule: 'points', points: 100 }, atMs)).toContain(`Suspended until ${noon}:`);
  const warned = { untilMs: atMs, because: { sentence: '' } } as Parameters<typeof warnedSentence>[0];
  expect(warnedSentence(warned, atMs + 3_600_000)).toBe(
    `Warned by the suspension that ended ${noon}. The warning fades at 2026-11-23T13:00Z if nothing more is found.`,
  );
});

test('the end of a suspension is stated alike wherever it is named; a warning is named by the second it was given in', () => {
  const went = (after: 'the warning of' | 'the suspension that ended') =>
    said({ rule: 'went-on', after, afterMs: atMs });
  expect(went('the suspension that ended')).toContain(`after the suspension that ended ${noon}.`);
  expect(went('the warning of')).toContain(`after the warning of ${before}.`);
  const critical = (isRunning: boolean) => said({ rule: 'critical-after-suspension', isRunning, untilMs: atMs });
  expect(critical(true)).toContain(`during the suspension until ${noon}.`);
  expect(critical(false)).toContain(`after the suspension that ended ${noon}.`);
  expect(said({ rule: 'named-too', warnedAtMs: atMs })).toContain(`it stands since ${before} and`);
});
