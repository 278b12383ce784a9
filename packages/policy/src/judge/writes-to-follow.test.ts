import { expect, test } from 'vitest';
import { commandCall, stateCall } from '../testing/call.ts';
import { noteWrite, openedBy, type WritesToFollow } from './writes-to-follow.ts';

const opens = (writes: WritesToFollow, resource: string) =>
  openedBy(writes, stateCall({ sentAtMs: 2000, resource }), false, 0) !== null;

test('writes to 41,984 things are remembered; with a further one the oldest eighth of them goes', () => {
  const writes: WritesToFollow = new Map();
  for (let n = 0; n < 41_984; n += 1) noteWrite(writes, commandCall({ sentAtMs: 1000, resource: `c${n}` }));
  expect(opens(writes, 'c0')).toBe(true);
  noteWrite(writes, commandCall({ sentAtMs: 1000, resource: 'c41984' }));
  expect(['c0', 'c5248', 'c5249', 'c41984'].map((thing) => opens(writes, thing))).toEqual([false, false, true, true]);
});

test('of one thing at most 16 writes are remembered, and each opens one read', () => {
  const opened = (count: number) => {
    const writes: WritesToFollow = new Map();
    for (let n = 0; n < count; n += 1) noteWrite(writes, commandCall({ sentAtMs: 1000 }));
    const read = stateCall({ sentAtMs: 2000 });
    for (let reads = 0; ; reads += 1) {
      const write = openedBy(writes, read, false, 0);
      if (write === null) return reads;
      write.followed = true;
    }
  };
  expect([15, 16, 17].map(opened)).toEqual([15, 16, 16]);
});
