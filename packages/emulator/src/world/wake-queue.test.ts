import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WakeQueue } from './wake-queue.ts';

describe('the wake queue', () => {
  it('has the earliest member first, the lower number at equal times, whatever was set before', () => {
    const size = 8;
    const changes = fc.array(fc.tuple(fc.nat(size - 1), fc.nat(20)), { maxLength: 60 });
    fc.assert(
      fc.property(changes, (changes) => {
        const queue = new WakeQueue(size);
        const dueMs = new Array<number>(size).fill(Number.POSITIVE_INFINITY);
        for (const [member, due] of changes) {
          queue.set(member, due);
          dueMs[member] = due;
          const earliest = Math.min(...dueMs);
          expect(queue.firstDueMs).toBe(earliest);
          expect(queue.first).toBe(dueMs.indexOf(earliest));
        }
      }),
    );
  });

  it('is never due when nobody is in it', () => {
    expect(new WakeQueue(0).firstDueMs).toBe(Number.POSITIVE_INFINITY);
  });
});
