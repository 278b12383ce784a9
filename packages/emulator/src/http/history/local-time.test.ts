import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantOfLocal } from './local-time.ts';

const utc = (text: string): number => Date.parse(`${text}Z`) * 1000;
const shown = (us: number, zone: string) => new Date(us / 1000).toLocaleString('sv-SE', { timeZone: zone });

describe('what a clock in Oslo shows', () => {
  it.each([
    ['2026-11-01T00:00:00', '2026-10-31T23:00:00'],
    ['2026-07-01T00:00:00', '2026-06-30T22:00:00'],
    // Clocks go forward at 02:00 on 2026-03-29 and back at 03:00 on 2026-10-25.
    ['2026-03-29T02:30:00', '2026-03-29T01:30:00'],
    ['2026-10-25T02:30:00', '2026-10-25T00:30:00'],
    ['2026-10-25T03:00:00', '2026-10-25T02:00:00'],
  ])('%s is %s UTC', (local, instant) => {
    expect(instantOfLocal(utc(local), 'Europe/Oslo')).toBe(utc(instant));
  });

  it('is shown again by every instant that it stands for, in any zone', () => {
    const zones = ['Europe/Oslo', 'America/New_York', 'Asia/Kolkata', 'Pacific/Apia', 'UTC'];
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 2_000_000_000 }), (zone, seconds) => {
        const text = shown(seconds * 1e6, zone);
        expect(shown(instantOfLocal(utc(text.replace(' ', 'T')), zone), zone)).toBe(text);
      }),
    );
  });
});
