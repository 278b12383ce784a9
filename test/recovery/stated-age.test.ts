// No value is older than is stated of it while somebody else reads the subscription, a link is dead without anybody knowing,
// the machine slept, or its clock was set. The real SDK on the rehearsed cloud under one manual clock.
import { stateIds } from '@fairlead/protocol';
import type { Charger } from '@fairlead/sdk';
import { afterEach, expect, test } from 'vitest';
import { type FollowedCloud, followedCloud } from './followed-cloud.ts';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
/** Half an hour, and a read: nothing that is pushed is ever said to be older while the cloud answers. */
const mostStatedMs = 45 * minuteMs;

let cloud: FollowedCloud;
afterEach(() => cloud.end());

async function following(chargers: number): Promise<void> {
  cloud = await followedCloud({ emulator: { fleet: { chargers, charging: 1 } } });
  await cloud.clock.advanceBy(61 * minuteMs);
}

const changeAll = (): void => {
  const { world } = cloud.emulator;
  for (const { id, car } of world.chargers()) {
    if (car === null) world.plug(id);
    else world.unplug(id);
  }
};

const toldOf = (charger: Charger) =>
  [
    [stateIds.ChargerOperationMode, charger.mode],
    [stateIds.TotalChargePower, charger.powerW],
    [stateIds.TotalChargePowerSession, charger.energyKwh],
    [stateIds.ChargeCurrentSet, charger.allocatedCurrentA],
  ] as const;

/** Every value that is older than it says, or of which no age is stated, or one that helps nobody. */
async function untrue(): Promise<readonly string[]> {
  const found: string[] = [];
  const nowMs = cloud.clock.nowMs();
  for (const truth of cloud.emulator.world.chargers()) {
    const charger = await cloud.zaptec.chargers.find(truth.id);
    if (!charger) throw new Error('a charger that the account does not know');
    for (const [stateId, { mostAgeMs }] of toldOf(charger)) {
      const held = cloud.zaptec.account.mirror.observation(truth.id, stateId);
      const real = truth.observations.get(stateId);
      if (!held || !real) continue;
      if (mostAgeMs === null || mostAgeMs > mostStatedMs) found.push(`${stateId}: ${mostAgeMs} ms are stated`);
      const isBehind = real.atUs > held.observedAtUs + 10_000 && held.value !== (real.value || null);
      const behindMs = isBehind ? nowMs - real.atUs / 1_000 : 0;
      if (behindMs > (mostAgeMs ?? 0)) found.push(`${stateId}: ${behindMs} ms behind, stated ${mostAgeMs}`);
    }
  }
  return found;
}

async function statedOf(chargerId: string): Promise<readonly (number | null)[]> {
  const charger = await cloud.zaptec.chargers.find(chargerId);
  return charger ? toldOf(charger).map(([, { mostAgeMs }]) => mostAgeMs) : [];
}

async function nothingUntrueFor(ms: number, everyMs: number): Promise<void> {
  for (let passedMs = 0; passedMs < ms; passedMs += everyMs) {
    await cloud.clock.advanceBy(everyMs);
    expect(await untrue(), `after ${(passedMs + everyMs) / secondMs} s`).toEqual([]);
  }
}

test.each([1, 2, 6])('of %i chargers, beside a second reader', async (chargers) => {
  await following(chargers);
  cloud.emulator.faults.detachReaders(); // an older loss has nothing to do with it
  await cloud.clock.advanceBy(hourMs);
  const leave = await cloud.doors.rival();
  await cloud.clock.advanceBy(2 * secondMs);
  changeAll();
  await nothingUntrueFor(40 * minuteMs, 5 * secondMs);
  await leave();
  await nothingUntrueFor(90 * minuteMs, 30 * secondMs);
  const agesMs = await statedOf(cloud.emulator.world.chargers()[0]?.id ?? '');
  expect(agesMs, 'when he is forgotten').toEqual(agesMs.map(() => 2 * minuteMs));
});

test('while a link is dead and nobody knows, and after it', async () => {
  await following(3);
  for (let times = 0; times < 3; times++) {
    cloud.doors.freeze();
    await cloud.clock.advanceBy(2 * secondMs);
    changeAll();
    await nothingUntrueFor(8 * minuteMs, 2 * secondMs);
  }
});

test('of a link that is lost hours after a restart, before this run had to read a state', async () => {
  await following(3);
  await cloud.clock.advanceBy(9 * minuteMs); // the states were read a while ago, and no floor lets them be read at once
  await cloud.restart();
  await cloud.clock.advanceBy(5 * hourMs);
  cloud.emulator.faults.cutBus();
  changeAll();
  await nothingUntrueFor(30 * minuteMs, 10 * secondMs);
});

test('after a sleep of two hours', async () => {
  await following(3);
  const { clock, machine } = cloud;
  machine.fallAsleep();
  await clock.advanceBy(hourMs);
  changeAll();
  await clock.advanceBy(hourMs);
  machine.wakeUp();
  await clock.advanceBy(30 * secondMs);
  await nothingUntrueFor(20 * minuteMs, 5 * secondMs);
});

test.each([-10, -180, 3 * 24 * 60])('of a clock that was set by %i min', async (min) => {
  await following(3);
  cloud.machine.setWall(min * minuteMs);
  await cloud.clock.advanceBy(30 * secondMs);
  changeAll();
  await nothingUntrueFor(hourMs, 10 * secondMs);
});

test('of a program that is started anew every minute the ages grow, and one that then runs on is back to what it states', async () => {
  await following(1);
  const id = cloud.emulator.world.chargers()[0]?.id ?? '';
  const powerAge = async (): Promise<number> => (await cloud.zaptec.chargers.find(id))?.powerW.mostAgeMs ?? 0;
  for (let minute = 0; minute < 90; minute++) {
    await cloud.restart();
    await cloud.clock.advanceBy(minuteMs - 1);
  }
  expect(await powerAge()).toBeGreaterThan(mostStatedMs);
  await cloud.clock.advanceBy(2 * minuteMs);
  expect(await powerAge()).toBeLessThanOrEqual(mostStatedMs);
});
