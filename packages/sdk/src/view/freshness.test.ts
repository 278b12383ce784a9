import type { Fact } from '@fairlead/policy';
import { expect, test } from 'vitest';
import type { StreamSourceStatus, StreamState } from '../account.ts';
import { heldCharger } from '../testing/held-charger.ts';
import { freshnessOf, signsOf, streamUpFor } from './freshness.ts';
import { StateReads } from './state-reads.ts';

const minutes = 60_000;
const signs = (lastSeenAtMs: number | null, lastReadAtMs: number | null) =>
  ({ lastSeenAtMs, lastReadAtMs, lastVia: null }) as const;

test.each([
  [signs(null, null), true, 'unknown'],
  [signs(-20 * minutes, -20 * minutes), true, 'live'],
  [signs(-20 * minutes - 1, -15 * minutes), true, 'recent'],
  [signs(-20 * minutes, -16 * minutes), false, 'stale'],
  [signs(-90 * minutes, -15 * minutes), false, 'recent'],
  [signs(-90 * minutes, -15 * minutes - 1), true, 'stale'],
  [signs(null, 0), true, 'recent'],
  [signs(5 * minutes, 5 * minutes), true, 'live'],
  [signs(5 * minutes + 1, 5 * minutes), true, 'recent'],
  [signs(24 * 60 * minutes, 24 * 60 * minutes), true, 'stale'],
])('%j with the stream up: %s is %s', (seen, isUp, freshness) => {
  expect(freshnessOf(seen, isUp, 0)).toBe(freshness);
});

test('a source that is live or quiet is up: a group’s for all, an installation’s for its own', () => {
  const source = (bus: 'group' | 'installation', state: StreamState): StreamSourceStatus => ({
    ...{ bus, state, scope: 'here', sinceMs: 0, lastMessageAtMs: null, messages: 0, reconnects: 0 },
    ...{ undecodable: 0, subscriptionEndsAtMs: null, trouble: null },
  });
  const states = ['off', 'connecting', 'live', 'quiet', 'stale', 'shared', 'down'] as const;
  expect(states.filter((state) => streamUpFor([source('group', state)], 'there'))).toEqual(['live', 'quiet']);
  expect(streamUpFor([source('installation', 'live')], 'here')).toBe(true);
  expect(streamUpFor([source('installation', 'live')], 'there')).toBe(false);
  expect(streamUpFor([], 'here')).toBe(false);
});

test('a read that brought nothing new is a sign too, and the newest sign says how it came', () => {
  const { row, mirror } = heldCharger([[-1, null, 5_000]]);
  expect(signsOf(mirror, row.id, null)).toEqual({ lastSeenAtMs: 5_000, lastReadAtMs: 6_000, lastVia: 'stream' });
  expect(signsOf(mirror, row.id, 9_000)).toEqual({ lastSeenAtMs: 5_000, lastReadAtMs: 9_000, lastVia: 'poll' });
  expect(signsOf(mirror, 'another', null)).toEqual({ lastSeenAtMs: null, lastReadAtMs: null, lastVia: null });
});

test('what came before the clock was set back is no sign while there is another, and no event is later than its receipt', () => {
  const hourMs = 60 * minutes;
  const { row, mirror } = heldCharger([[-1, null, 24 * hourMs]]);
  const future = { lastSeenAtMs: 24 * hourMs, lastReadAtMs: 24 * hourMs + 1_000, lastVia: 'stream' };
  expect(signsOf(mirror, row.id, null, hourMs)).toEqual(future);
  expect(freshnessOf(signsOf(mirror, row.id, 23 * hourMs, hourMs), true, hourMs)).toBe('stale');
  const [held] = mirror.observations(row.id).values();
  if (!held) throw new Error('one is held');
  const since = { ...held, receivedAtMs: hourMs, observedAtUs: 25 * hourMs * 1_000 };
  const both = {
    ...mirror,
    observations: () =>
      new Map([
        [-1, held],
        [710, since],
      ]),
  };
  expect(signsOf(both, row.id, 23 * hourMs, hourMs)).toEqual({
    ...{ lastSeenAtMs: hourMs, lastReadAtMs: hourMs, lastVia: 'stream' },
  });
});

test('of the facts only answered state reads count, the last of each charger', () => {
  const reads = new StateReads();
  const read = (over: object) =>
    reads.learn({ kind: 'call', class: 'state', status: 200, resource: 'a', ...over } as Fact);
  read({ sentAtMs: 1, answeredAtMs: 2 });
  read({ sentAtMs: 3, answeredAtMs: null });
  read({ status: 500, answeredAtMs: 9 });
  read({ class: 'details', answeredAtMs: 9 });
  read({ resource: null, answeredAtMs: 9 });
  expect([reads.lastMs('a'), reads.lastMs('b')]).toEqual([3, null]);
});
