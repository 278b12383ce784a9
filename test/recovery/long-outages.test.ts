// Outages and sleeps of hours: how often the cloud is asked meanwhile, and how soon everything is as it was.
import type { CallClass } from '@fairlead/policy';
import { afterEach, expect, test } from 'vitest';
import { type FollowedCloud, followedCloud } from './followed-cloud.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Null: every call is answered. */
const weathers = [
  null,
  { fault: { kind: 'status', status: 503 }, share: 0.3 },
  { fault: { kind: 'status', status: 503 }, share: 0.5 },
  { fault: { kind: 'status', status: 503 }, share: 0.8 },
  { fault: { kind: 'reset', when: 'after' }, share: 0.5 },
] as const;

let cloud: FollowedCloud;
afterEach(() => cloud.end());

test.each([
  ['the bus is away', () => cloud.emulator.faults.cutBus(), () => cloud.emulator.faults.restoreBus()],
  [
    'nothing answers',
    () => {
      cloud.emulator.faults.cutBus();
      cloud.emulator.faults.goDark();
    },
    () => {
      cloud.emulator.faults.restoreBus();
      return cloud.emulator.faults.comeBack();
    },
  ],
])('%s: a home that charges asks at most 150 times an hour, and is fresh 65 s after the end', async (_, begin, end) => {
  cloud = await followedCloud({ emulator: { fleet: { chargers: 1, charging: 1 } } });
  const { clock } = cloud;
  await clock.advanceBy(40 * minuteMs);
  begin();
  for (const _hour of [1, 2, 3]) {
    const sinceMs = clock.nowMs();
    await clock.advanceBy(hourMs);
    // Whoever finds nobody at home has made his calls all the same.
    expect(cloud.calls(sinceMs).length).toBeGreaterThan(40);
    expect(cloud.calls(sinceMs).length).toBeLessThanOrEqual(150);
  }
  await end();
  await clock.advanceBy(65_000);
  expect(cloud.states()).toEqual(['live']);
  expect(cloud.differences()).toEqual([]);
});

test('ten installations whose bus is away ask for details as seldom as one, and all are fresh 65 s after the end', async () => {
  cloud = await followedCloud({
    bus: 'installation',
    emulator: { fleet: { chargers: 10, charging: 0, installations: 10 } },
  });
  const { clock, emulator } = cloud;
  await clock.advanceBy(41 * minuteMs);
  emulator.faults.cutBus();
  for (const _hour of [1, 2, 3]) {
    const sinceMs = clock.nowMs();
    await clock.advanceBy(hourMs);
    const details = cloud.calls(sinceMs).filter((call) => call.class === 'stream-details');
    expect(details.length).toBeGreaterThan(60);
    expect(details.length).toBeLessThanOrEqual(90);
  }
  emulator.faults.restoreBus();
  await clock.advanceBy(65_000);
  expect(new Set(cloud.states())).toEqual(new Set(['live']));
  expect(cloud.differences()).toEqual([]);
});

test.each([
  { chargers: 1, charging: 1 },
  { chargers: 2, charging: 2 },
  { chargers: 5, charging: 5 },
  { chargers: 10, charging: 0 },
])(
  'the bus is away and half of the calls fail, $charging of $chargers charge: 150 calls an hour and polls at the floors',
  async (fleet) => {
    for (const weather of weathers) {
      cloud = await followedCloud({ seed: 3, emulator: { fleet } });
      const { clock, emulator } = cloud;
      await clock.advanceBy(40 * minuteMs);
      if (weather !== null) emulator.faults.plan(weather.fault, {}, { forMs: 2 * hourMs, share: weather.share });
      emulator.faults.cutBus();
      const polls = 60 * fleet.charging + 6 * (fleet.chargers - fleet.charging);
      for (const _hour of [1, 2]) {
        const sinceMs = clock.nowMs();
        await clock.advanceBy(hourMs);
        expect(cloud.calls(sinceMs).length, JSON.stringify(weather)).toBeLessThanOrEqual(150 + polls);
      }
      emulator.faults.restoreBus();
      await clock.advanceBy(65_000);
      expect(cloud.states()).toEqual(['live']);
      if (weather !== weathers.at(-1)) await cloud.end();
    }
  },
);

