import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseEntityAddress } from '../entity-address.ts';
import { FrameWalker } from './frame-walker.ts';
import { lockIdOf, lockTag, lockUuid } from './lock-token.ts';

const prefix = Buffer.from('0011223344556677', 'hex');

test('a lock token is a big-endian uuid in management messages and in .NET order as a delivery tag', () => {
  expect(lockUuid(prefix, 258).toString('hex')).toBe('00112233445566770000000000000102');
  expect(lockTag(prefix, 258).toString('hex')).toBe('33221100554477660000000000000102');
});

test('a token is recognised in either order, a stranger in none', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.uint8Array({ minLength: 8, maxLength: 8 }), (lockId, other) => {
      expect(lockIdOf(prefix, lockUuid(prefix, lockId))).toBe(lockId);
      expect(lockIdOf(prefix, lockTag(prefix, lockId))).toBe(lockId);
      if (!Buffer.from(other).equals(prefix) && !lockTag(other, 0).subarray(0, 8).equals(prefix))
        expect(lockIdOf(prefix, lockUuid(other, lockId))).toBeNull();
    }),
  );
  for (const token of [null, 'text', new Uint8Array(15)]) expect(lockIdOf(prefix, token)).toBeNull();
});

test('frames within the bound pass however the stream is cut, one beyond it never does', () => {
  const sizes = fc.array(fc.integer({ min: 8, max: 100 }), { minLength: 1, maxLength: 10 });
  fc.assert(
    fc.property(sizes, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), fc.boolean(), (all, cuts, bad) => {
      const frames = all.map((size) => {
        const frame = Buffer.alloc(size, 0xff);
        frame.writeUInt32BE(size, 0);
        return frame;
      });
      const tooLarge = Buffer.from([0, 0, 0, 101]);
      const stream = Buffer.concat([Buffer.from('AMQP\0\x01\0\0', 'latin1'), ...frames, ...(bad ? [tooLarge] : [])]);
      const walker = new FrameWalker(100);
      let accepted = true;
      for (let at = 0, turn = 0; at < stream.length; turn++) {
        const length = cuts[turn % cuts.length] ?? 1;
        accepted = walker.accepts(stream.subarray(at, at + length)) && accepted;
        at += length;
      }
      expect(accepted).toBe(!bad);
    }),
  );
});

test('addresses are read as Service Bus writes them', () => {
  const entity = { topic: 'T', subscription: 'S', deadLetters: false, management: false };
  expect(parseEntityAddress('T/Subscriptions/S')).toEqual(entity);
  expect(parseEntityAddress('/T/subscriptions/S/$management')).toEqual({ ...entity, management: true });
  expect(parseEntityAddress('T/Subscriptions/S/$DeadLetterQueue')).toEqual({ ...entity, deadLetters: true });
  expect(parseEntityAddress('T')).toEqual({ ...entity, subscription: null });
  for (const text of [
    '',
    '/',
    'T/S',
    'T/Subscriptions',
    'T/Subscriptions/S/more',
    'T/$DeadLetterQueue',
    'x'.repeat(999),
  ])
    expect(parseEntityAddress(text)).toBeNull();
});
