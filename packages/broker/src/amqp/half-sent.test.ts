import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HalfSent } from './half-sent.ts';

const linkTakesBytes = 1000;

test('a delivery in several parts counts as a whole, and no longer when its last part has come', () => {
  const account = new HalfSent(() => 1500);
  const part = { link: 'a', linkTakesBytes, bytes: 500, more: true };
  expect(account.add(part)).toBe(null);
  expect(account.add(part)).toBe(null);
  expect(account.add({ ...part, bytes: 1 })).toBe('delivery');
  expect(account.add({ ...part, link: 'b' })).toBe(null);
  expect(account.add({ ...part, link: 'b', more: false })).toBe(null);
  expect(account.has('b')).toBe(false);
});

test('a part of nothing counts, for it costs', () => {
  const account = new HalfSent(() => 1000);
  const part = { link: 'a', linkTakesBytes: 10_000, bytes: 0, more: true };
  expect(Array.from({ length: 8 }, () => account.add(part))).toEqual([
    ...Array.from({ length: 7 }, () => null),
    'connection',
  ]);
});

test('however deliveries begin, grow and end: what is refused is exactly what would go beyond a bound', () => {
  const step = fc.record({
    link: fc.constantFrom('a', 'b', 'c'),
    bytes: fc.integer({ min: 128, max: 600 }),
    more: fc.boolean(),
    detached: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const account = new HalfSent(() => 2000);
      const held = new Map<string, number>();
      for (const { link, bytes, more, detached } of steps) {
        if (detached) {
          account.forget(link);
          held.delete(link);
        }
        const delivery = (held.get(link) ?? 0) + bytes;
        held.delete(link);
        if (more && delivery <= linkTakesBytes) held.set(link, delivery);
        const sum = [...held.values()].reduce((total, one) => total + one, 0);
        const broken = account.add({ link, bytes, more, linkTakesBytes });
        expect(broken).toBe(delivery > linkTakesBytes ? 'delivery' : more && sum > 2000 ? 'connection' : null);
        if (broken) return;
      }
    }),
  );
});