test('where the cloud refuses every call for hours (429), what is due hourly is asked for every ten minutes', async () => {
  cloud = await followedCloud();
  const { clock, emulator } = cloud;
  await clock.advanceBy(40 * minuteMs);
  emulator.faults.plan({ kind: 'status', status: 429 }, {}, { forMs: 3 * hourMs });
  for (const _hour of [1, 2, 3]) {
    const sinceMs = clock.nowMs();
    await clock.advanceBy(hourMs);
    expect(cloud.calls(sinceMs).length).toBeGreaterThan(2);
    // Six, and repeats while there are any of the account's own (own-repeats.ts).
    expect(cloud.calls(sinceMs).length).toBeLessThanOrEqual(6 + 45);
  }
  await clock.advanceBy(11 * minuteMs);
  expect(cloud.calls(clock.nowMs() - 11 * minuteMs).filter(({ status }) => status === 200)).toHaveLength(1);
});

test('installations that joined while the program ran ask for details in turn with the others', async () => {
  let listed = 1;
  cloud = await followedCloud({
    bus: 'installation',
    emulator: { fleet: { chargers: 5, charging: 0, installations: 5 } },
    fetchOf: (send) => async (input, init) => {
      const answer = await send(input, init);
      const { pathname } = new URL(input instanceof Request ? input.url : input);
      if (pathname !== '/api/installation' || answer.status !== 200) return answer;
      const told = (await answer.json()) as { readonly Data: readonly unknown[] };
      return Response.json({ ...told, Data: told.Data.slice(0, listed) }, { headers: answer.headers });
    },
  });
  const { clock, emulator } = cloud;
  await clock.advanceBy(hourMs);
  expect(cloud.states()).toHaveLength(1);
  for (listed of [3, 5]) await clock.advanceBy(7 * hourMs);
  expect(cloud.states()).toHaveLength(5);
  emulator.faults.cutBus();
  for (const _hour of [1, 2]) {
    const sinceMs = clock.nowMs();
    await clock.advanceBy(hourMs);
    const details = cloud.calls(sinceMs).filter((call) => call.class === 'stream-details');
    expect(details.length).toBeGreaterThan(60);
    expect(details.length).toBeLessThanOrEqual(90);
  }
  emulator.faults.restoreBus();
  await clock.advanceBy(65_000);
  expect(new Set(cloud.states())).toEqual(new Set(['live']));
});

test('without a stream, what became due while the machine slept is read within 20 s of its waking', async () => {
  cloud = await followedCloud({
    emulator: { fleet: { chargers: 2, charging: 0 }, switches: { bus: 'none' } },
    bus: 'installation',
  });
  const { clock, machine } = cloud;
  await clock.advanceBy(41 * minuteMs);
  machine.fallAsleep();
  await clock.advanceBy(7 * hourMs);
  const wokeAtMs = clock.nowMs();
  machine.wakeUp();
  await clock.advanceBy(20_000);
  expect(cloud.calls(wokeAtMs).filter((call) => call.class === 'state')).toHaveLength(2);
  expect(cloud.calls(wokeAtMs).filter((call) => call.class === 'detail')).toHaveLength(1);
  await clock.advanceBy(6 * minuteMs);
  // Every six hours: they were due an hour ago.
  expect(cloud.calls(wokeAtMs).filter((call) => call.class === 'list')).toHaveLength(2);
});

test('without a stream, a clock that is set back by three hours does not hold the polls back', async () => {
  cloud = await followedCloud({
    emulator: { fleet: { chargers: 2, charging: 0 }, switches: { bus: 'none' } },
    bus: 'installation',
  });
  const { clock, machine, emulator } = cloud;
  const reads = (of: CallClass) => emulator.calls().filter((call) => call.class === of).length;
  await clock.advanceBy(41 * minuteMs);
  machine.setWall(-3 * hourMs);
  const before = { state: reads('state'), detail: reads('detail') };
  await clock.advanceBy(hourMs);
  // The policy's own time runs at half speed until it has been caught up: half of the twelve that are due.
  expect(reads('state') - before.state).toBeGreaterThanOrEqual(4);
  expect(reads('state') - before.state).toBeLessThanOrEqual(12);
  await clock.advanceBy(2.9 * hourMs);
  expect(reads('detail') - before.detail).toBeGreaterThanOrEqual(2);
  expect(reads('detail') - before.detail).toBeLessThanOrEqual(3);
});
