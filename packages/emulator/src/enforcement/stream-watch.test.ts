// push-first as the emulator judges it: it knows who reads the bus.
import { expect, test } from 'vitest';
import type { BusDetails } from '../contract.ts';
import type { AccountName } from '../fleets/accounts.ts';
import { detailsOf } from '../testing/bus-reader.ts';
import { type RehearsedCallers, rehearsedCallers } from '../testing/rehearsed-callers.ts';
import { createStreamWatch, maxStreamEvents } from './stream-watch.ts';

const minuteMs = 60_000;
const fleet = { chargers: 1, charging: 1, installations: 1 };

const charger = (cloud: RehearsedCallers) => {
  const [found] = cloud.emulator.world.chargers();
  if (!found) throw new Error('a world without a charger');
  return found;
};

const detailsFor = (cloud: RehearsedCallers, name: AccountName) => detailsOf(cloud, 'installation', name);

async function openStream(cloud: RehearsedCallers, details: BusDetails) {
  const handler = { message: async () => 'complete' as const, lost: () => undefined };
  const link = await cloud.emulator.messageSource().open(details, handler, { credit: 100 });
  await cloud.clock.advanceBy(1);
  return link;
}

/** Reads the state every ten minutes: never too often, and a safety net where a stream is read. */
async function readFor(cloud: RehearsedCallers, name: AccountName, minutes: number): Promise<void> {
  for (let passed = 0; passed < minutes; passed += 10) {
    await cloud.call(name, `/api/chargers/${charger(cloud).id}/state`);
    await cloud.clock.advanceBy(10 * minuteMs);
  }
}

const verdict = (cloud: RehearsedCallers) =>
  cloud.emulator.operator.report().verdicts.find(({ clause }) => clause === 'push-first')?.verdict;

const told = (cloud: RehearsedCallers) =>
  cloud.emulator.streamEvents().map(({ accountId, event }) => [nameOf(cloud, accountId), event]);

/** Told details and had no stream yet. */
const begin = (name: AccountName) => [name, 'lost'];

function nameOf(cloud: RehearsedCallers, sub: string | null): string {
  const { owner, service } = cloud.emulator.accounts;
  return sub === owner.sub ? 'owner' : sub === service.sub ? 'service' : 'nobody';
}

test('push-first: who reads the stream that it asked for keeps it, however long it reads state beside', async () => {
  await using cloud = await rehearsedCallers({ fleet });
  await openStream(cloud, await detailsFor(cloud, 'owner'));
  await readFor(cloud, 'owner', 180);
  expect(verdict(cloud)).toBe('kept');
  const fact = {
    v: 1,
    kind: 'stream',
    accountId: cloud.emulator.accounts.owner.sub,
    bus: 'installation',
    scope: charger(cloud).installationId,
    atMs: expect.any(Number),
  };
  expect(cloud.emulator.streamEvents()).toEqual([
    { ...fact, event: 'lost' },
    { ...fact, event: 'opened' },
  ]);
});

test('push-first: who asked for details, read the stream once and then only reads state breaks it after an hour', async () => {
  await using cloud = await rehearsedCallers({ fleet });
  const link = await openStream(cloud, await detailsFor(cloud, 'owner'));
  await readFor(cloud, 'owner', 30);
  await link.close();
  await readFor(cloud, 'owner', 60);
  expect(verdict(cloud)).toBe('kept');
  await readFor(cloud, 'owner', 20);
  expect(verdict(cloud)).toBe('broken');
  expect(cloud.emulator.operator.standingOf({ kind: 'account', id: cloud.emulator.accounts.owner.sub }).kind).not.toBe(
    'good-standing',
  );
  expect(told(cloud)).toEqual([begin('owner'), ['owner', 'opened'], ['owner', 'lost']]);
});

