import fc from 'fast-check';
import { expect, test } from 'vitest';
import { merge } from './merge.ts';
import type { Observed } from './observed.ts';
import { receive } from './receive.ts';

const startMs = Date.UTC(2026, 10, 20, 15);

/** Few distinct values per field, so that ties of every depth are common. */
const observed: fc.Arbitrary<Observed> = fc.record({
  value: fc.constantFrom(null, '', '1', '3', 'ä'),
  observedAtUs: fc.integer({ min: 0, max: 3 }).map((n) => startMs * 1000 + n),
  receivedAtMs: fc.integer({ min: 0, max: 2 }).map((n) => startMs + n),
  via: fc.constantFrom('stream', 'poll'),
  sequenceNumber: fc.integer({ min: 0, max: 2 }),
  clockSuspect: fc.boolean(),
});

const plain: Observed = {
  value: '3',
  observedAtUs: startMs * 1000,
  receivedAtMs: startMs,
  via: 'poll',
  sequenceNumber: 0,
  clockSuspect: false,
};

test('merging commutes', () => {
  fc.assert(
    fc.property(observed, observed, (a, b) => {
      expect(merge(a, b)).toEqual(merge(b, a));
    }),
  );
});

test('merging associates', () => {
  fc.assert(
    fc.property(observed, observed, observed, (a, b, c) => {
      expect(merge(merge(a, b), c)).toEqual(merge(a, merge(b, c)));
    }),
  );
});

test('merging the same record again leaves the very record that was held', () => {
  fc.assert(
    fc.property(observed, (a) => {
      expect(merge(a, { ...a })).toBe(a);
    }),
  );
});

test('the outcome of any order and any repetition is the same record', () => {
  fc.assert(
    fc.property(fc.array(observed, { minLength: 1, maxLength: 8 }), fc.infiniteStream(fc.nat(7)), (records, picks) => {
      const fold = (all: readonly Observed[]) => all.reduce<Observed | undefined>(merge, undefined);
      const shuffled = [...records].reverse();
      for (const pick of [...picks.take(6)]) shuffled.push(records[pick % records.length] as Observed);
      expect(fold(shuffled)).toEqual(fold(records));
    }),
  );
});

test('a microsecond decides', () => {
  const later = { ...plain, value: '5', observedAtUs: plain.observedAtUs + 1 };
  expect(merge({ ...plain, via: 'stream', sequenceNumber: 9 }, later)).toBe(later);
});

test('at equal times the stream wins over a poll, however late the poll is received', () => {
  const pushed: Observed = { ...plain, via: 'stream', sequenceNumber: 7, value: '1' };
  const polled: Observed = { ...plain, value: '3', receivedAtMs: startMs + 15_000 };
  expect(merge(pushed, polled)).toBe(pushed);
  expect(merge(polled, pushed)).toBe(pushed);
});

test('at equal times of two pushes the later sequence number wins, then the greater text', () => {
  const first: Observed = { ...plain, via: 'stream', sequenceNumber: 7, value: '9' };
  const second: Observed = { ...first, sequenceNumber: 8, value: '1' };
  expect(merge(second, first)).toBe(second);
  expect(merge(first, { ...first, value: '91' }).value).toBe('91');
  expect(merge({ ...first, value: null }, first).value).toBe('9');
});

test('an event time up to 5 min ahead of receipt is believed', () => {
  const ahead = { ...plain, observedAtUs: (startMs + 5 * 60_000) * 1000 };
  expect(receive(ahead)).toBe(ahead);
});

test('an event time further ahead is replaced by when it was had and flagged: of a push its receipt, of a poll its snapshot', () => {
  const ahead = { ...plain, observedAtUs: (startMs + 5 * 60_000) * 1000 + 1 };
  const pushed: Observed = { ...ahead, via: 'stream' };
  expect(receive(pushed)).toEqual({ ...pushed, observedAtUs: startMs * 1000, clockSuspect: true });
  expect(receive(ahead)).toEqual({ ...ahead, observedAtUs: (startMs - 15_000) * 1000, clockSuspect: true });
});

test('a poll from the cache with a time of a fast clock does not overwrite what was pushed meanwhile', () => {
  const fastUs = (startMs + 86_400_000) * 1000;
  const pushed = receive({ ...plain, via: 'stream', value: '5', observedAtUs: fastUs + 1 });
  const cached = receive({ ...plain, value: '3', observedAtUs: fastUs, receivedAtMs: startMs + 14_000 });
  expect(merge(pushed, cached)).toBe(pushed);
});

test('a value from a fast clock gives way to the next true one', () => {
  const fast = receive({ ...plain, observedAtUs: (startMs + 86_400_000) * 1000 });
  const next = receive({ ...plain, value: '5', observedAtUs: (startMs + 1) * 1000, receivedAtMs: startMs + 1 });
  expect(merge(fast, next)).toBe(next);
});
