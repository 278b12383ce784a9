// What the page says about the ladder's numbers in words, tried on the ladder itself.
import { expect, test } from 'vitest';
import type { Severity } from '../clause.ts';
import { clauses } from '../clauses.ts';
import { ladder } from './ladder-of.ts';
import { ladderRules } from './ladder-rules.ts';

const hourMs = 3_600_000;
const minuteMs = 60_000;
const startMs = 1_800_000_000_000;

/** Findings of different clauses, each a breach of its own. */
const findings = (severity: Severity, agesMs: readonly number[]) =>
  agesMs.map((afterMs, n) => ({
    clause: clauses[n]?.id ?? expect.unreachable(),
    subject: { kind: 'account', id: 'main' } as const,
    severity,
    atMs: startMs + afterMs,
    what: 'as told in a test',
  }));
const kindAfter = (severity: Severity, agesMs: readonly number[]) =>
  ladder(findings(severity, agesMs), startMs + Math.max(...agesMs))[0]?.kind;
/** All but the last within a minute, the last at the end: what leaves most time to fade. */
const worst = (count: number, spanMs: number) => [...each(count - 1, minuteMs / count), spanMs];
const each = (count: number, everyMs: number) => Array.from({ length: count }, (_, n) => n * everyMs);

test('a slip alone brings nothing', () => {
  expect(ladderRules.minorPoints.why).toContain('a slip alone brings nothing');
  expect(kindAfter('minor', [0])).toBe('good-standing');
});

test('eleven minor findings within three hours bring a warning however they lie; ten of ten minutes do not', () => {
  for (const { why } of [ladderRules.minorPoints, ladderRules.warningPoints])
    expect(why).toMatch(/eleven (minor ones )?within three hours/);
  expect(kindAfter('minor', worst(11, 3 * hourMs))).toBe('warned');
  expect(kindAfter('minor', each(11, 18 * minuteMs))).toBe('warned');
  expect(kindAfter('minor', each(11, 1))).toBe('warned');
  expect(kindAfter('minor', worst(11, 4 * hourMs))).toBe('good-standing');
  expect(kindAfter('minor', each(10, minuteMs))).toBe('good-standing');
});

test('one major finding is worth a warning', () => {
  expect(ladderRules.majorPoints.why).toBe('one major finding is worth a warning');
  expect(ladderRules.warningPoints.why).toMatch(/^one major finding, or/);
  expect(kindAfter('major', [0])).toBe('warned');
});

test('six major findings within six hours suspend however they lie; five of five minutes do not', () => {
  expect(ladderRules.suspensionPoints.why).toMatch(/^six major findings within six hours, or one critical/);
  expect(kindAfter('major', worst(6, 6 * hourMs))).toBe('suspended');
  expect(kindAfter('major', each(6, 72 * minuteMs))).toBe('suspended');
  expect(kindAfter('major', each(6, 1))).toBe('suspended');
  expect(kindAfter('major', each(5, minuteMs))).toBe('warned');
});

test('one critical finding suspends at once', () => {
  expect(ladderRules.criticalPoints.why).toContain('a critical finding suspends at once');
  expect(kindAfter('critical', [0])).toBe('suspended');
});

test('what fades in that time is less than one finding of that weight', () => {
  const faded = (points: number, spanMs: number) => points * (1 - 2 ** (-spanMs / ladderRules.halfLifeMs.value));
  expect(faded(10, 3 * hourMs)).toBeLessThan(ladderRules.minorPoints.value);
  expect(faded(50, 6 * hourMs)).toBeLessThan(ladderRules.majorPoints.value);
});

test('a warning ends by itself at half of what brought it, and a minor finding is named for a day', () => {
  expect(ladderRules.warningFadesPoints.why).toContain('half of what brought the warning');
  expect(ladderRules.warningFadesPoints.value).toBe(ladderRules.warningPoints.value / 2);
  const warned = findings('major', [0]);
  expect(ladder(warned, startMs + 24 * hourMs - 1)[0]?.kind).toBe('warned');
  expect(ladder(warned, startMs + 24 * hourMs)[0]?.kind).toBe('good-standing');
  expect(ladderRules.namedPoints.why).toContain('a minor finding is named for a day');
  expect(ladderRules.namedPoints.value).toBe(ladderRules.minorPoints.value / 2);
});
