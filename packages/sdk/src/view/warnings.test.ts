import { goWarningBits, proWarningBits } from '@fairlead/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { warningsOf } from './warnings.ts';

test('every named bit has words without an underscore, and the words of no two are the same', () => {
  for (const [deviceType, bits] of [
    [1, proWarningBits],
    [4, goWarningBits],
  ] as const) {
    const words = bits.flatMap(([bit]) => warningsOf(1n << BigInt(bit), deviceType) ?? []).map((each) => each.words);
    expect(new Set(words).size).toBe(bits.length);
    expect(words.filter((each) => !/^[\w -]+$/.test(each) || each.includes('_'))).toEqual([]);
  }
});

test('whatever bits are set, each is told once', () => {
  const bits = fc.uniqueArray(fc.integer({ min: 0, max: 63 }));
  fc.assert(
    fc.property(bits, fc.constantFrom(0, 1, 3, 4), (set, deviceType) => {
      const mask = set.reduce((sum, bit) => sum | (1n << BigInt(bit)), 0n);
      const told = warningsOf(String(mask), deviceType) ?? [];
      expect(told.length).toBe(set.length);
      expect(new Set(told.map(({ name }) => name)).size).toBe(set.length);
    }),
  );
});

test('what is no mask is undefined', () => {
  for (const value of ['', '-1', '1.5', 'x', '9'.repeat(21)]) expect(warningsOf(value, 4)).toBeUndefined();
});
