// The house against the emulated cloud over real sockets: HTTP, AMQP, and nothing else in between.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@fairlead/emulator';
import {
  type AccountView,
  type ChargerView,
  type CommandView,
  type Gateway,
  type InstallationView,
  type StreamView,
  startGateway,
} from '@fairlead/gateway';
import { type Clock, systemClock } from '@fairlead/sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from './until.ts';

const log = { debug() {}, info() {}, warn() {}, error() {} };
const demoKey = 'flk_demo-app-key';
let dataDir: string;
let emulator: Emulator;
let gateway: Gateway;

function start(
  password = emulator.accounts.owner.password,
  folder = dataDir,
  clock: Clock = systemClock,
): Promise<Gateway> {
  const { username, userGroupIds } = emulator.accounts.owner;
  return startGateway({
    config: {
      port: 0,
      dataDir: folder,
      demo: true,
      accounts: [{ baseUrl: emulator.url, userGroupIds: [...userGroupIds] }],
    },
    credentials: { main: { read: async () => ({ username, password }) } },
    log,
    clock,
  });
}

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'fairlead-house-'));
  emulator = await startEmulator({ httpPort: 0, amqpPort: 0, fleet: 'demo' });
  gateway = await start();
  await gateway.ready();
});
afterAll(async () => {
  await gateway.close();
  await emulator.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function ask<T>(path: string, method = 'GET', key = demoKey): Promise<T> {
  const response = await fetch(`${gateway.url}${path}`, { method, headers: { authorization: `Bearer ${key}` } });
  return (await response.json()) as T;
}
const chargers = async (): Promise<readonly ChargerView[]> =>
  (await ask<{ items: ChargerView[] }>('/v1/chargers')).items;
const stream = async (): Promise<StreamView | undefined> =>
  (await ask<{ items: StreamView[] }>('/v1/streams')).items[0];

test('every charger of the cloud is shown, live, as it truly is', async () => {
  await until(stream, (view) => view?.state === 'live' || view?.state === 'quiet');
  const truth = emulator.world.chargers();
  const shown = await until(
    chargers,
    (views) => views.length === truth.length && views.every(({ freshness }) => freshness === 'live'),
  );
  expect(shown.map(({ id }) => id).toSorted()).toEqual(truth.map(({ id }) => id).toSorted());
  // A stream has begun just now, and the states were read just now: an age is stated of everything that was told.
  const [site] = (await ask<{ items: InstallationView[] }>('/v1/installations')).items;
  expect(site?.mostAgeMs).toBeGreaterThanOrEqual(3_600_000);
  for (const { mode, online } of shown) {
    expect(mode.mostAgeMs).toBeGreaterThanOrEqual(66_000);
    expect(online.mostAgeMs).toBeLessThanOrEqual(45 * 60_000);
  }
  expect((await stream())?.sources.map(({ subscriptionEndsAt }) => subscriptionEndsAt)).toEqual([null]);
  for (const charger of truth) {
    const view = shown.find(({ id }) => id === charger.id);
    expect([view?.serial, view?.name]).toEqual([charger.serial, charger.name]);
  }
  expect(emulator.callCounts().byStatus.get(429) ?? 0).toBe(0);
});

test('a charger is paused and resumed by a local app, each with one call, confirmed by what it shows', async () => {
  const [charging] = await until(chargers, (views) => views.some(({ mode }) => mode.value === 'charging')).then(
    (views) => views.filter(({ mode }) => mode.value === 'charging'),
  );
  const commands = () => emulator.calls().filter((call) => call.class === 'command').length;
  const before = commands();
  for (const command of ['pause', 'resume'] as const) {
    const taken = await ask<CommandView>(`/v1/chargers/${charging?.serial}/${command}`, 'POST');
    expect(taken).toMatchObject({ command, app: 'demo-app' });
    const ended = await until(
      () => ask<CommandView>(`/v1/commands/${taken.id}`),
      ({ endedAt }) => endedAt !== null,
    );
    expect(ended).toMatchObject({ state: 'confirmed', reason: null });
    if (command === 'pause')
      await until(chargers, (views) => views.find(({ id }) => id === charging?.id)?.mode.value === 'paused');
  }
  expect(commands() - before).toBe(2);
});

test('two hundred reads by a local app cost the cloud no call', async () => {
  const { access_token } = (await (
    await fetch(`${gateway.url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'password', username: 'demo-app', password: demoKey }),
    })
  ).json()) as { access_token: string };
  const [charger] = await chargers();
  const before = emulator.callCounts().total;
  for (let reads = 0; reads < 200; reads++) await ask(`/api/chargers/${charger?.id}/state`, 'GET', access_token);
  expect(emulator.callCounts().total).toBe(before);
});

test('a cut stream is told and what is held is served on; when the bus is back it goes live again', async () => {
  emulator.faults.cutBus();
  await until(stream, (view) => view?.state !== 'live' && view?.state !== 'quiet');
  expect((await chargers()).every(({ freshness }) => freshness !== 'live')).toBe(true);
  emulator.faults.restoreBus();
  await until(stream, (view) => view?.state === 'live' || view?.state === 'quiet', 60_000);
});

test('a restart serves what was stored while the cloud is dark, and does not log in again', async () => {
  const known = await chargers();
  const logins = () => emulator.calls().filter((call) => call.class === 'token').length;
  const before = logins();
  await gateway.close();
  emulator.faults.goDark();
  gateway = await start();
  expect((await chargers()).map(({ id, name }) => [id, name])).toEqual(known.map(({ id, name }) => [id, name]));
  emulator.faults.comeBack();
  await until(stream, (view) => view?.state === 'live' || view?.state === 'quiet', 60_000);
  expect(logins()).toBe(before);
});

test('a wrong password is tried once, over restarts too, and the house stays up and says so', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-refused-'));
  const refused = () => emulator.calls().filter((call) => call.class === 'token' && call.status === 400).length;
  const before = refused();
  for (const _ of [1, 2]) {
    // The other house follows the same login: this one is of a world of its own, as in another process.
    const house = await start('wrong-password', folder, { ...systemClock });
    const accounts = async () =>
      (await (await fetch(`${house.url}/v1/accounts`, { headers: { authorization: `Bearer ${demoKey}` } })).json()) as {
        items: { login: string; trouble: string | null }[];
      };
    const { items } = await until(accounts, (answer) => answer.items[0]?.login === 'refused');
    expect(items[0]?.trouble).not.toContain('wrong-password');
    await house.close();
  }
  expect(refused() - before).toBe(1);
  rmSync(folder, { recursive: true, force: true });
});

test('a second name for one account that shows only after the start is taken out of service and makes no call', async () => {
  const cloud = await startEmulator({ httpPort: 0, amqpPort: 0 });
  const { username, password } = cloud.accounts.owner;
  const read = async () => ({ username, password });
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-twin-'));
  const warned: string[] = [];
  await using opened = new AsyncDisposableStack();
  opened.defer(() => rmSync(folder, { recursive: true, force: true }));
  opened.defer(() => cloud.stop());
  cloud.faults.goDark();
  const house = await startGateway({
    config: {
      port: 0,
      dataDir: folder,
      accounts: [
        { id: 'a', baseUrl: cloud.url },
        { id: 'b', baseUrl: cloud.url.replace('127.0.0.1', 'localhost') },
      ],
    },
    credentials: { a: { read }, b: { read } },
    log: { ...log, warn: (fields, message) => void warned.push(`${JSON.stringify(fields)} ${message}`) },
  });
  opened.defer(() => house.close());
  const key = readFileSync(house.adminKeyFile, 'utf8').trim();
  const told = async (path: string) =>
    (await fetch(`${house.url}${path}`, { headers: { authorization: `Bearer ${key}` } })).json();
  const ask = async (path: string) => (await told(path)).items;
  await cloud.faults.comeBack();

  const accounts = await until<AccountView[]>(
    () => ask('/v1/accounts'),
    (views) => views.some(({ login }) => login === 'ok') && views.some(({ login }) => login === 'refused'),
  );
  const twin = accounts.find(({ login }) => login === 'refused');
  expect(twin?.trouble).toMatch(/the accounts [ab] and [ab] are one account of the cloud/);
  expect(warned.join()).toMatch(/are one account of the cloud/);
  const { findings } = await told('/v1/doctor');
  expect(findings.filter(({ accountId }: AccountView) => accountId === twin?.accountId)).toMatchObject([
    { code: 'same-account', level: 'problem', remedy: expect.stringMatching(/^Remove one of them/) },
  ]);
  const chargers = await until<ChargerView[]>(
    () => ask('/v1/chargers'),
    (views) => views.length === 6,
  );
  expect(chargers.filter(({ accountId }) => accountId === twin?.accountId)).toEqual([]);
  const lists = cloud.calls().filter((call) => call.class === 'list');
  expect(lists, 'installations and chargers, once').toHaveLength(2);
});
