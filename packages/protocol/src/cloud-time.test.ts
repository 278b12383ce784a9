import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatCloudTime, parseCloudTime, parseOcmfTime } from './cloud-time.ts';

const second = Date.UTC(2026, 10, 20, 17, 4, 11) * 1000;

describe('parseCloudTime', () => {
  test.each([
    ['2026-11-20T17:04:11', 0],
    ['2026-11-20T17:04:11Z', 0],
    ['2026-11-20T17:04:11.513', 513_000],
    ['2026-11-20T17:04:11.5', 500_000],
    ['2026-11-20T17:04:11.0617Z', 61_700],
    ['2026-11-20T17:04:11.530253Z', 530_253],
    ['2026-11-20T17:04:11.5302539Z', 530_253],
    ['2026-11-20T18:04:11.513+01:00', 513_000],
    ['2026-11-20T11:34:11.513-05:30', 513_000],
  ])('reads %s; no zone is UTC', (text, us) => {
    expect(parseCloudTime(text)).toBe(second + us);
  });

  test.each([
    '',
    'now',
    '2026-11-20',
    '2026-11-20 17:04:11',
    '2026-11-20T17:04:11.',
    '2026-11-20T17:04:11.12345678',
    '2026-11-20T17:04:11,513Z',
    '2026-11-20T24:00:00',
    '2026-11-20T17:60:00',
    '2026-11-20T17:04:60',
    '2026-02-29T00:00:00',
    '2026-13-01T00:00:00',
    '2026-00-10T00:00:00',
    '2026-11-20T17:04:11+15:00',
    '2026-11-20T17:04:11Z\n',
    '0001-01-01T00:00:00',
    '9999-12-31T23:59:59.9999999',
  ])('takes %j for no time', (text) => {
    expect(parseCloudTime(text)).toBeUndefined();
  });

  test('reads a leap day', () => {
    expect(parseCloudTime('2028-02-29T12:00:00')).toBe(Date.UTC(2028, 1, 29, 12) * 1000);
  });

  test('never throws on any text', () => {
    fc.assert(fc.property(fc.string(), (text) => parseCloudTime(text) === undefined || text.length >= 19));
  });
});

describe('formatCloudTime', () => {
  test.each([
    [0, {}, '2026-11-20T17:04:11'],
    [500_000, {}, '2026-11-20T17:04:11.5'],
    [61_700, {}, '2026-11-20T17:04:11.0617'],
    [530_253, {}, '2026-11-20T17:04:11.530253'],
    [530_253, { digits: 3 }, '2026-11-20T17:04:11.53'],
    [999_999, { digits: 0 }, '2026-11-20T17:04:11'],
  ])('writes %i µs with %j as %s, trailing zeros trimmed', (us, form, text) => {
    expect(formatCloudTime(second + us, { ...form, zone: false })).toBe(text);
    expect(formatCloudTime(second + us, { ...form, zone: true })).toBe(`${text}Z`);
  });

  test('writes times before 1970', () => {
    expect(formatCloudTime(-1, { zone: true })).toBe('1969-12-31T23:59:59.999999Z');
  });

  test.each([Number.NaN, 0.5, Number.POSITIVE_INFINITY])('refuses %d with a typed error', (us) => {
    expect(() => formatCloudTime(us, { zone: true })).toThrow(expect.objectContaining({ code: 'time-out-of-range' }));
  });

  test('what is written is read back as it was', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.boolean(), (us, zone) => {
        expect(parseCloudTime(formatCloudTime(us, { zone }))).toBe(us);
      }),
    );
  });

  test('cutting digits never moves a time forward, and by less than the cut digit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e15 }), fc.integer({ min: 0, max: 6 }), (us, digits) => {
        const cut = us - (parseCloudTime(formatCloudTime(us, { digits, zone: true })) ?? Number.NaN);
        expect(cut).toBeGreaterThanOrEqual(0);
        expect(cut).toBeLessThan(10 ** (6 - digits));
      }),
    );
  });
});

describe('parseOcmfTime', () => {
  test('reads the comma form with its clock letter', () => {
    expect(parseOcmfTime('2026-11-20T18:04:11,513+01:00 S')).toEqual({ atUs: second + 513_000, clock: 'synchronised' });
    expect(parseOcmfTime('2026-11-20T17:04:11,000+00:00 R')).toEqual({ atUs: second, clock: 'relative' });
    expect(parseOcmfTime('2026-11-20T17:04:11,000+00:00')).toEqual({ atUs: second, clock: 'unknown' });
  });

  test.each(['', '2026-11-20T17:04:11,000+00:00 X', '2026-02-30T17:04:11,000+00:00 R'])(
    'takes %j for no time',
    (text) => {
      expect(parseOcmfTime(text)).toBeUndefined();
    },
  );
});
