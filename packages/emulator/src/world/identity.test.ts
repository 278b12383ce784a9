import { describe, expect, it } from 'vitest';
import { derivedSerial, derivedUuid } from './identity.ts';

describe('derived identity', () => {
  it('is the same for the same seed and another one for another seed', () => {
    expect(derivedUuid(1, 'charger/0')).toBe(derivedUuid(1, 'charger/0'));
    expect(derivedUuid(2, 'charger/0')).not.toBe(derivedUuid(1, 'charger/0'));
  });

  it('has the shape of a random UUID in lower case', () => {
    for (let index = 0; index < 200; index++) {
      expect(derivedUuid(1, `x/${index}`)).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
    }
  });

  it('gives each of 100,000 chargers another serial of prefix and six digits', () => {
    const serials = new Set(Array.from({ length: 100_000 }, (_, index) => derivedSerial(5, 'ZAP', index)));
    expect(serials.size).toBe(100_000);
    expect([...serials].every((serial) => /^ZAP\d{6}$/.test(serial))).toBe(true);
  });
});
