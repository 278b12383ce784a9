// A machine whose clock is wrong: put back while it runs, behind from the start until it is put right, or for good. What is
// pushed and read meanwhile counts by the clocks of the bus and of the cloud.
import type { Clock } from '@fairlead/sdk';
import { afterEach, expect, test } from 'vitest';
import { agingHouse } from '../aging-house.ts';
import { tooOld } from '../too-old.ts';
import { type FollowedCloud, followedCloud } from './followed-cloud.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

let cloud: FollowedCloud;
afterEach(() => cloud.end());

const changeAll = (): void => {
  const { world } = cloud.emulator;
  for (const { id, car } of world.chargers()) {
    if (car === null) world.plug(id);
    else world.unplug(id);
  }
};

test.each([-6, -10, -180])(
  'put back by %i min, it holds the truth within a minute, and goes on doing so',
  async (min) => {
    cloud = await followedCloud();
    const { clock, machine } = cloud;
    await clock.advanceBy(61 * minuteMs);
    machine.setWall(min * minuteMs);
    await clock.advanceBy(minuteMs);
    changeAll();
    await clock.advanceBy(minuteMs);
    expect(cloud.differences()).toEqual([]);
    await clock.advanceBy(13 * hourMs);
    expect(cloud.differences()).toEqual([]);
    expect(cloud.flickers).toEqual([]);
  },
);

test.each([
  ...[-72, -27, 3, 27, 72].map((hours) => [hours, 'owner@fairlead.test'] as const),
  [-27, 'Owner@fairlead.test'] as const,
])(
  'a token that came while the clock was %i h off, for %s, lives its day when that is put right, and is replaced after it',
  async (hours, username) => {
    const credentials = { read: async () => ({ username, password: 'demo-owner' }) };
    cloud = await followedCloud({ account: { credentials } });
    const { clock, emulator, doors, machine } = cloud;
    await clock.advanceBy(10_000);
    emulator.faults.revokeTokens();
    machine.setWall(hours * hourMs);
    doors.reset();
    await clock.advanceBy(1_000);
    machine.setWall(-hours * hourMs);
    doors.reset();
    await clock.advanceBy(2 * minuteMs);
    expect(cloud.states()).toEqual(['live']);
    expect(cloud.zaptec.account.loginState()).toEqual({ state: 'ok', trouble: null });
    await clock.advanceBy(23 * hourMs);
    const calls = emulator.calls();
    expect(calls.filter((call) => call.class === 'token').map(({ status }) => status)).toEqual([200, 200]);
    expect(calls.filter(({ status }) => status === 401)).toHaveLength(1);
    // What was granted ends after a day; the one after it comes by itself.
    await clock.advanceBy(3 * hourMs);
    expect(cloud.states()).toEqual(['live']);
    expect(cloud.zaptec.account.loginState()).toEqual({ state: 'ok', trouble: null });
  },
);

test.each([
  ['while it runs', false],
  ['before a start', true],
])('put back by 3 h %s, it holds the current that was set since, and states no age too short', async (_, isStart) => {
  const house = await agingHouse('both');
  cloud = house.cloud;
  const { clock } = cloud;
  await clock.advanceBy(61 * minuteMs);
  await house.perform({ kind: 'set-clock', byMin: -180 });
  if (isStart) await house.perform({ kind: 'restart' });
  await clock.advanceBy(12 * minuteMs);
  await house.perform({ kind: 'set-current', amps: 9 });
  for (let passedMin = 0; passedMin < 4 * 60; passedMin += 7) {
    await clock.advanceBy(7 * minuteMs);
    expect(await tooOld(house), `${passedMin + 7} min later`).toEqual([]);
  }
  const found = await cloud.zaptec.installations.find(house.installationId);
  expect(found?.availableCurrentA).toBe(9);
});

const behind =
  (byMs: number) =>
  (machine: Clock): Clock => ({ ...machine, nowMs: () => machine.nowMs() - byMs });

test('behind by a day from the start and never put right, it holds the truth', async () => {
  cloud = await followedCloud({ clockOf: behind(24 * hourMs) });
  const { clock } = cloud;
  await clock.advanceBy(61 * minuteMs);
  changeAll();
  await clock.advanceBy(minuteMs);
  expect(cloud.differences()).toEqual([]);
});

test.each([-2, -24])(
  'started anew %i h behind what is kept, and put right 3 min later, it holds the truth',
  async (hours) => {
    cloud = await followedCloud();
    const { clock, machine } = cloud;
    await clock.advanceBy(61 * minuteMs);
    machine.setWall(hours * hourMs);
    await cloud.restart();
    await clock.advanceBy(minuteMs);
    changeAll();
    await clock.advanceBy(2 * minuteMs);
    expect(cloud.differences()).toEqual([]);
    machine.setWall(-hours * hourMs);
    changeAll();
    await clock.advanceBy(minuteMs);
    expect(cloud.differences()).toEqual([]);
    await clock.advanceBy(12 * hourMs);
    expect(cloud.differences()).toEqual([]);
    expect(cloud.flickers).toEqual([]);
  },
);

