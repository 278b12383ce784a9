import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dropOldest, putLast } from './oldest-first.ts';

const filled = (count: number) => new Map(Array.from({ length: count }, (_, n) => [n, n]));

test('a map within its bound stays whole', () => {
  const kept = filled(100);
  dropOldest(kept, 100);
  expect(kept.size).toBe(100);
});

test('of a small map only what is beyond the bound goes, the oldest first, and each is told', () => {
  const kept = filled(103);
  const dropped: number[] = [];
  dropOldest(kept, 100, (key) => dropped.push(key));
  expect(dropped).toEqual([0, 1, 2]);
  expect([...kept.keys()]).toEqual(Array.from({ length: 100 }, (_, n) => n + 3));
});

test('of a large map the oldest eighth goes at once', () => {
  const kept = filled(16_385);
  dropOldest(kept, 16_384);
  expect([kept.size, kept.keys().next().value]).toEqual([14_336, 2049]);
  const justSmall = filled(16_384);
  dropOldest(justSmall, 16_383);
  expect(justSmall.size).toBe(16_383);
});

test('what was put last stands last, whatever was put before', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(3)), (keys) => {
      const kept = new Map<number, number>();
      keys.forEach((key, place) => {
        putLast(kept, key, place);
      });
      const places = [...kept.values()];
      expect(places).toEqual(places.toSorted((one, other) => one - other));
      expect([...kept.keys()].toSorted()).toEqual([...new Set(keys)].toSorted());
      for (const [key, place] of kept) expect(place).toBe(keys.lastIndexOf(key));
    }),
  );
});
