// A scenario in real time, as a client of the machine's own network meets it: HTTP by the platform's fetch, the bus by the
// official client.
import { type Emulator, type Scenario, startEmulator } from '@fairlead/emulator';
import { parseConnectionDetails } from '@fairlead/protocol';
import { type ConnectionDetails, serviceBusSource } from '@fairlead/sdk';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

const log = { debug() {}, info() {}, warn() {}, error() {} };
const soon = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 5 });
const scenario: Scenario = {
  name: 'tiny',
  lasts: '1h',
  steps: [
    { at: '00:00:00', do: 'switch', to: { 'token-life-s': 60 } },
    { at: '00:00:01', do: 'fault', kind: 'status', status: 503, path: '/api/constants', for: '2s' },
    { at: '00:00:02', do: 'cut-bus', for: '2s' },
    { at: '00:00:04', do: 'go-dark', for: '2s' },
  ],
};

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ fleet: { chargers: 1, charging: 0 } });
});
afterAll(() => emulator.stop());

async function owner(): Promise<{ readonly lifeS: number; readonly details: ConnectionDetails }> {
  const { username, password } = emulator.accounts.owner;
  const body = new URLSearchParams({ grant_type: 'password', username, password });
  const login = await fetch(`${emulator.url}/oauth/token`, { method: 'POST', body });
  const { access_token, expires_in } = (await login.json()) as { access_token: string; expires_in: number };
  const path = `/api/installation/${emulator.world.chargers()[0]?.installationId}/messagingConnectionDetails`;
  const headers = { authorization: `Bearer ${access_token}` };
  const parsed = parseConnectionDetails(await (await fetch(`${emulator.url}${path}`, { headers })).json());
  if (parsed.kind !== 'ok') throw new Error('The emulator gave no connection details.');
  return { lifeS: expires_in, details: parsed.value };
}

async function constants(): Promise<number | string> {
  try {
    return (await fetch(`${emulator.url}/api/constants`)).status;
  } catch (error) {
    return (error as { cause?: { code?: string } }).cause?.code ?? 'unknown';
  }
}

test('tokens, answers, links and doors are as the scenario says, each in its second, and well when it is ended', async () => {
  const lines: string[] = [];
  emulator.scenario.onLine(({ text }) => lines.push(text));
  emulator.scenario.start(scenario);
  const { lifeS, details } = await owner();
  expect(lifeS).toBe(60);
  const losses: unknown[] = [];
  const source = serviceBusSource({ log });
  const handler = { message: async () => 'complete' as const, lost: (loss: unknown) => void losses.push(loss) };
  const link = await source.open(details, handler, { credit: 5 });
  const begun = (text: string) => soon(() => expect(lines).toContain(text));

  await begun('fault 503 for 2s');
  expect(await constants()).toBe(503);
  await begun('cut-bus for 2s');
  await soon(() => expect(losses).toHaveLength(1));
  await begun('go-dark for 2s');
  await soon(async () => expect(await constants()).toBe('ECONNREFUSED'));
  await begun('go-dark is over');
  await soon(async () => expect(await constants()).toBe(200));

  await emulator.scenario.end();
  expect(emulator.scenario.now()).toMatchObject({ state: 'ended', step: 4 });
  expect(emulator.switches.get('token-life-s')).toBe(86_399);
  await link.close();
  const again = await source.open(details, handler, { credit: 5 });
  await again.close();
  expect(losses).toHaveLength(1);
});
