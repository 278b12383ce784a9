// The states of a source as a user of the SDK sees them: when each is entered, when it is left, and what it says.
import { type AccountEvent, type StreamSourceStatus, serviceBusSource } from '@fairlead/sdk';
import { afterEach, expect, test } from 'vitest';
import { type FollowedCloud, type FollowedCloudOptions, followedCloud } from './followed-cloud.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const real = serviceBusSource({ log: { debug() {}, info() {}, warn() {}, error() {} } });

let cloud: FollowedCloud;
afterEach(() => cloud.end());

const source = (): StreamSourceStatus => {
  const [first] = cloud.zaptec.account.streamStatus();
  if (!first) throw new Error('No source.');
  return first;
};

/** The states that were told since, each once in a row. */
function told(): string[] {
  const states: string[] = [];
  cloud.zaptec.account.subscribe((event: AccountEvent) => {
    if (event.kind === 'stream' && states.at(-1) !== event.source.state) states.push(event.source.state);
  });
  return states;
}

async function following(options?: FollowedCloudOptions): Promise<string[]> {
  cloud = await followedCloud(options);
  return told();
}

test('connecting from the start on, live with its link, off after the end', async () => {
  const states = await following();
  expect(source()).toMatchObject({ state: 'connecting', lastMessageAtMs: null, subscriptionEndsAtMs: null });
  await cloud.clock.advanceBy(10_000);
  expect(source()).toMatchObject({ state: 'live', trouble: null, reconnects: 0 });
  await cloud.clock.during(cloud.zaptec.close(), 10_000);
  expect(source().state).toBe('off');
  expect(states).toEqual(['live', 'off']);
});

test('quiet after 20 min without a message, stale after 65, each with its sentence, and live with the next message', async () => {
  const states = await following({ emulator: { switches: { 'zero-uuid-messages': 'none' } } });
  const { clock, emulator } = cloud;
  await clock.advanceBy(10 * minuteMs);
  for (const { id } of emulator.world.chargers()) emulator.world.setOffline(id);
  await clock.advanceBy(19 * minuteMs);
  expect(source().state).toBe('live');
  await clock.advanceBy(3 * minuteMs);
  expect(source()).toMatchObject({ state: 'quiet', trouble: expect.stringContaining('more than 20 min') });
  await clock.advanceBy(45 * minuteMs);
  expect(source()).toMatchObject({ state: 'stale', trouble: expect.stringContaining('more than an hour') });
  await clock.advanceBy(2 * hourMs);
  expect(source().state, 'a link that opens is no sign of life').toBe('stale');
  for (const { id } of emulator.world.chargers()) emulator.world.setOnline(id);
  await clock.advanceBy(10_000);
  expect(source()).toMatchObject({ state: 'live', trouble: null });
  expect(states).toEqual(['live', 'quiet', 'stale', 'live']);
});

test('connecting after a loss, down while it cannot be opened, live again; it tells until when the subscription is kept', async () => {
  const states = await following();
  const { clock, emulator } = cloud;
  await clock.advanceBy(hourMs);
  expect(source().subscriptionEndsAtMs, 'it is in use').toBeNull();
  emulator.faults.cutBus();
  const lostAtMs = clock.nowMs();
  await clock.advanceBy(2 * dayMs);
  expect(source()).toMatchObject({ state: 'down', subscriptionEndsAtMs: lostAtMs + 14 * dayMs });
  expect(source().trouble).toMatch(/\.$/);
  await cloud.restart();
  await clock.advanceBy(minuteMs);
  expect(source(), 'as the history tells').toMatchObject({
    state: 'down',
    subscriptionEndsAtMs: lostAtMs + 14 * dayMs,
  });
  emulator.faults.restoreBus();
  await clock.advanceBy(65_000);
  expect(source()).toMatchObject({ state: 'live', trouble: null, subscriptionEndsAtMs: null });
  expect(states.slice(0, 3)).toEqual(['live', 'connecting', 'down']);
});

test('shared while somebody else reads, with the remedy, polled at the floors; live 37 min after he left', async () => {
  const states = await following();
  const { clock, doors } = cloud;
  await clock.advanceBy(hourMs);
  const leave = await doors.rival();
  await clock.advanceBy(30 * minuteMs);
  expect(source()).toMatchObject({ state: 'shared', trouble: expect.stringContaining('Stop the other reader') });
  const sinceMs = clock.nowMs();
  await clock.advanceBy(hourMs);
  for (const { id } of cloud.emulator.world.chargers()) {
    // The law sees a link that is open, whatever is lost on it: 600 s then, while charging too.
    const reads = cloud.calls(sinceMs).filter((call) => call.class === 'state' && call.resource === id).length;
    expect(reads).toBeGreaterThanOrEqual(5);
    expect(reads).toBeLessThanOrEqual(6);
  }
  await leave();
  await clock.advanceBy(37 * minuteMs);
  expect(source()).toMatchObject({ state: 'live', trouble: null });
  expect(states).toEqual(['live', 'shared', 'live']);
});

