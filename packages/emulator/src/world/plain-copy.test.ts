import fc from 'fast-check';
import { expect, it } from 'vitest';
import '../../../../test/property-seed.ts';
import { plainCopy } from './plain-copy.ts';

const plain = fc.object({
  maxDepth: 5,
  key: fc.string().filter((name) => name !== '__proto__'),
  values: [fc.string(), fc.double(), fc.boolean(), fc.constant(null)],
});

it('is equal to what it was made of and shares nothing with it', () => {
  fc.assert(
    fc.property(plain, (value) => {
      const copy = plainCopy(value);
      expect(copy).toEqual(value);
      const before = JSON.stringify(copy);
      scramble(value);
      expect(JSON.stringify(copy)).toBe(before);
    }),
  );
});

/** Takes everything out of everything. */
function scramble(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const held of Object.values(value)) scramble(held);
  if (Array.isArray(value)) value.length = 0;
  else for (const key of Object.keys(value)) Reflect.deleteProperty(value, key);
}
