import { parseCloudTime } from '@fairlead/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { busTime, restTime } from './time-forms.ts';

const eventUs = Date.UTC(2026, 10, 20, 17, 4, 11) * 1000 + 513_250;
/** From 1970 to 2100. */
const instants = fc.integer({ min: 0, max: 4_102_444_800_000_000 });
const digitsForms = fc.constantFrom('varying' as const, 'fixed' as const);
const tickUs = 1_000_000 / 300;

test.each([
  ['on', 'varying', '2026-11-20T17:04:11.513'],
  ['on', 'fixed', '2026-11-20T17:04:11.513'],
  ['off', 'varying', '2026-11-20T17:04:11.51325'],
  ['off', 'fixed', '2026-11-20T17:04:11.5132500'],
] as const)('rest-time-rounding %s, time-fraction-digits %s: a polled time reads %s', (rounding, digits, text) => {
  expect(restTime(eventUs, { rounding, digits })).toBe(text);
});

test.each([
  ['varying', false, '2026-11-20T17:04:11.51325'],
  ['varying', true, '2026-11-20T17:04:11.51325Z'],
  ['fixed', false, '2026-11-20T17:04:11.5132500'],
  ['fixed', true, '2026-11-20T17:04:11.5132500Z'],
] as const)('time-fraction-digits %s: a pushed time reads, with zone %s, %s', (digits, zone, text) => {
  expect(busTime(eventUs, { digits, zone })).toBe(text);
});

test('a full second has no fraction, or zeros where digits are fixed', () => {
  const us = eventUs - 513_250;
  expect(restTime(us, { rounding: 'on', digits: 'varying' })).toBe('2026-11-20T17:04:11');
  expect(restTime(us, { rounding: 'on', digits: 'fixed' })).toBe('2026-11-20T17:04:11.000');
  expect(busTime(us, { digits: 'varying', zone: true })).toBe('2026-11-20T17:04:11Z');
  expect(busTime(us, { digits: 'fixed', zone: true })).toBe('2026-11-20T17:04:11.0000000Z');
});

test('rounded, milliseconds end in 0, 3 or 7 alone', () => {
  fc.assert(fc.property(instants, (us) => /\.\d\d[037]$/.test(restTime(us, { rounding: 'on', digits: 'fixed' }))));
});

test('the polled and the pushed time of one event differ by less than 1/300 s when rounded', () => {
  fc.assert(
    fc.property(instants, digitsForms, fc.boolean(), (us, digits, zone) => {
      const polledUs = parseCloudTime(restTime(us, { rounding: 'on', digits })) ?? Number.NaN;
      const pushedUs = parseCloudTime(busTime(us, { digits, zone })) ?? Number.NaN;
      expect(Math.abs(polledUs - pushedUs)).toBeLessThan(tickUs);
    }),
  );
});

test('they are equal, and lose nothing, when not rounded', () => {
  fc.assert(
    fc.property(instants, digitsForms, fc.boolean(), (us, digits, zone) => {
      expect(parseCloudTime(restTime(us, { rounding: 'off', digits }))).toBe(us);
      expect(parseCloudTime(busTime(us, { digits, zone }))).toBe(us);
    }),
  );
});
