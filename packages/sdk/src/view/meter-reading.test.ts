import fc from 'fast-check';
import { expect, test } from 'vitest';
import { meterReadingKwh } from './meter-reading.ts';

const signed = (...readings: readonly object[]) => `OCMF|${JSON.stringify({ FV: '1.0', RD: readings })}|{"SD":"00"}`;
const good = { RV: 4_321.5, RI: '1-0:1.8.0', RU: 'kWh', ST: 'G' };

test.each([
  [signed(good), 4_321.5],
  [signed({ ...good, RV: '4321.500' }), 4_321.5],
  [signed({ ...good, RU: 'Wh', RV: 1_500 }), 1.5],
  [signed({ ...good, RV: 1 }, good, { ...good, ST: 'E', RV: 9 }), 4_321.5],
  [`OCMF|${JSON.stringify({ RD: [good] })}`, 4_321.5],
  [signed({ ...good, ST: 'F' }), null],
  [signed({ ...good, RU: 'mWh' }), null],
  [signed({ ...good, RV: 'much' }), null],
  [signed({ ...good, RV: '' }), null],
  ['OCMF|{', null],
  ['OCMF', null],
  ['', null],
  [null, null],
])('%j reads as %s kWh', (text, reading) => {
  expect(meterReadingKwh(text)).toBe(reading);
});

test('whatever comes, nothing is thrown', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json().map((json) => `OCMF|${json}`),
      ),
      (text) => {
        const reading = meterReadingKwh(text);
        return reading === null || Number.isFinite(reading);
      },
    ),
  );
});