test('push-first: a stream is that of the account which was told the details last, and no other account is covered by it', async () => {
  await using cloud = await rehearsedCallers({ fleet });
  await detailsFor(cloud, 'service');
  await openStream(cloud, await detailsFor(cloud, 'owner'));
  await readFor(cloud, 'service', 90);
  expect(told(cloud)).toEqual([begin('service'), begin('owner'), ['owner', 'opened']]);
  expect(verdict(cloud)).toBe('broken');
});

test('push-first: while the bus takes nobody in, nobody owes it a stream; once it does, an hour is left', async () => {
  await using cloud = await rehearsedCallers({ fleet });
  await openStream(cloud, await detailsFor(cloud, 'owner'));
  cloud.emulator.faults.cutBus();
  const details = await detailsFor(cloud, 'owner');
  await expect(openStream(cloud, details)).rejects.toMatchObject({ code: 'cut' });
  await readFor(cloud, 'owner', 180);
  expect(verdict(cloud)).not.toBe('broken');
  cloud.emulator.faults.restoreBus();
  await openStream(cloud, await detailsFor(cloud, 'owner'));
  await readFor(cloud, 'owner', 60);
  expect(verdict(cloud)).toBe('kept');
  expect(told(cloud).map(([, event]) => event)).toEqual(['lost', 'opened', 'refused', 'refused', 'opened']);
});

test('push-first: who was told the details and never reads the stream breaks it too', async () => {
  await using cloud = await rehearsedCallers({ fleet });
  await detailsFor(cloud, 'owner');
  await readFor(cloud, 'owner', 90);
  expect(verdict(cloud)).toBe('broken');
});

test('two links of one account are one stream: it is lost with the last of them', async () => {
  await using cloud = await rehearsedCallers({ fleet });
  const details = await detailsFor(cloud, 'owner');
  const [first, second] = [await openStream(cloud, details), await openStream(cloud, details)];
  await first.close();
  expect(told(cloud)).toEqual([begin('owner'), ['owner', 'opened']]);
  await second.close();
  expect(told(cloud).at(-1)).toEqual(['owner', 'lost']);
});

test('of the events of a stream that comes and goes the latest are kept', () => {
  const seen: number[] = [];
  const watch = createStreamWatch({ nowMs: () => seen.length } as never, ({ atMs }) => void seen.push(atMs));
  watch.told('installation_1', 'main');
  for (let round = 0; round < maxStreamEvents; round++) {
    const reader = {};
    watch.reader({ kind: 'came', topic: 'installation_1', reader });
    watch.reader({ kind: 'went', topic: 'installation_1', reader });
  }
  expect(watch.events()).toHaveLength(maxStreamEvents);
  expect(watch.events().at(-1)).toMatchObject({ event: 'lost', atMs: 2 * maxStreamEvents - 1 });
});

test('push-first: who was told by the list that there is no bus reads the state in good faith', async () => {
  await using cloud = await rehearsedCallers({ fleet, switches: { bus: 'none' } });
  await cloud.call('owner', '/api/installation');
  await readFor(cloud, 'owner', 300);
  expect(verdict(cloud)).toBe('not-applicable');
  expect(told(cloud)).toEqual([['owner', 'refused']]);
});

test('push-first: whose subscription was removed reads the state in good faith, until it is activated again', async () => {
  await using cloud = await rehearsedCallers({ fleet });
  const { installationId } = charger(cloud);
  await detailsFor(cloud, 'owner');
  cloud.emulator.faults.removeSubscription(installationId);
  const path = `/api/installation/${installationId}/messagingConnectionDetails`;
  expect((await cloud.call('owner', path)).status).toBe(404);
  await readFor(cloud, 'owner', 300);
  expect(verdict(cloud)).toBe('not-applicable');
  cloud.emulator.world.activateBus(`installation_${installationId}`);
  expect((await cloud.call('owner', path)).status).toBe(200);
  await readFor(cloud, 'owner', 300);
  expect(verdict(cloud)).toBe('broken');
});
