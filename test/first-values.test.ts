// What a newcomer sees of the first list: values, though nobody has read a state yet. Waiting for them costs no call.
import type { Charger, ChargerListAsking } from '@fairlead/sdk';
import { afterEach, expect, test } from 'vitest';
import { type EmulatedHouse, emulatedHouse } from './emulated-house.ts';
import { brokenClauses, seenBy } from './joint-history.ts';

let house: EmulatedHouse;
const connected = async (chargers: number): Promise<void> => {
  house = await emulatedHouse({ cloud: { fleet: { chargers, charging: 1 } } });
};
afterEach(async () => {
  await house.leave();
  expect(brokenClauses(seenBy(house.emulator))).toEqual([]);
  await house.emulator.stop();
});

/** What the list told, and how long it took by the clock. */
async function listed(asking: ChargerListAsking = {}): Promise<{ readonly all: Charger[]; readonly tookMs: number }> {
  const { clock, zaptec } = house;
  const beganAtMs = clock.nowMs();
  const listing = (async () => {
    const all: Charger[] = [];
    for await (const charger of zaptec.chargers.list(asking)) all.push(charger);
    return { all, tookMs: clock.nowMs() - beganAtMs };
  })();
  listing.catch(() => {}); // whoever awaits it is told
  for (let waitedMs = 0; waitedMs < 60_000; waitedMs += 250) await clock.advanceBy(250);
  return listing;
}

const stateReads = () => house.emulator.calls().filter((call) => call.class === 'state' && call.status === 200);
const isTold = ({ powerW, mode }: Charger): boolean => powerW.value !== null && mode.observedAtMs !== null;

test('a cold list waits for the first state of each charger, each read once, and the next one for none', async () => {
  await connected(40);
  const { all, tookMs } = await listed();
  expect(all).toHaveLength(40);
  expect(all.filter(isTold)).toHaveLength(40);
  expect(tookMs).toBeLessThan(10_000);
  expect(stateReads()).toHaveLength(40);
  expect((await listed()).tookMs).toBe(0);
  expect(stateReads()).toHaveLength(40);
});

test('a charger that is found has its values, though only a look-up told of it', async () => {
  await connected(1);
  const [truth] = house.emulator.world.chargers();
  const found = await house.clock.during(house.zaptec.chargers.find(truth?.serial ?? ''));
  expect(found && isTold(found)).toBe(true);
  expect(stateReads()).toHaveLength(1);
});

test('values: "held" waits for the lists alone', async () => {
  await connected(40);
  const { all } = await listed({ values: 'held' });
  expect(all).toHaveLength(40);
  expect(all.filter(isTold).length).toBeLessThan(40);
});

test('a state that cannot be read is waited for until it has failed, and not again', async () => {
  await connected(3);
  const [broken] = house.emulator.world.chargers();
  house.emulator.faults.plan({ kind: 'status', status: 404 }, { path: `/api/chargers/${broken?.id}/state` }, 100);
  const { all, tookMs } = await listed();
  expect(all.filter(isTold)).toHaveLength(2);
  expect(tookMs).toBeLessThan(10_000);
  expect((await listed()).tookMs).toBe(0);
});

test('of more chargers than can be read in 30 s the list tells the last as they are held', async () => {
  await connected(400);
  const { all, tookMs } = await listed();
  expect(all).toHaveLength(400);
  expect(all.filter(isTold).length).toBeGreaterThan(250);
  expect(all.filter(isTold).length).toBeLessThan(400);
  expect(tookMs).toBeGreaterThanOrEqual(30_000);
  expect(tookMs).toBeLessThan(33_000);
});

test('whoever takes the call back, or closes, waits no longer', async () => {
  await connected(3);
  house.emulator.faults.plan({ kind: 'hang', afterMs: 300_000 }, { path: '/state' }, 1_000);
  const impatient = new AbortController();
  house.clock.setTimer(() => impatient.abort(), 8_000);
  await expect(listed({ signal: impatient.signal })).rejects.toMatchObject({ code: 'cancelled' });
  const others = listed();
  house.clock.setTimer(() => void house.zaptec.close(), 5_000);
  expect((await others).all).toHaveLength(3);
  expect((await others).tookMs).toBeLessThan(10_000);
});
