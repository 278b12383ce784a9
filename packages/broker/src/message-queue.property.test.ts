// What must hold of a queue after any history of publishing, reading, settling, leaving and waiting.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { manualClock } from '../../../test/manual-clock.ts';
import type { Consumer, Delivery } from './consumer.ts';
import { MessageQueue } from './message-queue.ts';
import { deadLetterLimits, defaultQueueLimits } from './queue-limits.ts';

type Step =
  | { readonly kind: 'publish'; readonly ttlMs: number | null }
  | { readonly kind: 'want'; readonly reader: number; readonly credit: number }
  | { readonly kind: 'settle'; readonly pick: number; readonly how: 'complete' | 'abandon' | 'defer' | 'dead-letter' }
  | { readonly kind: 'renew'; readonly pick: number }
  | { readonly kind: 'undefer'; readonly pick: number }
  | { readonly kind: 'leave'; readonly reader: number }
  | { readonly kind: 'wait'; readonly ms: number };

const readers = 3;
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('publish'), ttlMs: fc.constantFrom(null, null, 500, 2500) }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('want'), reader: fc.nat(readers - 1), credit: fc.nat(4) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('settle'),
      pick: fc.nat(1000),
      how: fc.constantFrom('complete', 'abandon', 'defer', 'dead-letter'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('renew'), pick: fc.nat(1000) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('undefer'), pick: fc.nat(1000) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('leave'), reader: fc.nat(readers - 1) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait'), ms: fc.constantFrom(1, 400, 1000, 3000) }) },
);

const limits = fc.record({
  maxDeliveryCount: fc.constantFrom(1, 2, 10),
  maxMessages: fc.constantFrom(2, 5, 1000),
  overflow: fc.constantFrom('drop-oldest', 'dead-letter-oldest'),
  deadLetterExpired: fc.boolean(),
  releaseOnDetach: fc.boolean(),
});

interface Held {
  readonly lockId: number;
  readonly sequenceNumber: number;
  readonly holder: Consumer;
  endsAtMs: number;
}

test('no message is lost, none has two holders, and each is in exactly one place', async () => {
  await fc.assert(
    fc.asyncProperty(limits, fc.array(step, { maxLength: 60 }), async (chosen, steps) => {
      const clock = manualClock();
      const lockDurationMs = 1500;
      const all = { ...defaultQueueLimits, ...chosen, lockDurationMs };
      let lastLock = 0;
      const nextLockId = () => {
        lastLock += 1;
        return lastLock;
      };
      const deadLetters = new MessageQueue({ clock, nextLockId, limits: deadLetterLimits(all), deadLetters: null });
      const queue = new MessageQueue({ clock, nextLockId, limits: all, deadLetters });

      const held = new Map<number, Held>();
      const deferred: number[] = [];
      let published = 0;
      const live = () => [...held.values()].filter(({ endsAtMs }) => endsAtMs > clock.monotonicMs());

      const make = () => {
        const state = { credit: 0 };
        const consumer: Consumer = {
          mode: 'peek-lock',
          demand: () => state.credit,
          deliver(delivery: Delivery) {
            if (delivery.kind !== 'locked') throw new Error('not locked');
            const { sequenceNumber } = delivery.message;
            state.credit -= 1;
            expect(state.credit).toBeGreaterThanOrEqual(0);
            // Two holders at once: an earlier lock on the same message that has neither ended nor been settled.
            expect(live().filter((other) => other.sequenceNumber === sequenceNumber)).toEqual([]);
            held.set(delivery.lock.id, {
              lockId: delivery.lock.id,
              sequenceNumber,
              holder: consumer,
              endsAtMs: clock.monotonicMs() + lockDurationMs,
            });
          },
          lost() {},
        };
        queue.attach(consumer);
        return { consumer, state };
      };
      const seats = Array.from({ length: readers }, make);

      const place = () => {
        const { enqueued, active, locked, deferred: aside, completed, deadLettered, dropped } = queue.counters();
        expect(enqueued).toBe(published);
        expect(active + locked + aside + completed + deadLettered + dropped).toBe(published);
        expect(locked).toBe(live().length);
        expect(aside).toBe(deferred.length);
        const dead = deadLetters.counters();
        expect(dead.enqueued).toBe(deadLettered);
        expect(dead.active + dead.dropped).toBe(dead.enqueued);
      };
      for (const next of steps) {
        switch (next.kind) {
          case 'publish':
            published += 1;
            queue.enqueue({ body: new Uint8Array(published % 7) }, next.ttlMs);
            break;
          case 'want': {
            const seat = seats[next.reader];
            if (!seat) break;
            seat.state.credit = next.credit;
            queue.distribute();
            break;
          }
          case 'settle': {
            const known = [...held.values()];
            const lock = known[next.pick % Math.max(1, known.length)];
            if (!lock) break;
            const stillHeld = lock.endsAtMs > clock.monotonicMs();
            held.delete(lock.lockId);
            const before = queue.counters();
            const settled =
              next.how === 'complete'
                ? queue.complete(lock.lockId)
                : next.how === 'abandon'
                  ? queue.abandon(lock.lockId)
                  : next.how === 'defer'
                    ? queue.defer(lock.lockId)
                    : queue.deadLetter(lock.lockId, { reason: 'test' });
            expect(settled).toBe(stillHeld);
            if (!settled) {
              expect(queue.counters()).toEqual(before);
            } else if (next.how === 'defer') deferred.push(lock.sequenceNumber);
            break;
          }
          case 'renew': {
            const known = [...held.values()];
            const lock = known[next.pick % Math.max(1, known.length)];
            if (!lock) break;
            const stillHeld = lock.endsAtMs > clock.monotonicMs();
            expect(queue.renew(lock.lockId) !== null).toBe(stillHeld);
            if (stillHeld) lock.endsAtMs = clock.monotonicMs() + lockDurationMs;
            break;
          }
          case 'undefer': {
            const [number] = deferred.splice(next.pick % Math.max(1, deferred.length), 1);
            if (number === undefined) break;
            const lock = queue.takeDeferred(number, seats[0]?.consumer ?? {});
            expect(lock?.message.sequenceNumber).toBe(number);
            expect(queue.complete(lock?.id ?? 0)).toBe(true);
            break;
          }
          case 'leave': {
            const seat = seats[next.reader];
            if (!seat) break;
            // Where locks go with the reader, they end now: before the queue hands the messages on.
            if (chosen.releaseOnDetach)
              for (const lock of held.values()) if (lock.holder === seat.consumer) lock.endsAtMs = clock.monotonicMs();
            seat.state.credit = 0;
            queue.detach(seat.consumer);
            seats[next.reader] = make();
            break;
          }
          case 'wait':
            await clock.advanceBy(next.ms);
            break;
        }
        place();
      }

      // In the end a reader that takes and completes all empties the queue: nothing was lost on the way.
      await clock.advanceBy(lockDurationMs);
      for (const seat of seats) seat.state.credit = 0;
      if (chosen.releaseOnDetach) held.clear();
      for (const seat of seats) queue.detach(seat.consumer);
      await clock.advanceBy(lockDurationMs);
      const last = make();
      last.state.credit = 10_000;
      queue.distribute();
      for (const lock of live()) {
        expect(queue.complete(lock.lockId)).toBe(true);
        held.delete(lock.lockId);
      }
      const { active, locked, deferred: aside } = queue.counters();
      expect([active, locked, aside]).toEqual([0, 0, deferred.length]);
      place();
      expect(clock.pending()).toBeLessThanOrEqual(2);
    }),
    { numRuns: 120 },
  );
});
