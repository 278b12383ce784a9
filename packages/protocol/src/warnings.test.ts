import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { goWarningBits, proWarningBits, readWarnings } from './warnings.ts';

const pro = 1;
const go = 4;

describe('readWarnings', () => {
  test.each([
    ['0', pro, []],
    ['16', go, ['MAX_SESSION_RESTART']],
    ['128', pro, ['RELAY_WELDED']],
    ['128', go, ['LOW_LEVEL_12V']],
    ['562949953421312', go, ['RELAY_WELDED']],
    ['36028797018963968', go, ['MOTOR_SHORTED']],
    // Past 2^53: as a number this would lose its lowest bit.
    ['72057594037927937', go, ['HUMIDITY', 'MID_STORAGE_ERROR_GO_GO2']],
  ])('reads %s on device type %i as %j', (text, deviceType, names) => {
    expect(readWarnings(text, deviceType)).toEqual({ mask: BigInt(text), names, unknownBits: 0n });
  });

  test('the RCD union mask of Pro splits into exactly its own seven warnings', () => {
    expect(readWarnings(1_011_712, pro)).toMatchObject({
      names: ['RCD_AC', 'RCD_DC', 'RCD_PEAK', 'RCD_TEST_AC', 'RCD_TEST_DC', 'RCD_FAILURE', 'RCD_TEST_TIMEOUT'],
      unknownBits: 0n,
    });
  });

  test('keeps bits that it cannot name', () => {
    expect(readWarnings(1n << 40n, go)).toMatchObject({ names: [], unknownBits: 1n << 40n });
    expect(readWarnings('2', 3)).toMatchObject({ names: [], unknownBits: 2n });
  });

  test.each(['', '-1', '1.5', 'none', '9'.repeat(21)])('takes %j for no mask', (text) => {
    expect(readWarnings(text, go)).toBeUndefined();
  });

  test('named and unknown bits together are always the mask', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }), fc.constantFrom(pro, go), (mask, deviceType) => {
        const read = readWarnings(mask, deviceType);
        const bits = new Map((deviceType === pro ? proWarningBits : goWarningBits).map(([bit, name]) => [name, bit]));
        const named = (read?.names ?? []).reduce((sum, name) => sum | (1n << BigInt(bits.get(name) ?? 0)), 0n);
        expect(named | (read?.unknownBits ?? 0n)).toBe(mask);
      }),
    );
  });
});