test.each([-6, -30, -180])('put back by %i min, a pause and a resume are confirmed by what is pushed', async (min) => {
  cloud = await followedCloud();
  const { clock, machine, zaptec, emulator } = cloud;
  await clock.advanceBy(61 * minuteMs);
  const charging = emulator.world.chargers().find(({ mode }) => mode === 3)?.id ?? '';
  machine.setWall(min * minuteMs);
  await clock.advanceBy(minuteMs);
  const readsBefore = emulator.calls().filter(({ class: kind }) => kind === 'state').length;
  const paused = zaptec.chargers.pause(charging);
  expect((await clock.during(paused, 10_000)).outcome).toBe('confirmed');
  await clock.advanceBy(minuteMs);
  expect((await clock.during(zaptec.chargers.resume(charging), 10_000)).outcome).toBe('confirmed');
  await clock.advanceBy(minuteMs);
  expect(emulator.calls().filter(({ class: kind }) => kind === 'state')).toHaveLength(readsBefore);
});

const ages = async (): Promise<readonly (number | null)[]> => {
  const found: (number | null)[] = [];
  for (const { id } of cloud.emulator.world.chargers()) {
    const charger = await cloud.zaptec.chargers.find(id);
    if (charger) found.push(charger.mode.mostAgeMs, charger.powerW.mostAgeMs, charger.online.mostAgeMs);
  }
  return found;
};

test.each([-6, -180])('put back by %i min, ages are stated as before, and states are read once a day', async (min) => {
  cloud = await followedCloud();
  const { clock, machine, emulator } = cloud;
  await clock.advanceBy(61 * minuteMs);
  const before = await ages();
  machine.setWall(min * minuteMs);
  const reads = () => emulator.calls().filter(({ class: kind, status }) => kind === 'state' && status === 200).length;
  const readsBefore = reads();
  for (let atMin = 0; atMin < 300; atMin += 15) {
    await clock.advanceBy(atMin === 0 ? minuteMs : 15 * minuteMs);
    expect(await ages()).toEqual(before);
  }
  await clock.advanceBy(26 * hourMs);
  expect(reads()).toBe(readsBefore + 3);
});

test('put back by 180 min and then without a stream, states are read and ages stated', async () => {
  cloud = await followedCloud();
  const { clock, machine, emulator } = cloud;
  await clock.advanceBy(61 * minuteMs);
  machine.setWall(-180 * minuteMs);
  await clock.advanceBy(minuteMs);
  emulator.faults.cutBus();
  changeAll();
  await clock.advanceBy(45 * minuteMs);
  const stated = await ages();
  expect(stated).not.toContain(null);
  expect(Math.max(...stated.map(Number))).toBeLessThan(46 * minuteMs);
  expect(cloud.differences().filter((told) => told.includes(' 710: '))).toEqual([]);
});

test('started anew 24 h behind what is kept and never put right, states are read within a day all the same', async () => {
  cloud = await followedCloud();
  const { clock, machine, emulator } = cloud;
  await clock.advanceBy(61 * minuteMs);
  machine.setWall(-24 * hourMs);
  await cloud.restart();
  const restartedAtMs = clock.nowMs();
  await clock.advanceBy(25 * hourMs);
  const read = emulator
    .calls()
    .filter(({ class: kind, status, sentAtMs }) => kind === 'state' && status === 200 && sentAtMs > restartedAtMs);
  expect(new Set(read.map(({ resource }) => resource)).size).toBe(3);
  expect(await ages()).not.toContain(null);
});

test('started anew with the clock between a read of the states and what was journalled since, it reads them at once', async () => {
  cloud = await followedCloud();
  const { clock, machine, emulator } = cloud;
  await clock.advanceBy(7 * hourMs);
  await cloud.restart(async () => machine.setWall(-6.2 * hourMs));
  await clock.advanceBy(2 * minuteMs);
  // By the clock they were read 50 min ago, and are due in 23 h; in truth it was 7 h.
  for (const { id } of emulator.world.chargers()) {
    const { nowMs, readAtMs } = cloud.zaptec.account.followed(id) ?? { nowMs: 0, readAtMs: null };
    expect(nowMs - (readAtMs ?? 0)).toBeLessThan(2 * minuteMs);
  }
});

test('started anew with the clock two hours behind what was journalled, its first call leaves after a minute', async () => {
  cloud = await followedCloud();
  const { clock, machine, emulator } = cloud;
  await clock.advanceBy(3 * hourMs);
  await cloud.restart(async () => machine.setWall(-2 * hourMs));
  const before = emulator.calls().length;
  const charging = emulator.world.chargers().find(({ mode }) => mode === 3);
  const paused = cloud.zaptec.chargers.pause(charging?.id ?? '');
  await clock.advanceBy(55_000);
  expect(emulator.calls().length - before).toBe(0);
  await clock.advanceBy(15_000);
  expect((await paused).outcome).toBe('confirmed');
});
