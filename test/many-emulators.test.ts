// Several clouds in one process, each behind sockets of its own, as test files that run side by side have them.
import { type Emulator, startEmulator } from '@fairlead/emulator';
import { decodeBusMessage, parseConnectionDetails } from '@fairlead/protocol';
import { serviceBusSource } from '@fairlead/sdk';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

const log = { debug() {}, info() {}, warn() {}, error() {} };
const soon = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 5 });
/** The first two are of one seed: they have the same ids and are two worlds all the same. */
const seeds = [1, 1, 2, 3, 4, 5];

interface Follower {
  readonly emulator: Emulator;
  readonly headers: Readonly<Record<string, string>>;
  readonly heard: { readonly chargerId: string; readonly stateId: number }[];
  close(): Promise<void>;
}

let clouds: Follower[];
beforeAll(async () => {
  const fleet = { chargers: 1, charging: 0 };
  const emulators = await Promise.all(seeds.map((seed) => startEmulator({ seed, fleet, amqpTlsPort: 0 })));
  clouds = await Promise.all(emulators.map(follow));
});
afterAll(async () => {
  await Promise.all(clouds.map(async ({ emulator, close }) => close().then(() => emulator.stop())));
});

async function follow(emulator: Emulator): Promise<Follower> {
  const { username, password } = emulator.accounts.owner;
  const body = new URLSearchParams({ grant_type: 'password', username, password });
  const login = await fetch(`${emulator.url}/oauth/token`, { method: 'POST', body });
  const headers = { authorization: `Bearer ${((await login.json()) as { access_token: string }).access_token}` };
  const path = `/api/installation/${emulator.world.chargers()[0]?.installationId}/messagingConnectionDetails`;
  const details = parseConnectionDetails(await (await fetch(`${emulator.url}${path}`, { headers })).json());
  if (details.kind !== 'ok') throw new Error('The emulator gave no connection details.');
  const heard: Follower['heard'] = [];
  const link = await serviceBusSource({ log }).open(
    details.value,
    {
      async message({ body }) {
        const message = decodeBusMessage(body);
        if (message.kind === 'observation') heard.push(message);
        return 'complete';
      },
      lost: () => {},
    },
    { credit: 10 },
  );
  return { emulator, headers, heard, close: () => link.close() };
}

const status = async (url: string, init: RequestInit = {}) => (await fetch(`${url}/api/chargers`, init)).status;

test('each has doors, keys and tokens of its own', async () => {
  const ports = clouds.flatMap(({ emulator: { url, amqpPort, amqpTlsPort } }) => [url, amqpPort, amqpTlsPort]);
  expect(new Set(ports).size).toBe(3 * seeds.length);
  expect(new Set(clouds.map(({ emulator }) => emulator.caPem)).size).toBe(seeds.length);
  for (const [place, { headers }] of clouds.entries()) {
    const told = await Promise.all(clouds.map(({ emulator }) => status(emulator.url, { headers })));
    expect(told).toEqual(seeds.map((_, other) => (other === place ? 200 : 401)));
  }
});

test('what happens in one is heard on its bus and on no other, whether ids are the same or not', async () => {
  const [first, ...others] = clouds;
  const id = first?.emulator.world.chargers()[0]?.id ?? '';
  first?.emulator.world.plug(id);
  await soon(() => expect(first?.heard).toContainEqual(expect.objectContaining({ chargerId: id, stateId: 710 })));
  expect(others[0]?.emulator.world.chargers()[0]).toMatchObject({ id, mode: 1 });
  expect(others.flatMap(({ heard }) => heard.filter(({ stateId }) => stateId === 710))).toEqual([]);
});

test('the end of one ends no other', async () => {
  const [gone] = clouds.splice(2, 1);
  await gone?.close();
  await gone?.emulator.stop();
  await expect(status(gone?.emulator.url ?? '')).rejects.toThrow('fetch failed');
  const last = clouds.at(-1);
  const id = last?.emulator.world.chargers()[0]?.id ?? '';
  last?.emulator.world.plug(id);
  await soon(() => expect(last?.heard).toContainEqual(expect.objectContaining({ chargerId: id, stateId: 710 })));
  for (const { emulator, headers } of clouds) expect(await status(emulator.url, { headers })).toBe(200);
});
