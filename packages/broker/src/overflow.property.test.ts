// What a newcomer may cost those that wait: never more than it needs, and nothing at all where it finds no room.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { manualClock } from '../../../test/manual-clock.ts';
import type { Consumer, Delivery } from './consumer.ts';
import { MessageQueue } from './message-queue.ts';
import { defaultQueueLimits, messageOverheadBytes } from './queue-limits.ts';

const maxBytes = 20_000;

type Step =
  | { readonly kind: 'publish'; readonly bytes: number }
  | { readonly kind: 'read'; readonly credit: number }
  | { readonly kind: 'settle'; readonly how: 'complete' | 'abandon' | 'defer' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('publish'), bytes: fc.integer({ min: 0, max: 22_000 }) }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('publish'), bytes: fc.integer({ min: 0, max: 2_000 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('read'), credit: fc.integer({ min: 1, max: 4 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('settle'), how: fc.constantFrom('complete', 'abandon', 'defer') }),
  },
);

test('a newcomer takes the oldest that wait, one by one until it fits; one that cannot fit takes none', () => {
  fc.assert(
    fc.property(fc.constantFrom(3, 8, 1000), fc.array(step, { maxLength: 40 }), (maxMessages, steps) => {
      let lastLock = 0;
      const nextLockId = () => {
        lastLock += 1;
        return lastLock;
      };
      const limits = { ...defaultQueueLimits, maxMessages, maxBytes, lockDurationMs: 3_600_000 };
      const queue = new MessageQueue({ clock: manualClock(), nextLockId, limits, deadLetters: null });
      const locks = new Map<number, number>();
      let credit = 0;
      const reader: Consumer = {
        mode: 'peek-lock',
        demand: () => credit,
        deliver(delivery: Delivery) {
          if (delivery.kind !== 'locked') return;
          credit -= 1;
          locks.set(delivery.lock.id, delivery.message.sequenceNumber);
        },
        lost: () => {},
      };
      queue.attach(reader);
      const aside = new Set<number>();
      const held = () => queue.peek(0, Number.POSITIVE_INFINITY);
      const waiting = () => held().filter(({ sequenceNumber: n }) => ![...locks.values()].includes(n) && !aside.has(n));
      for (const one of steps) {
        if (one.kind === 'read') {
          credit = one.credit;
          queue.distribute();
          credit = 0;
        } else if (one.kind === 'settle') {
          const [lock] = locks;
          if (!lock) continue;
          locks.delete(lock[0]);
          if (one.how === 'defer') aside.add(lock[1]);
          queue[one.how](lock[0]);
        } else {
          const before = { held: held(), waiting: waiting(), bytes: queue.counters().bytes };
          const size = one.bytes + messageOverheadBytes;
          const fits = (gone: number) =>
            before.held.length - gone < maxMessages &&
            before.bytes - before.waiting.slice(0, gone).reduce((sum, { bytes }) => sum + bytes, 0) + size <= maxBytes;
          const needed = [...Array(before.waiting.length + 1).keys()].find(fits);
          queue.enqueue({ body: new Uint8Array(one.bytes) });
          const numbers = held().map(({ sequenceNumber }) => sequenceNumber);
          const gone = before.waiting.filter(({ sequenceNumber }) => !numbers.includes(sequenceNumber));
          expect(gone).toEqual(before.waiting.slice(0, needed ?? 0));
          expect(numbers.length).toBe(before.held.length - gone.length + (needed === undefined ? 0 : 1));
        }
        expect(queue.counters().bytes).toBe(held().reduce((sum, { bytes }) => sum + bytes, 0));
        expect(queue.counters().bytes).toBeLessThanOrEqual(maxBytes);
      }
    }),
    { numRuns: 300 },
  );
});

test('a message that cannot fit beside locked ones is dropped, and those that wait go on waiting', () => {
  const queue = new MessageQueue({
    ...{ clock: manualClock(), nextLockId: () => 1, deadLetters: null },
    limits: { ...defaultQueueLimits, maxBytes: 100_000 },
  });
  let credit = 1;
  const deliver = () => {
    credit = 0;
  };
  queue.attach({ mode: 'peek-lock', demand: () => credit, deliver, lost: () => {} });
  queue.enqueue({ body: new Uint8Array(80_000) });
  for (let n = 0; n < 11; n += 1) queue.enqueue({ body: new Uint8Array(10) });
  queue.enqueue({ body: new Uint8Array(20_000) });
  expect(queue.counters()).toMatchObject({ locked: 1, active: 11, dropped: 1 });
});
