// A reset and a restore in the midst of traffic over real sockets: the official Service Bus client is cut off as the cloud
// does it, and comes back on the same ports.
import { type Emulator, startEmulator } from '@fairlead/emulator';
import { parseConnectionDetails } from '@fairlead/protocol';
import { type ConnectionDetails, type LinkLoss, serviceBusSource } from '@fairlead/sdk';
import { afterEach, expect, test, vi } from 'vitest';

const log = { debug() {}, info() {}, warn() {}, error() {} };
const soon = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 5 });

const ending: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

async function detailsOf(emulator: Emulator): Promise<ConnectionDetails> {
  const { username, password } = emulator.accounts.owner;
  const body = new URLSearchParams({ grant_type: 'password', username, password });
  const login = await fetch(`${emulator.url}/oauth/token`, { method: 'POST', body });
  const { access_token } = (await login.json()) as { access_token: string };
  const url = `${emulator.url}/api/installation/${emulator.world.chargers()[0]?.installationId}/messagingConnectionDetails`;
  const answer = await fetch(url, { headers: { authorization: `Bearer ${access_token}` } });
  const parsed = parseConnectionDetails(await answer.json());
  if (parsed.kind !== 'ok') throw new Error('The emulator gave no connection details.');
  return parsed.value;
}

async function reader(details: ConnectionDetails) {
  const seen = { messages: 0, losses: [] as LinkLoss[] };
  const link = await serviceBusSource({ log }).open(
    details,
    {
      message: async () => {
        seen.messages += 1;
        return 'complete';
      },
      lost: (loss) => void seen.losses.push(loss),
    },
    { credit: 50 },
  );
  ending.push(() => link.close());
  return seen;
}

const control = (emulator: Emulator, method: string, path: string, body?: string) =>
  fetch(`${emulator.controlUrl}${path}`, { method, ...(body === undefined ? {} : { body }) });

test.each(['reset', 'restore'] as const)('%s over HTTP, with readers on the bus and calls on the way', async (deed) => {
  const emulator = await startEmulator({ fleet: { chargers: 40, charging: 20, installations: 1 } });
  ending.push(() => emulator.stop());
  const saved = await (await control(emulator, 'GET', '/snapshot')).text();
  const { url, amqpPort } = emulator;
  const details = await detailsOf(emulator);
  const before = await reader(details);
  const publish = () => {
    for (const { installationId } of emulator.world.chargers())
      emulator.faults.publishRaw(installationId, Buffer.from('{"StateId":710}'));
  };
  publish();
  await soon(() => expect(before.messages).toBeGreaterThan(30));
  const calls = Array.from({ length: 20 }, () => fetch(`${emulator.url}/api/constants`));
  const answer = await (deed === 'reset'
    ? control(emulator, 'POST', '/reset')
    : control(emulator, 'PUT', '/snapshot', saved));
  expect(answer.status).toBe(204);
  expect((await Promise.all(calls)).map(({ status }) => status)).toEqual(calls.map(() => 200));
  await soon(() => expect(before.losses.length).toBe(1));
  expect(before.losses[0]).toMatchObject({ permanent: false });
  expect([emulator.url, emulator.amqpPort]).toEqual([url, amqpPort]);
  await expect(reader(details)).rejects.toThrow();
  const heard = before.messages;
  const after = await reader(await detailsOf(emulator));
  publish();
  await soon(() => expect(after.messages).toBeGreaterThan(30));
  expect([before.messages, after.losses]).toEqual([heard, []]);
});
