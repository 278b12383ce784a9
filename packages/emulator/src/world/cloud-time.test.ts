import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cloudTime, meterTime, sessionTime } from './cloud-time.ts';

const instantUs = Date.UTC(2026, 10, 20, 16, 30, 59, 37) * 1000 + 112;

describe('the cloud’s times', () => {
  it('are printed without a zone and without trailing zeros', () => {
    expect(cloudTime(instantUs)).toBe('2026-11-20T16:30:59.037112');
    expect(cloudTime(instantUs - 112)).toBe('2026-11-20T16:30:59.037');
    expect(cloudTime(instantUs - 37_112)).toBe('2026-11-20T16:30:59');
  });

  it('lose no microsecond by trimming', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000_000_000 }), (atUs) => {
        const [seconds, fraction = ''] = cloudTime(atUs).split('.');
        expect(Date.parse(`${seconds}Z`) * 1000 + Number(fraction.padEnd(6, '0'))).toBe(atUs);
      }),
    );
  });

  it('have all six digits and a zone inside a completed session', () => {
    expect(sessionTime(instantUs)).toBe('2026-11-20T16:30:59.037112Z');
  });

  it('have a comma and a clock status in a meter reading', () => {
    expect(meterTime(Date.UTC(2026, 10, 20, 17))).toBe('2026-11-20T17:00:00,000+00:00 R');
  });
});
