import { expect, test } from 'vitest';
import { Holdings, maxChargers } from './holdings.ts';
import { selectWinners } from './select-winners.ts';
import type { Batch } from './state-keeper.ts';
import { maxStates } from './value-table.ts';
import { withRoom } from './with-room.ts';

const observed = (chargerId: string, stateId: number) => ({
  ...{ chargerId, stateId, value: '1', observedAtUs: 1, receivedAtMs: 1 },
  ...{ via: 'stream' as const, sequenceNumber: 1, clockSuspect: false },
});
const charger = (id: string, readAtMs = 1) => ({
  ...{ id, serial: id, name: id, installationId: null, deviceType: 4, active: true, roles: 2, readAtMs, row: {} },
});
const installation = (id: string) => ({ id, name: id, messagingEnabled: true, roles: 2, readAtMs: 1, row: {} });
const told = (over: Partial<Batch>): Batch => ({ observations: [], chargers: [], installations: [], ...over });

test('a batch that finds room is handed on as it is', () => {
  const holdings = new Holdings();
  const batch = told({
    observations: [observed('a', 1)],
    chargers: [charger('a')],
    installations: [installation('i')],
  });
  const winners = selectWinners(holdings, batch, Number.POSITIVE_INFINITY);
  expect(withRoom(holdings, winners)).toEqual({ winners, refused: 0 });
  expect(withRoom(holdings, winners).winners).toBe(winners);
});

test('each charger has room of its own, to its last value, held ones and those of the batch together', () => {
  const holdings = new Holdings();
  for (let stateId = 0; stateId < maxStates - 1; stateId++) holdings.putObservation(observed('a', stateId));
  const filling = Array.from({ length: maxStates + 2 }, (_, n) => observed('b', 2_000 + n));
  const batch = told({ observations: [observed('a', 5_000), observed('a', 5_001), ...filling] });
  const { winners, refused } = withRoom(holdings, selectWinners(holdings, batch, Number.POSITIVE_INFINITY));
  expect(winners.observations).toEqual([observed('a', 5_000), ...filling.slice(0, maxStates)]);
  expect(winners.places).toHaveLength(maxStates + 1);
  expect(winners.places.map(({ table }) => table !== undefined)).toEqual([true, ...filling.slice(2).map(() => false)]);
  expect(refused).toBe(3);
});

test('of chargers and installations those held already go on, and new ones as long as there is room', () => {
  const holdings = new Holdings();
  for (let n = 0; n < maxChargers - 1; n++) {
    holdings.putCharger(charger(`c${n}`));
    holdings.putInstallation(installation(`i${n}`));
    holdings.putObservation(observed(`c${n}`, 1));
  }
  const batch = told({
    observations: [observed('x', 1), observed('y', 1), observed('x', 2), observed('c0', 2)],
    chargers: [charger('x'), charger('y'), charger('c0', 2)],
    installations: [installation('x'), installation('y')],
  });
  const { winners, refused } = withRoom(holdings, selectWinners(holdings, batch, Number.POSITIVE_INFINITY));
  expect(winners.observations.map(({ chargerId, stateId }) => `${chargerId} ${stateId}`)).toEqual([
    'x 1',
    'x 2',
    'c0 2',
  ]);
  expect(winners.chargers.map(({ id }) => id)).toEqual(['x', 'c0']);
  expect(winners.installations.map(({ id }) => id)).toEqual(['x']);
  expect(refused).toBe(3);
});

test('a batch of any number of values of one charger is looked through once, not once for each', () => {
  let looks = 0;
  const ids = 5_000;
  const many = Array.from({ length: ids }, (_, n) => {
    const id = 10_000 + n; // beyond the documented ones, of which some are secret
    const get = (): number => {
      looks++;
      return id;
    };
    return Object.defineProperty(observed('c1', id), 'stateId', { get });
  });
  const twice = [...many, ...many.map((told) => ({ ...told, stateId: told.stateId, value: 'z' }))];
  const batch = { observations: twice, chargers: [], installations: [] };
  const { observations } = selectWinners(new Holdings(), batch, Number.POSITIVE_INFINITY);
  expect([observations.length, observations.every(({ value }) => value === 'z')]).toEqual([ids, true]);
  expect(looks).toBeLessThan(ids * 300); // 12,500,000 where each is compared with all before it
});
