import { describe, expect, test } from 'vitest';
import type { StreamFact } from '../fact.ts';
import { stream } from '../testing/call.ts';
import { StreamCover } from './stream-cover.ts';

type Event = readonly [event: StreamFact['event'], atMs: number, scope?: string];

const never = Number.POSITIVE_INFINITY;
const coverOf = (...events: readonly Event[]): StreamCover => {
  const cover = new StreamCover();
  for (const [event, atMs, scope = 'i1'] of events) {
    cover.note(stream(event, atMs, scope, scope.startsWith('g') ? 'group' : 'installation'));
  }
  return cover;
};

describe('a stream', () => {
  test('is live from its opening on until it is lost, whichever is told first', () => {
    const cover = coverOf(['opened', 100], ['lost', 900]);
    expect(cover.liveSinceMs('i1', 899)).toBe(100);
    expect(cover.liveSinceMs('i1', 900)).toBe(never);
    expect(coverOf(['lost', 900], ['opened', 100]).liveSinceMs('i1', 1000)).toBe(100);
  });

  test('that opens in the future is live from then on, and from now on when it opens now', () => {
    const cover = coverOf(['opened', 5000]);
    expect(cover.liveSinceMs('i1', 100)).toBe(5000);
    cover.note(stream('message', 200));
    expect(cover.liveSinceMs('i1', 300)).toBe(200);
    cover.note(stream('opened', 400));
    expect(cover.liveSinceMs('i1', 500)).toBe(200);
  });

  test('that is lost in the future tells of every charger until then, and that it is missing afterwards', () => {
    const cover = coverOf(['opened', 100, 'g1'], ['opened', 200], ['lost', 900], ['lost', 5000], ['refused', 700]);
    expect(cover.liveSinceMs('i2', 699)).toBe(100);
    expect(cover.liveSinceMs('i2', 700)).toBe(never);
    expect(cover.liveSinceMs(null, 699)).toBe(100);
    expect(coverOf(['opened', 100, 'g1'], ['lost', 900]).liveSinceMs('i1', 899)).toBe(100);
  });

  test('of its own that opens in the future leaves the group to tell of it until then', () => {
    expect(coverOf(['opened', 100, 'g1'], ['opened', 900]).liveSinceMs('i1', 500)).toBe(100);
    expect(coverOf(['opened', 100, 'g1'], ['lost', 200, 'g1'], ['opened', 900]).liveSinceMs('i1', 500)).toBe(900);
  });

  test('that comes back makes the whole tell again from then on', () => {
    const cover = coverOf(['opened', 100, 'g1'], ['opened', 200], ['lost', 300], ['message', 400]);
    expect(cover.liveSinceMs('i2', 500)).toBe(400);
    expect(cover.liveSinceMs('i1', 500)).toBe(400);
  });
});

test('when the clock is put back nothing opens or is lost in the future; a copy goes its own way', () => {
  const cover = coverOf(['opened', 5000], ['lost', 9000], ['refused', 50, 'i2']);
  const back = cover.copy();
  back.capAt(1000);
  expect(back.liveSinceMs('i1', 999)).toBe(1000);
  expect(back.liveSinceMs('i1', 1000)).toBe(never);
  expect(cover.liveSinceMs('i1', 8999)).toBe(5000);
  expect([cover.size, back.size]).toEqual([2, 2]);
});
