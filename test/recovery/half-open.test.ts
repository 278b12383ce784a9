// A link that is dead without a word: when its values are right again, and what that costs. The real SDK on the rehearsed
// cloud under one manual clock.
import { judge } from '@fairlead/policy';
import { afterEach, expect, test } from 'vitest';
import { type FollowedCloud, followedCloud } from './followed-cloud.ts';
import { busPatienceMs, halfOpenNoticedMs } from './weathered-doors.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

let cloud: FollowedCloud;
afterEach(() => cloud.end());

const readsSince = (sinceMs: number) => cloud.calls(sinceMs).filter((call) => call.class === 'state');

/** Of everything that a driver does: who is plugged in, whether it charges, and since when it is paused. */
async function change(): Promise<void> {
  const { emulator, zaptec } = cloud;
  const chargers = emulator.world.chargers();
  for (const { id, car, mode } of chargers) {
    if (car === null) emulator.world.plug(id);
    else if (mode === 3) void zaptec.chargers.pause(id).catch(() => {});
  }
}

test.each([40, 41.3, 45, 52.7, 61, 75.5, 119.9].map((minutes) => [minutes]))(
  'dead from minute %d on, and everything changed meanwhile: the mirror is the truth within 90 s of its beginning',
  async (minutes) => {
    cloud = await followedCloud();
    const { clock, doors } = cloud;
    await clock.advanceBy(minutes * minuteMs);
    const deadAtMs = clock.nowMs();
    doors.freeze();
    await clock.advanceBy(5_000);
    await change();
    let rightAtMs: number | null = null;
    await clock.advanceBy(halfOpenNoticedMs - 5_000);
    while (clock.nowMs() - deadAtMs <= 90_000) {
      if (cloud.states()[0] === 'live' && cloud.differences().length === 0) rightAtMs ??= clock.nowMs();
      await clock.advanceBy(250);
    }
    expect(rightAtMs, cloud.differences().join('\n')).not.toBeNull();
    const reads = readsSince(deadAtMs + halfOpenNoticedMs);
    expect(reads.length, 'one of each charger').toBeLessThanOrEqual(3);
    await clock.advanceBy(busPatienceMs + 2 * minuteMs);
    expect(cloud.differences()).toEqual([]);
    expect(cloud.flickers).toEqual([]);
    expect(judge(cloud.facts).verdicts.filter(({ verdict }) => verdict === 'broken')).toEqual([]);
    expect(cloud.emulator.operator.report().verdicts.filter(({ verdict }) => verdict === 'broken')).toEqual([]);
  },
);

test('what ended with a word costs no read of a state, however often', async () => {
  cloud = await followedCloud();
  const { clock, doors } = cloud;
  await clock.advanceBy(40 * minuteMs);
  const sinceMs = clock.nowMs();
  for (let n = 0; n < 20; n++) {
    doors.reset();
    await clock.advanceBy(5 * minuteMs);
  }
  expect(readsSince(sinceMs)).toEqual([]);
});

test('of many chargers 20 are read, those that charge first; the others are right when the bus’s locks have ended', async () => {
  cloud = await followedCloud({ emulator: { fleet: { chargers: 60, charging: 12 } } });
  const { clock, doors, emulator } = cloud;
  await clock.advanceBy(hourMs);
  const charging = emulator.world.chargers().flatMap(({ id, mode }) => (mode === 3 ? [id] : []));
  doors.freeze();
  const sinceMs = clock.nowMs();
  await clock.advanceBy(halfOpenNoticedMs + 9_000);
  const read = readsSince(sinceMs).map(({ resource }) => resource);
  expect(read).toHaveLength(20);
  expect(read).toEqual(expect.arrayContaining(charging));
  await clock.advanceBy(busPatienceMs + minuteMs);
  expect(cloud.differences()).toEqual([]);
  expect(readsSince(sinceMs)).toHaveLength(20);
});

test('a link that is dead every ten minutes costs at most 150 calls an hour, however many chargers there are', async () => {
  cloud = await followedCloud({ emulator: { fleet: { chargers: 30, charging: 10 } } });
  const { clock, doors } = cloud;
  await clock.advanceBy(hourMs);
  const sinceMs = clock.nowMs();
  while (clock.nowMs() - sinceMs < hourMs) {
    doors.freeze();
    await clock.advanceBy(10 * minuteMs);
  }
  expect(cloud.calls(sinceMs).length).toBeLessThanOrEqual(150);
});
