import fc from 'fast-check';
import { expect, test } from 'vitest';
import { believed } from './kept-from-future.ts';
import { merge } from './merge.ts';
import type { Observation } from './observed.ts';
import { receive } from './receive.ts';
import type { InstallationRecord } from './state-keeper.ts';

const nowMs = Date.UTC(2026, 10, 20, 15);
const minuteMs = 60_000;
const dayMs = 86_400_000;

const observation = (of: Partial<Observation>): Observation => ({
  ...{ chargerId: 'c', stateId: 710, value: '3', observedAtUs: nowMs * 1_000, receivedAtMs: nowMs },
  ...{ via: 'stream', sequenceNumber: 9, clockSuspect: false },
  ...of,
});
const at = (aheadMs: number, of: Partial<Observation> = {}): Observation =>
  observation({ observedAtUs: (nowMs + aheadMs) * 1_000, receivedAtMs: nowMs + aheadMs, ...of });
const loaded = (held: Observation): Observation =>
  believed({ observations: [held], chargers: [], installations: [] }, nowMs).kept.observations[0] as Observation;

/** Kept up to two days ahead of the load or behind it. */
const anyKept = fc
  .record({
    observedMs: fc.integer({ min: -2 * dayMs, max: 2 * dayMs }),
    wayMs: fc.integer({ min: -5 * minuteMs, max: dayMs }),
    via: fc.constantFrom('stream' as const, 'poll' as const),
  })
  .map(({ observedMs, wayMs, via }) => loaded(at(observedMs, { receivedAtMs: nowMs + observedMs + wayMs, via })));

/** What comes after the load, of a charger whose clock is right while ours is up to two days behind. */
const anyIncoming = fc
  .record({
    sinceMs: fc.integer({ min: 1, max: dayMs }),
    behindMs: fc.integer({ min: 10 * minuteMs, max: 2 * dayMs }),
    via: fc.constantFrom('stream' as const, 'poll' as const),
  })
  .map(({ sinceMs, behindMs, via }) =>
    receive(at(sinceMs + behindMs, { value: '5', receivedAtMs: nowMs + sinceMs, via, sequenceNumber: 0 })),
  );

test('whatever happens after a load wins over what was kept from a time more than 5 min ahead, pushed or polled', () => {
  fc.assert(
    fc.property(anyKept, anyIncoming, (held, incoming) => {
      fc.pre(held.clockSuspect);
      expect(merge(held, incoming)).toBe(incoming);
    }),
  );
});

test('any order of what was loaded and what came ends in the same record', () => {
  fc.assert(
    fc.property(anyKept, fc.array(anyIncoming, { minLength: 1, maxLength: 6 }), fc.nat(), (held, incoming, turn) => {
      const all = [held, ...incoming];
      const fold = (each: readonly Observation[]) =>
        each.reduce<unknown>((a, b) => merge(a as undefined, b), undefined);
      const at = turn % all.length;
      expect(fold([...all.slice(at), ...all.slice(0, at)])).toEqual(fold(all));
      expect(fold(all.toReversed())).toEqual(fold(all));
    }),
  );
});

test('up to 5 min ahead it is believed, and what is past stays as it is', () => {
  for (const held of [at(5 * minuteMs), at(-dayMs)]) expect(loaded(held)).toBe(held);
});

test('a value of later is flagged, from just before the load, and when it was received is not known', () => {
  const held = at(dayMs);
  expect(loaded(held)).toEqual({
    ...held,
    ...{ observedAtUs: (nowMs - 15_000) * 1_000, receivedAtMs: nowMs - dayMs, clockSuspect: true },
  });
});

test('an old value that was received later keeps its event time and is not suspect', () => {
  const held = at(-dayMs, { receivedAtMs: nowMs + dayMs });
  expect(loaded(held)).toEqual({ ...held, receivedAtMs: nowMs - dayMs });
});

test('rows and answers of later count as a day old, each for itself, and it is told how far they are ahead', () => {
  const record: InstallationRecord = {
    ...{ id: 'i', name: 'depot', messagingEnabled: true, roles: 2, readAtMs: nowMs - 5, row: {} },
    answers: { detail: { readAtMs: nowMs + dayMs, body: {} }, hierarchy: { readAtMs: nowMs - 7 } },
  };
  const charger = {
    id: 'c',
    serial: 'ZAP000001',
    name: 'c',
    installationId: 'i',
    deviceType: 4,
    active: true,
    roles: 2,
  };
  const { kept, aheadMs } = believed(
    { observations: [], chargers: [{ ...charger, readAtMs: nowMs + 2 * dayMs, row: {} }], installations: [record] },
    nowMs,
  );
  expect(aheadMs).toBe(2 * dayMs);
  expect(kept.chargers[0]?.readAtMs).toBe(nowMs - dayMs);
  expect(kept.installations).toEqual([
    { ...record, answers: { detail: { readAtMs: nowMs - dayMs, body: {} }, hierarchy: { readAtMs: nowMs - 7 } } },
  ]);
  expect(believed({ observations: [], chargers: [], installations: [] }, nowMs).aheadMs).toBe(0);
});
