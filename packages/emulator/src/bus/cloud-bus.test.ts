import { expect, test } from 'vitest';
import type { EmulatorOptions, EmulatorSnapshot } from '../contract.ts';
import { detailsOf, type Kind, look, busReader as reader } from '../testing/bus-reader.ts';
import { type RehearsedCallers, rehearsedCallers } from '../testing/rehearsed-callers.ts';
import { unusedLifeMs } from './bus-topics.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** One charger at rest: beside what a test publishes, the bus carries little. */
const fleet = { chargers: 1, charging: 0, installations: 1 };
const busy = { chargers: 4, charging: 1, installations: 1 };

const installationId = (cloud: RehearsedCallers): string => cloud.emulator.world.chargers()[0]?.installationId ?? '';

async function read(options: EmulatorOptions, kind: Kind = 'installation') {
  const cloud = await rehearsedCallers({ fleet, ...options });
  const details = await detailsOf(cloud, kind);
  return { cloud, details, ...(await reader(cloud, details)) };
}

const publish = (cloud: RehearsedCallers, count: number): string[] => {
  const texts = Array.from({ length: count }, (_, place) => `test ${place}`);
  for (const text of texts) cloud.emulator.faults.publishRaw(installationId(cloud), Buffer.from(text));
  return texts;
};
const tests = (got: readonly { readonly text: string }[]): string[] =>
  got.map(({ text }) => text).filter((text) => text.startsWith('test '));

test.each([
  ['both', 200, 200],
  ['group', 403, 200],
  ['installation', 200, 403],
  ['none', 403, 403],
] as const)('bus %s: details of an installation answer %i, of a group %i', async (bus, installation, group) => {
  await using cloud = await rehearsedCallers({ switches: { bus } });
  expect((await look(cloud, 'installation')).status).toBe(installation);
  expect((await look(cloud, 'group')).status).toBe(group);
  const site = cloud.emulator.world.chargers()[0]?.installationId;
  const row = (await (await cloud.call('owner', `/api/installation/${site}`)).json()) as Record<string, unknown>;
  const open = installation === 200;
  expect([row['MessagingEnabled'], Number(row['EnabledFeatures']) & 1]).toEqual([open, open ? 1 : 0]);
});

test('bus, turned while a client reads: its link ends with not-found, and the next look opens a new one', async () => {
  const { cloud, details, losses } = await read({});
  cloud.emulator.switches.set({ bus: 'group' });
  expect(losses).toEqual(['amqp:not-found']);
  cloud.emulator.switches.set({ bus: 'both' });
  const again = await detailsOf(cloud);
  expect([again.topic, again.password === details.password]).toEqual([details.topic, false]);
  const next = await reader(cloud, again);
  publish(cloud, 1);
  await cloud.clock.advanceBy(1);
  expect(tests(next.got)).toEqual(['test 0']);
  await cloud.emulator.stop();
});

test.each(['installation', 'group'] as const)('the %s bus carries every charger of what it is for', async (kind) => {
  const { cloud, observations } = await read({ fleet: busy }, kind);
  // Those that do not charge say only now and then that they are there.
  await cloud.clock.advanceBy(11 * minuteMs);
  const ids = cloud.emulator.world.chargers().map(({ id }) => id);
  expect(new Set(observations().map(({ chargerId }) => chargerId))).toEqual(new Set(ids));
  await cloud.emulator.stop();
});

test.each([
  ['auto', '127.0.0.1:8711'],
  ['with-port', '127.0.0.1:8711'],
  ['bare', '127.0.0.1'],
] as const)('host-form %s: Host is %s, and Port says it too', async (form, host) => {
  await using cloud = await rehearsedCallers({ switches: { 'host-form': form } });
  expect((await look(cloud)).told).toMatchObject({ Host: host, Port: 8711, UseSSL: false });
});

test('bus-key-life-min: after each life the links are cut with client-error, and new details work', async () => {
  const { cloud, details, losses } = await read({ switches: { 'bus-key-life-min': 30 } });
  await cloud.clock.advanceBy(29 * minuteMs);
  expect(losses).toEqual([]);
  await cloud.clock.advanceBy(minuteMs);
  expect(losses).toEqual(['amqp:client-error']);
  await expect(reader(cloud, details)).rejects.toMatchObject({ condition: 'amqp:unauthorized-access' });
  const next = await reader(cloud, await detailsOf(cloud));
  await cloud.clock.advanceBy(30 * minuteMs);
  expect(next.losses).toEqual(['amqp:client-error']);
  await cloud.emulator.stop();
});

