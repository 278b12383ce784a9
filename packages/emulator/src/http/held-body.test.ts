import fc from 'fast-check';
import { expect, test } from 'vitest';
import '../../../../test/property-seed.ts';
import { BodyRoom } from './body-room.ts';
import { HeldBody } from './held-body.ts';

const block = 65_536;

test('however a body is cut up, it is whole in the end, and takes room for its bytes and not for its pieces', () => {
  const sizes = fc.array(fc.oneof(fc.nat(3), fc.nat(5_000), fc.nat(200_000)), { maxLength: 30 });
  fc.assert(
    fc.property(sizes, (lengths) => {
      const room = new BodyRoom(100 * block);
      const held = new HeldBody(room, 100 * block);
      const pieces = lengths.map((length, place) => Buffer.alloc(length, place + 1));
      for (const piece of pieces) expect(held.add(piece)).toBe(true);
      const sent = Buffer.concat(pieces);
      expect(Buffer.compare(held.whole(), sent)).toBe(0);
      expect(room.takenBytes).toBe(Math.ceil(Math.max(0, sent.byteLength - 4_096) / block) * block);
      held.giveBack();
      expect([room.takenBytes, held.whole().byteLength]).toEqual([0, 0]);
    }),
    { numRuns: 50 },
  );
});

test('of a body that is too large just over what is taken is held', () => {
  const room = new BodyRoom(10 * block);
  const held = new HeldBody(room, 5_000);
  for (let sent = 0; sent < 100; sent++) expect(held.add(Buffer.alloc(10_000))).toBe(true);
  expect(held.whole().byteLength).toBeGreaterThan(5_000);
  expect(room.takenBytes).toBe(block);
});

test('without room a body is let go of, and the others keep theirs; a small one never asks', () => {
  const room = new BodyRoom(2 * block);
  const [first, second, small] = [0, 1, 2].map(() => new HeldBody(room, 2 * block)) as [HeldBody, HeldBody, HeldBody];
  expect(first.add(Buffer.alloc(100_000))).toBe(true);
  expect(second.add(Buffer.alloc(4_096))).toBe(true);
  expect(second.add(Buffer.alloc(1))).toBe(false);
  expect([room.takenBytes, second.whole().byteLength]).toEqual([2 * block, 0]);
  expect(small.add(Buffer.alloc(4_096))).toBe(true);
  first.giveBack();
  first.giveBack();
  expect(room.takenBytes).toBe(0);
});

test('one body that may be larger than the room finds that much of it', () => {
  const room = new BodyRoom(block);
  const large = new HeldBody(room, 4 * block);
  expect(large.add(Buffer.alloc(3 * block))).toBe(true);
  expect(new HeldBody(room, block).add(Buffer.alloc(block))).toBe(false);
});
