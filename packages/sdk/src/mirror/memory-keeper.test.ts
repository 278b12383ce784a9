import fc from 'fast-check';
import { expect, test } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import { silentLog as log } from '../log/silent-log.ts';
import { memoryKeeper } from './memory-keeper.ts';
import type { Mirror } from './mirror.ts';
import type { Observation } from './observed.ts';
import { openMirror } from './open-mirror.ts';
import type { Batch, StateKeeper } from './state-keeper.ts';

const startMs = Date.UTC(2026, 10, 20, 15);
const chargerIds = ['a', 'b', 'c'];

const mirrorOver = (keeper: StateKeeper, accountId = 'main'): Mirror =>
  openMirror({ accountId, keeper, clock: manualClock(startMs), log });

const valued = (observation: Partial<Observation>): Batch => ({
  observations: [
    {
      ...{ chargerId: 'a', stateId: 710, value: '1', observedAtUs: startMs * 1000, receivedAtMs: startMs },
      ...{ via: 'stream', sequenceNumber: 1, clockSuspect: false },
      ...observation,
    },
  ],
  chargers: [],
  installations: [],
});

const batch: fc.Arbitrary<Batch> = fc.record({
  observations: fc.uniqueArray(
    fc.record({
      chargerId: fc.constantFrom(...chargerIds),
      stateId: fc.constantFrom(510, 710),
      value: fc.constantFrom(null, '1', '3'),
      observedAtUs: fc.integer({ min: 0, max: 3 }).map((n) => startMs * 1000 + n),
      receivedAtMs: fc.constant(startMs),
      via: fc.constantFrom('stream', 'poll'),
      sequenceNumber: fc.integer({ min: 0, max: 2 }),
      clockSuspect: fc.boolean(),
    }),
    { maxLength: 4, selector: ({ chargerId, stateId }) => `${chargerId} ${stateId}` },
  ),
  chargers: fc.uniqueArray(
    fc.record({
      ...{ id: fc.constantFrom(...chargerIds), serial: fc.constantFrom('ZAP1', 'ZAP2'), name: fc.constant('North') },
      ...{ installationId: fc.constant(null), deviceType: fc.constant(4), active: fc.boolean(), roles: fc.constant(2) },
      ...{ readAtMs: fc.integer({ min: 0, max: 3 }), row: fc.constant({}) },
    }),
    { maxLength: 2, selector: ({ id }) => id },
  ),
  installations: fc.uniqueArray(
    fc.record({
      ...{ id: fc.constantFrom('i', 'j'), name: fc.constant('House'), messagingEnabled: fc.boolean() },
      ...{ roles: fc.constant(2), readAtMs: fc.integer({ min: 0, max: 3 }), row: fc.constant({}) },
    }),
    { maxLength: 2, selector: ({ id }) => id },
  ),
});

type Step =
  | { readonly kind: 'apply'; readonly mirror: number; readonly batch: Batch }
  | { readonly kind: 'load'; readonly mirror: number }
  | { readonly kind: 'persist'; readonly accountId: string; readonly batch: Batch };

const mirror = fc.nat({ max: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('apply'), mirror, batch }),
  fc.record({ kind: fc.constant('load'), mirror }),
  fc.record({ kind: fc.constant('persist'), accountId: fc.constantFrom('main', 'other'), batch }),
);

/** What is kept and what two mirrors of one account and one of another show after every step. */
async function livedOver(keeper: StateKeeper, steps: readonly Step[]): Promise<unknown> {
  const mirrors = [mirrorOver(keeper), mirrorOver(keeper), mirrorOver(keeper, 'other')];
  const seen: unknown[] = [];
  for (const each of mirrors) each.subscribe((change) => seen.push(change));
  for (const each of steps) {
    if (each.kind === 'apply') await mirrors[each.mirror]?.apply(each.batch);
    else if (each.kind === 'load') await mirrors[each.mirror]?.load();
    else await keeper.persist(each.accountId, each.batch);
    for (const accountId of ['main', 'other']) {
      const { observations, chargers, installations } = await keeper.load(accountId);
      seen.push([sorted(observations), sorted(chargers), sorted(installations)]);
    }
    for (const { observations, chargers, installations } of mirrors)
      seen.push([chargerIds.map((id) => observations(id)), chargers(), installations()]);
  }
  return seen;
}

const sorted = (records: readonly object[]): readonly string[] =>
  records.map((record) => JSON.stringify(record, Object.keys(record).sort())).sort();

test('that a mirror holds for its keeper is seen by nobody: a keeper that borrows and one that copies tell the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      expect(await livedOver(memoryKeeper(), steps)).toEqual(await livedOver({ ...memoryKeeper() }, steps));
    }),
  );
});

test('what two mirrors of one account keep is kept of both, though neither sees the other’s', async () => {
  const keeper = memoryKeeper();
  const [one, other] = [mirrorOver(keeper), mirrorOver(keeper)];
  await one.apply(valued({ value: '1' }));
  await other.apply(valued({ stateId: 513, value: '2' }));
  await one.apply(valued({ value: '3', observedAtUs: startMs * 1000 + 1 }));
  expect(one.observation('a', 513)).toBeUndefined();
  expect(other.observation('a', 710)).toBeUndefined();
  const { observations } = await keeper.load('main');
  expect(observations.map(({ stateId, value }) => [stateId, value])).toEqual([
    [710, '3'],
    [513, '2'],
  ]);
});

test('what two mirrors of one account keep at once is kept of both', async () => {
  const keeper = memoryKeeper();
  const [one, other] = [mirrorOver(keeper), mirrorOver(keeper)];
  await one.apply(valued({ value: '1' }));
  await Promise.all([one.apply(valued({ stateId: 711 })), other.apply(valued({ stateId: 712 }))]);
  const { observations } = await keeper.load('main');
  expect(observations.map(({ stateId }) => stateId)).toEqual([710, 711, 712]);
});

test('of what two mirrors of one account keep the later stays, whoever comes last', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.record({ mirror: fc.nat({ max: 1 }), batch }), { maxLength: 8 }), async (steps) => {
      const keeper = memoryKeeper();
      const mirrors = [mirrorOver(keeper), mirrorOver(keeper)];
      const alone = mirrorOver(memoryKeeper());
      for (const step of steps) {
        await mirrors[step.mirror]?.apply(step.batch);
        await alone.apply(step.batch);
      }
      const { observations, chargers, installations } = await keeper.load('main');
      const told = chargerIds.flatMap((chargerId) =>
        [...alone.observations(chargerId)].map(([stateId, observed]) => ({ chargerId, stateId, ...observed })),
      );
      expect(sorted(observations)).toEqual(sorted(told));
      expect(sorted(chargers)).toEqual(sorted(alone.chargers()));
      expect(sorted(installations)).toEqual(sorted(alone.installations()));
    }),
  );
});