test('bus-key-life-min 0, the default: keys stay for weeks; turned on while it runs, they change', async () => {
  const { cloud, losses } = await read({});
  await cloud.clock.advanceBy(24 * hourMs);
  expect(losses).toEqual([]);
  cloud.emulator.switches.set({ 'bus-key-life-min': 1 });
  await cloud.clock.advanceBy(minuteMs);
  expect(losses).toEqual(['amqp:client-error']);
  await cloud.emulator.stop();
});

test('bus-order in-order: what is published comes at once and in order', async () => {
  const { cloud, got } = await read({});
  const sent = publish(cloud, 50);
  await cloud.clock.advanceBy(1);
  expect(tests(got)).toEqual(sent);
  await cloud.emulator.stop();
});

test('bus-order shuffled: all come within 5 s, out of order, some twice; the same seed shuffles alike', async () => {
  const orders = await Promise.all(
    [7, 7, 8].map(async (seed) => {
      const { cloud, got } = await read({ seed, switches: { 'bus-order': 'shuffled' } });
      const sent = publish(cloud, 100);
      await cloud.clock.advanceBy(5_000);
      const order = tests(got);
      expect(new Set(order)).toEqual(new Set(sent));
      expect(order.length).toBeGreaterThan(sent.length);
      expect(order.length).toBeLessThan(sent.length * 1.3);
      expect([...new Set(order)]).not.toEqual(sent);
      await cloud.emulator.stop();
      return order;
    }),
  );
  expect(orders[0]).toEqual(orders[1]);
  expect(orders[0]).not.toEqual(orders[2]);
});

test('bus-order shuffled: what is under way when its subscription goes is dropped and harms nobody', async () => {
  const { cloud, losses } = await read({ switches: { 'bus-order': 'shuffled' } });
  publish(cloud, 20);
  cloud.emulator.switches.set({ bus: 'none' });
  await cloud.clock.advanceBy(6_000);
  expect(losses).toEqual(['amqp:not-found']);
  await cloud.emulator.stop();
});

const oldAfterNew = (
  seen: readonly { readonly chargerId: string; readonly stateId: number; readonly observedAtUs: number }[],
) => {
  const newest = new Map<string, number>();
  return seen.filter(({ chargerId, stateId, observedAtUs }) => {
    const key = `${chargerId}/${stateId}`;
    const older = observedAtUs < (newest.get(key) ?? 0);
    newest.set(key, Math.max(observedAtUs, newest.get(key) ?? 0));
    return older;
  });
};

test('stale-messages some: about one in fifty comes again, older than what was told before; none by default', async () => {
  for (const [word, least, most] of [
    ['some', 1 / 100, 1 / 25],
    ['none', 0, 0],
  ] as const) {
    const { cloud, observations } = await read({ fleet: busy, switches: { 'stale-messages': word } });
    await cloud.clock.advanceBy(hourMs);
    const seen = observations();
    const share = oldAfterNew(seen).length / seen.length;
    expect(seen.length).toBeGreaterThan(500);
    expect(share).toBeGreaterThanOrEqual(least);
    expect(share).toBeLessThanOrEqual(most);
    await cloud.emulator.stop();
  }
});

test('zero-uuid-messages: one an hour on each bus by default, none where they are switched off', async () => {
  for (const [word, count] of [
    ['hourly', 3],
    ['none', 0],
  ] as const) {
    const { cloud, got } = await read({ switches: { 'zero-uuid-messages': word } });
    await cloud.clock.advanceBy(3 * hourMs + minuteMs);
    const zeros = got.filter(({ text }) => text.includes('"ChargerId":"00000000-0000-0000-0000-000000000000"'));
    expect(zeros).toHaveLength(count);
    await cloud.emulator.stop();
  }
});

