// Bad weather on the service bus, over real AMQP: cut, new keys, and messages that nobody can read among good ones.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type RehearsedHouse, rehearsedHouse } from './rehearsed-house.ts';

const isUp = ({ state }: { readonly state: string }): boolean => state === 'live' || state === 'quiet';
let house: RehearsedHouse;
beforeAll(async () => {
  house = await rehearsedHouse('real');
  await house.filled();
});
beforeEach(async () => {
  await house.until(house.stream, isUp);
});
afterAll(() => house.end());

/** A car comes or goes, and the page's values tell it by the stream. */
async function aCarIsSeen(): Promise<void> {
  const before = await house.chargers();
  const charger = before.find(({ mode }) => mode.value === 'disconnected') ?? before[0];
  if (!charger) throw new Error('The demo has no charger.');
  if (charger.mode.value === 'disconnected') house.emulator.world.plug(charger.id);
  else house.emulator.world.unplug(charger.id);
  const seen = await house.until(
    async () => (await house.chargers()).find(({ id }) => id === charger.id),
    (view) => view?.mode.value !== charger.mode.value,
  );
  expect(seen?.mode.via).toBe('stream');
}

test('a message that cannot be read is counted and taken, and the good ones around it arrive', async () => {
  const { messages } = (await house.stream()).sources[0] ?? { messages: 0 };
  const installationId = (await house.chargers())[0]?.installationId ?? '';
  const secret = 'card-4711-of-somebody';
  for (const body of ['', '\u0000\u00ff', `{"DeviceId":"${secret}"`, 'x'.repeat(70_000)])
    house.emulator.faults.publishRaw(installationId, new TextEncoder().encode(body));
  await aCarIsSeen();
  const stream = await house.until(house.stream, ({ sources }) => (sources[0]?.undecodable ?? 0) >= 4);
  expect(stream.sources[0]?.undecodable).toBe(4);
  expect(stream.sources[0]?.messages).toBeGreaterThan(messages);
  expect(isUp(stream)).toBe(true);
  expect(house.logged.join('\n')).not.toContain(secret);
});

test('a link that is cut is told in a sentence, everything held is served on, and it comes back by itself', async () => {
  const known = await house.chargers();
  house.emulator.faults.cutBus();
  const { sources } = await house.until(house.stream, ({ sources }) => (sources[0]?.trouble ?? null) !== null);
  expect(sources[0]?.trouble).toMatch(/^[A-Z][^\n]+\.$/);
  const held = await house.chargers();
  expect(held.map(({ id, name }) => [id, name])).toEqual(known.map(({ id, name }) => [id, name]));
  expect(held.every(({ freshness }) => freshness === 'recent')).toBe(true);
  house.emulator.faults.restoreBus();
  const back = await house.until(house.stream, isUp);
  expect(back.sources[0]).toMatchObject({ trouble: null });
  await aCarIsSeen();
  // Over AMQP too the cloud knows who reads its bus, and that it was the bus which took nobody in.
  const told = house.emulator.streamEvents().filter(({ bus }) => bus === house.emulator.streamEvents().at(-1)?.bus);
  expect(told.map(({ event }) => event)).toEqual(expect.arrayContaining(['opened', 'refused']));
  expect(told.at(-1)?.event).toBe('opened');
});

test('keys that are replaced while connected are fetched anew, without a login and without a refusal', async () => {
  const details = () => house.emulator.calls().filter(({ class: of }) => of === 'stream-details').length;
  const before = details();
  const reconnects = (await house.stream()).sources[0]?.reconnects ?? 0;
  house.emulator.faults.rotateBusKeys();
  const back = await house.until(house.stream, (view) => isUp(view) && (view.sources[0]?.reconnects ?? 0) > reconnects);
  expect(back.sources[0]).toMatchObject({ trouble: null });
  expect(details()).toBeGreaterThan(before);
  expect(house.logins()).toEqual([200]);
  expect(house.emulator.callCounts().byStatus.get(429) ?? 0).toBe(0);
});
