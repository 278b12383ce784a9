import { expect, test } from 'vitest';
import { ageText, agoText, energyText, powerText, untilText, verdictsInWords } from './words.ts';

const nowMs = Date.parse('2026-11-20T15:00:00Z');

test('power is shown in watts below one kilowatt and in kilowatts above', () => {
  expect(powerText(0)).toBe('0 W');
  expect(powerText(999.4)).toBe('999 W');
  expect(powerText(10_596.3)).toBe('10.60 kW');
});

test('what is not known is a dash, never a zero', () => {
  expect(powerText(null)).toBe('–');
  expect(energyText(null)).toBe('–');
});

test('energy carries the three decimals that the cloud sends', () => {
  expect(energyText(5.8174)).toBe('5.817 kWh');
});

test('an age grows from seconds to days', () => {
  expect(ageText('2026-11-20T14:59:57Z', nowMs)).toBe('3 s');
  expect(ageText('2026-11-20T14:48:00Z', nowMs)).toBe('12 min');
  expect(ageText('2026-11-20T10:00:00Z', nowMs)).toBe('5 h');
  expect(ageText('2026-11-17T15:00:00Z', nowMs)).toBe('3 days');
  expect(ageText(null, nowMs)).toBe('never');
  expect(agoText('2026-11-20T14:59:57Z', nowMs)).toBe('3 s ago');
  expect(agoText(null, nowMs)).toBe('never');
});

test('a clock that runs ahead of the page does not make a negative age', () => {
  expect(ageText('2026-11-20T15:00:02Z', nowMs)).toBe('0 s');
});

test('a wait that is over is none', () => {
  expect(untilText('2026-11-20T15:00:00.900Z', nowMs)).toBe('1 s');
  expect(untilText('2026-11-20T15:00:00Z', nowMs)).toBeNull();
  expect(untilText(null, nowMs)).toBeNull();
});

test('the verdicts are one line, the broken ones first', () => {
  const clause = (verdict: 'kept' | 'broken' | 'not-applicable') => ({
    clause: 'x',
    title: 'X',
    verdict,
    evidence: '',
  });
  expect(verdictsInWords([clause('kept'), clause('kept'), clause('not-applicable')])).toBe(
    'Fair use: 2 clauses kept, 1 without a case so far',
  );
  expect(verdictsInWords([clause('kept'), clause('broken')])).toBe('Fair use: 1 clause broken, 1 kept');
  expect(verdictsInWords([])).toBe('Fair use: nothing judged yet');
});
