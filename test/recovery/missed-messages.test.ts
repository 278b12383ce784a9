// What the bus lost for good is read once more, soon and at the floor, not with the daily read.
import { afterEach, expect, test } from 'vitest';
import { type FollowedCloud, type FollowedCloudOptions, followedCloud } from './followed-cloud.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

let cloud: FollowedCloud;
afterEach(() => cloud.end());

const idle: FollowedCloudOptions = { emulator: { fleet: { chargers: 3, charging: 0 } } };
const modes = () =>
  cloud.emulator.world.chargers().map(({ id }) => cloud.zaptec.account.mirror.observation(id, 710)?.value);
const trueModes = () => cloud.emulator.world.chargers().map(({ mode }) => String(mode));
const reads = (sinceMs: number) => cloud.calls(sinceMs).filter((call) => call.class === 'state').length;
function carComes(): void {
  const free = cloud.emulator.world.chargers().find(({ car }) => car === null);
  if (!free) throw new Error('A world in which every place is taken.');
  cloud.emulator.world.plug(free.id);
}

test('a car that came while the subscription was gone is known soon after it is back, by one read of each charger', async () => {
  cloud = await followedCloud(idle);
  const { clock, emulator } = cloud;
  const [group = ''] = emulator.accounts.owner.userGroupIds;
  await clock.advanceBy(2 * hourMs);
  emulator.faults.removeSubscription(group);
  await clock.advanceBy(24 * hourMs - 30_000);
  // The last poll before the daily look has been, and nobody tells of the car.
  carComes();
  await clock.advanceBy(10_000);
  emulator.world.activateBus(`usergroup_${group}`);
  await clock.advanceBy(minuteMs);
  expect(cloud.states()).toEqual(['live']);
  const liveAtMs = clock.nowMs();
  await clock.advanceBy(13 * minuteMs);
  expect(modes()).toEqual(trueModes());
  expect(cloud.differences()).toEqual([]);
  const known = reads(liveAtMs);
  expect(known).toBeLessThanOrEqual(3);
  await clock.advanceBy(6 * hourMs);
  expect(reads(liveAtMs)).toBe(known);
});

test('a few messages that went to somebody else are read again by one read of each charger, though nobody is suspected', async () => {
  cloud = await followedCloud(idle);
  const { clock, doors, emulator } = cloud;
  await clock.advanceBy(2 * hourMs);
  const leave = await doors.rival();
  for (const { id } of emulator.world.chargers()) emulator.world.warn(id, ['HUMIDITY']);
  await clock.advanceBy(0);
  await leave();
  const leftAtMs = clock.nowMs();
  expect(cloud.differences(), 'the rival took something').not.toEqual([]);
  await clock.advanceBy(30 * minuteMs);
  expect(cloud.states()).toEqual(['live']);
  expect(cloud.differences()).toEqual([]);
  expect(reads(leftAtMs)).toBe(3);
});

test('where the numbers are told to mean nothing, nobody is suspected and nothing is read for them', async () => {
  cloud = await followedCloud({ account: { detectSharedSubscription: false } });
  const { clock, doors } = cloud;
  await clock.advanceBy(2 * hourMs);
  const sinceMs = clock.nowMs();
  const leave = await doors.rival();
  await clock.advanceBy(2 * hourMs);
  expect(cloud.states()).toEqual(['live']);
  expect(reads(sinceMs)).toBe(0);
  await leave();
});

test('a lost link loses nothing: the bus keeps what came meanwhile, and no state is read for it', async () => {
  cloud = await followedCloud(idle);
  const { clock, emulator } = cloud;
  await clock.advanceBy(2 * hourMs);
  const sinceMs = clock.nowMs();
  emulator.faults.cutBus();
  await clock.advanceBy(5_000);
  carComes();
  emulator.faults.restoreBus();
  await clock.advanceBy(10_000);
  expect(cloud.differences()).toEqual([]);
  await clock.advanceBy(4 * hourMs);
  expect(reads(sinceMs)).toBe(0);
});

test('a restart finds the backlog of its subscription and reads no state for it', async () => {
  cloud = await followedCloud(idle);
  const { clock } = cloud;
  await clock.advanceBy(2 * hourMs);
  await cloud.zaptec.close();
  carComes();
  await clock.advanceBy(20 * minuteMs);
  const sinceMs = clock.nowMs();
  await cloud.restart();
  await clock.advanceBy(minuteMs);
  expect(cloud.differences()).toEqual([]);
  expect(reads(sinceMs)).toBe(0);
});