test.each([
  ['403', () => cloud.emulator.switches.set({ bus: 'none' }), /\(status 403\).*switch it on.*once a day/],
  [
    '404',
    () => {
      for (const id of cloud.emulator.accounts.owner.userGroupIds) cloud.emulator.faults.removeSubscription(id);
    },
    /nobody read it for 14 days and it was removed \(status 404\).*switch it on.*once a day/,
  ],
])('down after a %s on the details, with the reason, who helps, and what is done meanwhile', async (_, deny, why) => {
  await following();
  await cloud.clock.advanceBy(hourMs);
  deny();
  await cloud.clock.advanceBy(minuteMs);
  expect(source().state).toBe('down');
  expect(source().trouble).toMatch(why);
});

test('a denial of a listed installation is remembered over restarts: the law lets the next look go a day after it', async () => {
  await following({ bus: 'installation' });
  const { clock, emulator } = cloud;
  await clock.advanceBy(hourMs);
  const allow = emulator.faults.plan({ kind: 'status', status: 403 }, { path: 'messagingConnectionDetails' }, 1_000);
  emulator.faults.detachReaders();
  await clock.advanceBy(hourMs);
  const looks = () => cloud.calls().filter((call) => call.class === 'stream-details').length;
  const before = looks();
  for (const _ of [1, 2, 3]) {
    await cloud.restart();
    await clock.advanceBy(hourMs);
    expect(source()).toMatchObject({ state: 'down', trouble: expect.stringMatching(/no-intrusion.*2026-11-21T16:00/) });
  }
  expect(looks()).toBe(before);
  allow();
  await clock.advanceBy(dayMs);
  expect(source().state).toBe('live');
  expect(looks()).toBe(before + 1);
});

test.each([
  [
    'sleeps',
    async () => {
      cloud.machine.fallAsleep();
      await cloud.clock.advanceBy(30 * minuteMs);
      cloud.machine.wakeUp();
      await cloud.clock.advanceBy(30 * minuteMs);
    },
  ],
  [
    'starts again',
    async () => {
      await cloud.restart();
      await cloud.clock.advanceBy(hourMs);
    },
  ],
  [
    'has its clock set to and fro',
    async () => {
      cloud.machine.setWall(10 * minuteMs);
      await cloud.clock.advanceBy(30 * minuteMs);
      cloud.machine.setWall(-10 * minuteMs);
      await cloud.clock.advanceBy(30 * minuteMs);
    },
  ],
])('a subscription that was removed is looked for once a day, though the machine %s each hour', async (_, act) => {
  cloud = await followedCloud();
  const { clock, emulator } = cloud;
  await clock.advanceBy(10_000);
  for (const id of emulator.accounts.owner.userGroupIds) emulator.faults.removeSubscription(id);
  emulator.faults.detachReaders();
  await clock.advanceBy(minuteMs);
  const looks = () => emulator.calls().filter((call) => call.class === 'stream-details');
  const before = looks().length;
  expect(looks().at(-1)?.status).toBe(404);
  for (let hour = 0; hour < 23; hour++) await act();
  expect(looks().length - before).toBe(0);
  expect(source()).toMatchObject({ state: 'down', trouble: expect.stringContaining('once a day') });
  for (let hour = 0; hour < 3; hour++) await act();
  expect(looks().length - before).toBe(1);
});

test('of 70 installations 64 are read, opened at the governor’s pace; the others say so and are polled', async () => {
  await following({ bus: 'installation', emulator: { fleet: { chargers: 70, charging: 0, installations: 70 } } });
  const { clock, zaptec } = cloud;
  await clock.advanceBy(hourMs);
  const sources = zaptec.account.streamStatus();
  expect(sources.filter(({ state }) => state === 'live')).toHaveLength(64);
  const left = sources.filter(({ state }) => state === 'off');
  expect(left).toHaveLength(6);
  expect(left[0]?.trouble).toBe('Only 64 sources are read at once; the chargers of this one are polled.');
  const looks = cloud.calls().filter((call) => call.class === 'stream-details');
  expect(looks).toHaveLength(64);
  for (const [place, { sentAtMs }] of looks.entries()) {
    const twelfth = looks[place - 12];
    // 9.9 a second, and a burst of 12.
    if (twelfth && place >= 24) expect(sentAtMs - twelfth.sentAtMs).toBeGreaterThanOrEqual(1_200);
  }
  const polled = new Set(left.map(({ scope }) => scope));
  const sinceMs = clock.nowMs();
  await clock.advanceBy(hourMs);
  const reads = cloud.calls(sinceMs).filter((call) => call.class === 'state');
  for (const { id, installationId } of zaptec.account.mirror.chargers()) {
    const own = reads.filter(({ resource }) => resource === id).length;
    expect(own).toBeGreaterThanOrEqual(polled.has(installationId ?? '') ? 5 : 0);
    expect(own).toBeLessThanOrEqual(polled.has(installationId ?? '') ? 60 : 0);
  }
});

test('details that ask for a connection without TLS elsewhere than on this machine are refused, and say so', async () => {
  await following({
    account: {
      source: {
        open: (details, handler, options) =>
          real.open({ ...details, host: 'bus.example', useSsl: false }, handler, options),
      },
    },
  });
  await cloud.clock.advanceBy(dayMs);
  expect(source()).toMatchObject({ state: 'down', trouble: expect.stringContaining('without TLS (UseSSL false)') });
  expect(source().trouble).toContain('this machine only');
  expect(cloud.calls().filter((call) => call.class === 'stream-details').length).toBeLessThanOrEqual(3);
});