test('second-reader takes-half: about half never arrives, which half follows from the seed; all arrive by default', async () => {
  const taken = await Promise.all(
    (['takes-half', 'takes-half', 'none'] as const).map(async (word) => {
      const { cloud, got } = await read({ switches: { 'second-reader': word } });
      publish(cloud, 400);
      await cloud.clock.advanceBy(1);
      await cloud.emulator.stop();
      const numbers = got.map(({ sequenceNumber }) => sequenceNumber);
      expect(numbers.length === Math.max(...numbers)).toBe(word === 'none');
      return tests(got);
    }),
  );
  expect(taken[0]?.length).toBeGreaterThan(150);
  expect(taken[0]?.length).toBeLessThan(250);
  expect(taken[1]).toEqual(taken[0]);
  expect(taken[2]).toHaveLength(400);
});

test('a subscription that nobody read for 14 days is removed, and only portal or support bring it back', async () => {
  const { cloud, details, close } = await read({});
  await cloud.clock.advanceBy(unusedLifeMs + hourMs);
  expect((await look(cloud)).status).toBe(200);
  await close();
  await cloud.clock.advanceBy(unusedLifeMs - hourMs);
  expect((await look(cloud)).told).toMatchObject({ Password: details.password });
  await cloud.clock.advanceBy(2 * hourMs);
  expect((await look(cloud)).status).toBe(404);
  await expect(reader(cloud, details)).rejects.toMatchObject({ condition: 'amqp:not-found' });
  cloud.emulator.world.activateBus(details.topic);
  const again = await detailsOf(cloud);
  expect(again.password).not.toBe(details.password);
  const next = await reader(cloud, again);
  publish(cloud, 1);
  await cloud.clock.advanceBy(1);
  expect(tests(next.got)).toEqual(['test 0']);
  await cloud.emulator.stop();
}, 60_000);

test('a removed subscription stays removed over a snapshot, and an older snapshot knows of none', async () => {
  const { cloud, details, close } = await read({});
  await close();
  await cloud.clock.advanceBy(unusedLifeMs);
  const saved = cloud.emulator.snapshot();
  await cloud.emulator.stop();
  await using gone = await rehearsedCallers({ snapshot: saved });
  expect((await look(gone)).status).toBe(404);
  const { removedTopics: _, ...before } = saved.world as Record<string, unknown>;
  const older: EmulatorSnapshot = { ...saved, world: before };
  await using back = await rehearsedCallers({ snapshot: older });
  expect((await look(back)).told).toMatchObject({ Topic: details.topic });
}, 60_000);

test('the 14 days go on counting over a snapshot, and the time that the cloud was off is not counted', async () => {
  const { cloud, close } = await read({});
  await cloud.clock.advanceBy(unusedLifeMs);
  await close();
  await cloud.clock.advanceBy(unusedLifeMs - 2 * hourMs);
  await cloud.emulator.stop();
  const saved = JSON.parse(JSON.stringify(cloud.emulator.snapshot())) as EmulatorSnapshot;
  await using later = await rehearsedCallers({ snapshot: saved }, cloud.clock.nowMs() + 30 * 24 * hourMs);
  await later.clock.advanceBy(hourMs);
  expect((await look(later)).status).toBe(200);
  await later.clock.advanceBy(hourMs);
  expect((await look(later)).status).toBe(404);
}, 60_000);

test('a snapshot of before idle times were kept counts its subscriptions anew, a damaged one is refused', async () => {
  const { cloud, close } = await read({});
  await close();
  await cloud.clock.advanceBy(unusedLifeMs - hourMs);
  const saved = cloud.emulator.snapshot();
  await cloud.emulator.stop();
  const { idleTopicsMs: _, ...before } = saved.world as Record<string, unknown>;
  await using anew = await rehearsedCallers({ snapshot: { ...saved, world: before } });
  await anew.clock.advanceBy(unusedLifeMs - hourMs);
  expect((await look(anew)).status).toBe(200);
  const damaged = { ...saved, world: { ...before, idleTopicsMs: { x: 'long' } } };
  await expect(rehearsedCallers({ snapshot: damaged })).rejects.toMatchObject({ code: 'bad-snapshot' });
}, 60_000);

test('activating what nothing in this world is called is refused in a sentence', async () => {
  await using cloud = await rehearsedCallers();
  expect(() => cloud.emulator.world.activateBus('installation_nowhere')).toThrow(
    expect.objectContaining({ code: 'unknown-topic' }),
  );
});
