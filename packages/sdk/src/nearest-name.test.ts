import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nearestName } from './nearest-name.ts';

const known = ['userAgent', 'baseUrl', 'clock', 'log', 'maxAgeMs'];

test.each([
  ['userAgnt', 'userAgent'],
  ['useragent', 'userAgent'],
  ['baseUlr', 'baseUrl'],
  ['maxAge', 'maxAgeMs'],
  ['clok', 'clock'],
  ['lgo', null],
  ['lo', null],
  ['lag', 'log'],
  ['maxA', null],
  ['block', 'clock'],
  ['blocks', 'clock'],
  ['colour', null],
  ['u', null],
  ['', null],
])('%s is meant as %s: two letters at most, and a third of its own', (name, meant) => {
  expect(nearestName(name, known)).toBe(meant);
});

test('no name is near where none is known', () => {
  expect(nearestName('log', [])).toBeNull();
});

test('what shares no letter with any known name is never said to be near one, however long it is', () => {
  const strange = fc.string({ unit: fc.constantFrom('z', 'q', '7', '_'), maxLength: 300 });
  fc.assert(fc.property(strange, (name) => nearestName(name, known) === null));
});

test('of several the one with the fewest letters to change is meant', () => {
  expect(nearestName('phase4', ['phase', 'phase1', 'phase12'])).toBe('phase');
  expect(nearestName('phase13', ['phase1', 'phase12'])).toBe('phase1');
});
