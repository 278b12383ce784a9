import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Batch } from '@fairlead/sdk';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  chargerId,
  type HandFedAccount,
  handFedAccount,
  installationId,
  lists,
} from '../../../test/hand-fed-account.ts';
import { type ManualClock, manualClock } from '../../../test/manual-clock.ts';
import type { CommandView, Events } from './contract.ts';
import { GatewayError } from './gateway-error.ts';
import { type Gateway, type GatewayOptions, startGateway } from './start-gateway.ts';
import { openStore } from './store/store-engine.ts';
import { openWorkerStore } from './store/worker-store.ts';

let dataDir: string;
let gateway: Gateway;
let account: HandFedAccount;
let clock: ManualClock;
const log = { debug() {}, info() {}, warn() {}, error() {} };
const credentials = { main: { read: async () => ({ username: 'owner@fairlead.test', password: 'demo-owner' }) } };
const demoKey = 'flk_demo-app-key';

function start(over: Partial<GatewayOptions['config']> = {}, options: Partial<GatewayOptions> = {}): Promise<Gateway> {
  return startGateway({
    config: { port: 0, dataDir, demo: true, accounts: [{ baseUrl: 'http://127.0.0.1:1' }], ...over },
    credentials,
    clock,
    log,
    openStore,
    connect: (accountOptions, keeping) => {
      account = handFedAccount(accountOptions, keeping);
      return account;
    },
    ...options,
  });
}

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'fairlead-gateway-'));
  clock = manualClock();
  gateway = await start();
  await account.feed(lists(clock.nowMs()));
});
afterEach(async () => {
  await gateway.close();
  rmSync(dataDir, { recursive: true, force: true });
});

interface Asked {
  readonly method?: string;
  readonly key?: string | null;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}
async function ask(path: string, { method = 'GET', key = demoKey, body, headers = {} }: Asked = {}) {
  const response = await fetch(`${gateway.url}${path}`, {
    method,
    headers: {
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text,
  };
}
const adminKey = () => readFileSync(gateway.adminKeyFile, 'utf8').trim();
/** A charger that charges, over the stream. */
async function charge(): Promise<void> {
  account.setStream('live');
  await account.observe(chargerId, 710, '3');
  await account.observe(chargerId, 718, '0');
  await account.observe(chargerId, 513, '7360.5');
  await account.observe(chargerId, 722, 'nfc-00000001');
}
const until = async (path: string, state: CommandView['state']): Promise<CommandView> => {
  for (let tries = 0; tries < 200; tries++) {
    const { body } = await ask(path);
    if (body.state === state) return body;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error(`${path} never became ${state}`);
};

describe('reading', () => {
  test('chargers and installations are served from the mirror, with the age of every value', async () => {
    await charge();
    const { body } = await ask('/v1/chargers');
    const at = new Date(clock.nowMs()).toISOString();
    expect(body.next).toBeNull();
    expect(body.items).toMatchObject([
      {
        accountId: 'main',
        id: chargerId,
        serial: 'ZAP000001',
        name: 'Left',
        model: 'Go',
        freshness: 'live',
        lastSeenAt: at,
        online: { value: true, via: 'poll' },
        mode: { value: 'charging', observedAt: at, receivedAt: at, via: 'stream' },
        powerW: { value: 7360.5 },
        sessionEnergyKwh: { value: null, observedAt: null },
        commands: [],
      },
    ]);
    expect((await ask('/v1/installations')).body.items).toMatchObject([
      { id: installationId, chargerCount: 1, maxCurrentA: 25, availableCurrentA: null },
    ]);
  });

  test('every value and every installation says how old it can be at most, as the SDK states it', async () => {
    await charge();
    const nowMs = clock.nowMs();
    account.follow({ upkeep: 'stream', nowMs, lateMs: 60_000, readAtMs: nowMs, toldUntilMs: null });
    await account.observe(chargerId, 510, '16');
    const { body } = await ask(`/v1/chargers/${chargerId}`);
    expect(body).toMatchObject({ mode: { mostAgeMs: 120_000 }, powerW: { mostAgeMs: 120_000 } });
    expect(body.sessionEnergyKwh).toMatchObject({ value: null, mostAgeMs: null });
    const ageOf = (id: number) =>
      body.observations.find(({ stateId }: { stateId: number }) => stateId === id)?.mostAgeMs;
    expect([ageOf(710), ageOf(510)]).toEqual([120_000, 86_460_000]);
    expect((await ask('/v1/installations')).body.items).toMatchObject([{ id: installationId, mostAgeMs: 3_600_000 }]);
    account.follow(null);
    expect((await ask(`/v1/chargers/${chargerId}`)).body.mode).toMatchObject({ value: 'charging', mostAgeMs: null });
  });

  test('a power from before the charging began is not told as the power that flows now', async () => {
    account.setStream('live');
    await account.observe(chargerId, 710, '2');
    await account.observe(chargerId, 513, '2.83');
    await clock.advanceBy(60_000);
    await account.observe(chargerId, 710, '3');
    expect((await ask('/v1/chargers/ZAP000001')).body).toMatchObject({
      mode: { value: 'charging' },
      powerW: { value: null },
    });
    await clock.advanceBy(5_000);
    await account.observe(chargerId, 513, '7360.5');
    expect((await ask('/v1/chargers/ZAP000001')).body.powerW.value).toBe(7360.5);
  });

  test('idle residue is hidden in the view and kept in the raw observations', async () => {
    await charge();
    await account.observe(chargerId, 710, '1', { sequenceNumber: 2 });
    await account.observe(chargerId, 513, '2.83', { sequenceNumber: 2 });
    const { body } = await ask('/v1/chargers/ZAP000001');
    expect(body).toMatchObject({ id: chargerId, mode: { value: 'disconnected' }, powerW: { value: 0 } });
    expect(body.observations.find(({ stateId }: { stateId: number }) => stateId === 513)).toMatchObject({
      name: 'TotalChargePower',
      unit: 'W',
      value: '2.83',
    });
  });

  test('personal values need the scope personal (personal-data)', async () => {
    await charge();
    const made = await ask('/v1/apps', { method: 'POST', key: adminKey(), body: { name: 'meter', scopes: ['read'] } });
    const ids = async (key: string) =>
      (await ask(`/v1/chargers/${chargerId}`, { key })).body.observations.map(
        ({ stateId }: { stateId: number }) => stateId,
      );
    expect(await ids(made.body.key)).toEqual([513, 710, 718]);
    expect(await ids(demoKey)).toEqual([513, 710, 718, 722]);
  });

  test('freshness follows the age: live, then recent, then stale', async () => {
    await charge();
    const freshness = async () => (await ask(`/v1/chargers/${chargerId}`)).body.freshness;
    account.setStream('down');
    expect(await freshness()).toBe('recent');
    await clock.advanceBy(15 * 60_000 + 1);
    expect(await freshness()).toBe('stale');
    account.called({ class: 'state', resource: chargerId, status: 200 });
    expect(await freshness()).toBe('recent');
    account.setStream('live');
    expect(await freshness()).toBe('live');
    await clock.advanceBy(5 * 60_000);
    expect(await freshness()).toBe('recent');
  });

  test('pages end with next null and go on behind the last id', async () => {
    const first = await ask('/v1/chargers?limit=1');
    expect(first.body.next).toBeNull();
    await account.feed({ chargers: [{ ...lists(clock.nowMs()).chargers?.[0], id: 'c1' } as never] });
    const page = (await ask('/v1/chargers?limit=1')).body;
    expect(page.items).toHaveLength(1);
    const rest = (await ask(`/v1/chargers?limit=1&after=${page.next}`)).body;
    expect([...page.items, ...rest.items].map(({ id }: { id: string }) => id)).toEqual([chargerId, 'c1']);
    expect(rest.next).toBeNull();
    expect((await ask('/v1/chargers?after=%25')).body.code).toBe('bad-cursor');
  });

  test('usage and verdicts are counted from the journal, over a restart too', async () => {
    account.called({ status: 429, retryAfterMs: 1_000 });
    account.called({});
    await clock.advanceBy(300);
    const expected = { ratePerSecond: 9.9, burst: 12, callsLastMinute: 2, callsToday: 2, refusalsToday: 1 };
    const before = (await ask('/v1/fair-use')).body.items[0];
    expect(before).toMatchObject(expected);
    expect(before.clauses.map(({ clause }: { clause: string }) => clause)).toContain('rate-limit');
    await gateway.close();
    gateway = await start();
    expect((await ask('/v1/fair-use')).body.items).toMatchObject([expected]);
    expect((await ask('/v1/streams')).body.items).toEqual([{ accountId: 'main', state: 'off', sources: [] }]);
  });

  test('a restart serves what was stored at once, with its age', async () => {
    await charge();
    await gateway.close();
    await clock.advanceBy(3_600_000);
    gateway = await start();
    const { body } = await ask('/v1/chargers');
    expect(body.items).toMatchObject([{ name: 'Left', freshness: 'stale', powerW: { value: 7360.5 } }]);
    expect((await ask('/readyz', { key: null })).body).toMatchObject({ status: 'ready' });
  });

  test('who asks while what was stored is still being read waits for it; who asks for life does not', async () => {
    await gateway.close();
    const probe = createServer();
    await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
    const address = probe.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await new Promise((resolve) => probe.close(resolve));
    const { promise: read, resolve } = Promise.withResolvers<void>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const starting = start(
      { port },
      {
        connect: (options, keeping) => {
          const fed = handFedAccount(options, keeping);
          const load = fed.start;
          fed.start = async () => {
            begin();
            await read;
            await load();
          };
          return fed;
        },
      },
    );
    await begun;
    const url = `http://127.0.0.1:${port}`;
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const asked = fetch(`${url}/v1/chargers`, { headers: { authorization: `Bearer ${demoKey}` } });
    await fetch(`${url}/healthz`); // the one before has arrived
    resolve();
    expect(((await (await asked).json()) as { items: object[] }).items).toMatchObject([{ id: chargerId }]);
    gateway = await starting;
  });

  test('health and metrics need no key and tell nothing personal', async () => {
    account.called({});
    expect((await ask('/healthz', { key: null })).body).toEqual({ status: 'ok' });
    const { body } = await ask('/metrics', { key: null });
    expect(body).toContain('fairlead_cloud_calls_total{account="main",class="state",status="200"} 1');
    expect(body).not.toMatch(/Fjordveien|Left|ZAP000001|c0ffee00/);
  });

  test('the description is OpenAPI 3.1 and names the shapes', async () => {
    const { body } = await ask('/v1/openapi.json', { key: null });
    expect(body.openapi).toBe('3.1.0');
    expect(Object.keys(body.components.schemas)).toEqual(expect.arrayContaining(['Charger', 'Command', 'Problem']));
    expect(Object.keys(body.paths)).toContain('/v1/chargers/{id}/pause');
    const { Charger, Installation } = body.components.schemas;
    for (const age of [Charger.properties.mode.properties.mostAgeMs, Installation.properties.mostAgeMs])
      expect(age.description).toMatch(/^How old this can be at most while the cloud answers, ms/);
  });
});

describe('the doors', () => {
  test.each([
    ['no key', null, 401],
    ['a wrong key', 'flk_wrong', 401],
    ['the demo key', demoKey, 200],
  ])('%s: %s', async (_, key, status) => {
    expect((await ask('/v1/chargers', { key })).status).toBe(status);
  });

  test('the demo key is refused outside the demo', async () => {
    await gateway.close();
    gateway = await start({ demo: false });
    expect(await ask('/v1/chargers')).toMatchObject({ status: 401, body: { code: 'not-authenticated' } });
  });

  test('the admin key opens everything', async () => {
    expect((await ask('/v1/chargers', { key: adminKey() })).status).toBe(200);
    expect((await ask('/v1/open-codes', { method: 'POST', key: demoKey })).body.code).toBe('scope-missing');
  });

  test('a foreign Host is 421, a foreign Origin on an unsafe method 403, a key in the address 400', async () => {
    const { request } = await import('node:http');
    const { port } = new URL(gateway.url);
    const foreign = await new Promise<number>((resolve) =>
      request({ port, path: '/v1/chargers', headers: { host: 'evil.example' } }, (response) =>
        resolve(response.statusCode ?? 0),
      ).end(),
    );
    expect(foreign).toBe(421);
    const path = `/v1/chargers/${chargerId}/pause`;
    expect((await ask(path, { method: 'POST', headers: { origin: 'http://evil.example' } })).body.code).toBe(
      'foreign-origin',
    );
    expect((await ask(path, { method: 'POST', headers: { origin: 'null' } })).status).toBe(403);
    expect((await ask(`/v1/chargers?q=${demoKey}`)).body.code).toBe('key-in-query');
    expect((await ask('/v1/events?access_token=x', { key: null })).body.code).toBe('key-in-query');
  });

  test('a one-time code becomes a cookie once; the cookie needs the CSRF header to change anything', async () => {
    const url = new URL(gateway.openUrl());
    const code = url.hash.replace('#open=', '');
    const opened = await ask('/v1/session', { method: 'POST', key: null, body: { code } });
    expect(opened.status).toBe(204);
    const cookie = opened.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    const headers = { cookie: cookie.split(';')[0] ?? '' };
    expect((await ask('/v1/accounts', { key: null, headers })).status).toBe(200);
    const pause = `/v1/chargers/${chargerId}/pause`;
    expect((await ask(pause, { method: 'POST', key: null, headers })).body.code).toBe('csrf-header-missing');
    const withHeader = { ...headers, 'x-fairlead-csrf': '1' };
    expect((await ask(pause, { method: 'POST', key: null, headers: withHeader })).status).toBe(202);
    expect((await ask('/v1/session', { method: 'POST', key: null, body: { code } })).body.code).toBe('code-spent');
    await gateway.close();
    gateway = await start();
    expect((await ask('/v1/accounts', { key: null, headers })).status).toBe(200);
    expect((await ask('/v1/session', { method: 'DELETE', key: null, headers: withHeader })).status).toBe(204);
    expect((await ask('/v1/accounts', { key: null, headers })).status).toBe(401);
  });

  test('an admin gets a new link for the page', async () => {
    const { body } = await ask('/v1/open-codes', { method: 'POST', key: adminKey() });
    expect(body.url).toBe(`${gateway.url}/#open=${body.code}`);
    expect((await ask('/v1/session', { method: 'POST', key: null, body: { code: body.code } })).status).toBe(204);
  });

  test('wrong keys are slowed down, a valid one still passes', async () => {
    for (let tries = 0; tries < 10; tries++) await ask('/v1/chargers', { key: 'flk_wrong' });
    const refused = await ask('/v1/chargers', { key: 'flk_wrong' });
    expect(refused).toMatchObject({ status: 429, body: { code: 'too-many-failures' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await ask('/v1/chargers')).status).toBe(200);
  });

  test('an app is made, used, revoked', async () => {
    const made = await ask('/v1/apps', {
      method: 'POST',
      key: adminKey(),
      body: { name: 'grid', scopes: ['read', 'command'] },
    });
    expect(made.status).toBe(201);
    expect((await ask('/v1/chargers', { key: made.body.key })).status).toBe(200);
    expect((await ask('/v1/apps', { key: adminKey() })).body.items).toMatchObject([
      { name: 'demo-app' },
      { name: 'grid' },
    ]);
    expect((await ask('/v1/apps/grid', { method: 'DELETE', key: adminKey() })).status).toBe(204);
    expect((await ask('/v1/chargers', { key: made.body.key })).status).toBe(401);
  });
});

test('the page is served with a policy that allows our own files only', async () => {
  const dashboardDir = join(dataDir, 'page');
  mkdirSync(dashboardDir);
  writeFileSync(join(dashboardDir, 'index.html'), '<!doctype html><title>Fairlead</title>');
  await gateway.close();
  let opened = 0;
  gateway = await start(
    {},
    {
      dashboardDir,
      onPageOpened: () => {
        opened += 1;
      },
    },
  );
  const page = await ask('/', { key: null });
  expect(page).toMatchObject({ status: 200, body: '<!doctype html><title>Fairlead</title>' });
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(/default-src 'none'/);
  expect(policy).not.toMatch(/unsafe|http|\*/);
  expect((await ask('/../admin-key', { key: null })).status).toBe(404);
  const code = new URL(gateway.openUrl()).hash.replace('#open=', '');
  await ask('/v1/session', { method: 'POST', key: null, body: { code } });
  expect(opened).toBe(1);
});

describe('commands', () => {
  const pause = `/v1/chargers/${chargerId}/pause`;

  test('a pause goes out once and is confirmed by what the charger shows', async () => {
    await charge();
    const accepted = await ask(pause, { method: 'POST' });
    expect(accepted.status).toBe(202);
    expect(accepted.headers.get('location')).toBe(`/v1/commands/${accepted.body.id}`);
    const path = `/v1/commands/${accepted.body.id}`;
    await until(path, 'sent');
    expect((await ask(`/v1/chargers/${chargerId}`)).body.commands).toMatchObject([
      { id: accepted.body.id, app: 'demo-app' },
    ]);
    await clock.advanceBy(500);
    await account.observe(chargerId, 718, '1');
    expect((await ask(path)).body.state, 'the stop is ordered, and the car still charges').toBe('sent');
    await clock.advanceBy(4_500);
    await account.observe(chargerId, 710, '5');
    const confirmed = await until(path, 'confirmed');
    expect(confirmed).toMatchObject({ reason: null, endedAt: new Date(clock.nowMs()).toISOString() });
    expect(account.sent).toEqual([{ chargerId, command: 506, app: 'demo-app' }]);
    expect((await ask(`/v1/chargers/${chargerId}`)).body).toMatchObject({ commands: [] });
  });

  test('what the cloud would refuse is not sent (command-precondition)', async () => {
    await charge();
    const refused = await ask(`/v1/chargers/${chargerId}/resume`, { method: 'POST' });
    expect(refused).toMatchObject({ status: 409, body: { code: 'command-refused', clause: 'command-precondition' } });
    expect((await ask(refused.headers.get('location') ?? '')).body).toMatchObject({ state: 'refused' });
    expect(account.sent).toEqual([]);
  });

  test('a refusal without a key is told for a while and writes nothing; with a key it is kept', async () => {
    await charge();
    await gateway.close();
    const kept: string[] = [];
    gateway = await start(
      {},
      {
        openStore: async (options) => {
          const store = await openStore(options);
          return {
            ...store,
            async saveCommand(command) {
              kept.push(command.state);
              await store.saveCommand(command);
            },
          };
        },
      },
    );
    const resume = `/v1/chargers/${chargerId}/resume`;
    const refused = await ask(resume, { method: 'POST' });
    for (let times = 0; times < 200; times++) await ask(resume, { method: 'POST' });
    const last = await ask(resume, { method: 'POST' });
    expect(kept).toEqual([]);
    expect((await ask(last.headers.get('location') ?? '')).body).toMatchObject({ state: 'refused', app: 'demo-app' });
    expect((await ask(refused.headers.get('location') ?? '')).status, 'the oldest made room').toBe(404);
    await clock.advanceBy(3_600_000);
    expect((await ask(last.headers.get('location') ?? '')).status).toBe(404);
    const headers = { 'idempotency-key': 'evening' };
    const keyed = await ask(resume, { method: 'POST', headers });
    expect(kept).toEqual(['refused']);
    expect((await ask(resume, { method: 'POST', headers })).body).toMatchObject({
      id: keyed.headers.get('location')?.split('/').at(-1),
      state: 'refused',
    });
  });

  test('an equal command joins the one under way, another one has to wait', async () => {
    await charge();
    const [first, second] = await Promise.all([ask(pause, { method: 'POST' }), ask(pause, { method: 'POST' })]);
    expect(second.body.id).toBe(first.body.id);
    await until(`/v1/commands/${first.body.id}`, 'sent');
    expect((await ask(`/v1/chargers/${chargerId}/resume`, { method: 'POST' })).body.code).toBe('command-under-way');
    expect(account.sent).toHaveLength(1);
  });

  test('an Idempotency-Key names one command, also after its end, and no other', async () => {
    await charge();
    const headers = { 'idempotency-key': 'evening' };
    const first = await ask(pause, { method: 'POST', headers });
    await until(`/v1/commands/${first.body.id}`, 'sent');
    await account.observe(chargerId, 718, '1', { sequenceNumber: 9 });
    await account.observe(chargerId, 710, '5', { sequenceNumber: 10 });
    await until(`/v1/commands/${first.body.id}`, 'confirmed');
    expect((await ask(pause, { method: 'POST', headers })).body).toMatchObject({
      id: first.body.id,
      state: 'confirmed',
    });
    const other = await ask(`/v1/chargers/${chargerId}/resume`, { method: 'POST', headers });
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
    expect(account.sent).toHaveLength(1);
  });

  test('without a sign of it a command ends unconfirmed after 60 s and is not sent again', async () => {
    await charge();
    const { body } = await ask(pause, { method: 'POST' });
    await until(`/v1/commands/${body.id}`, 'sent');
    await clock.advanceBy(60_000);
    expect((await until(`/v1/commands/${body.id}`, 'unconfirmed')).reason).toMatch(/within 60 s. Look at the charger/);
    expect(account.sent).toHaveLength(1);
  });

  test('an unknown outcome is settled by what is seen', async () => {
    await charge();
    account.onCommand = async () => ({
      outcome: 'unknown',
      sentAtMs: clock.nowMs(),
      reason: 'the connection was reset',
    });
    const { body } = await ask(pause, { method: 'POST' });
    await until(`/v1/commands/${body.id}`, 'sent');
    await account.observe(chargerId, 710, '5', { sequenceNumber: 9 });
    await until(`/v1/commands/${body.id}`, 'confirmed');
  });

  test('a refusal of the cloud, or none at all, ends a command with the reason', async () => {
    await charge();
    account.onCommand = async () => ({
      outcome: 'refused',
      sentAtMs: clock.nowMs(),
      why: 'rejected',
      reason: 'Charging is not active.',
      retryAtMs: null,
    });
    const first = await ask(pause, { method: 'POST' });
    expect((await until(`/v1/commands/${first.body.id}`, 'refused')).reason).toBe('Charging is not active.');
    account.onCommand = async () => new Error('the queue is full');
    const second = await ask(pause, { method: 'POST' });
    expect(await until(`/v1/commands/${second.body.id}`, 'refused')).toMatchObject({
      reason: 'Not sent: the queue is full',
      sentAt: null,
    });
  });

  test('after a restart what was sent is settled by the state, what was surely not is refused; nothing goes out again', async () => {
    await charge();
    const sent = await ask(pause, { method: 'POST' });
    await until(`/v1/commands/${sent.body.id}`, 'sent');
    await gateway.close();
    gateway = await start();
    expect((await ask(`/v1/commands/${sent.body.id}`)).body.state).toBe('sent');
    await clock.advanceBy(1_000);
    await account.observe(chargerId, 718, '1');
    await account.observe(chargerId, 710, '5', { sequenceNumber: 7 });
    await until(`/v1/commands/${sent.body.id}`, 'confirmed');
    expect(account.sent).toEqual([]);

    await account.observe(chargerId, 718, '0', { sequenceNumber: 8 });
    await account.observe(chargerId, 710, '3', { sequenceNumber: 9 });
    account.sendCommand = (_, __, { signal }) =>
      new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(new Error('cancelled'))));
    const queued = await ask(pause, { method: 'POST' });
    await gateway.close();
    gateway = await start();
    const ended = (await ask(`/v1/commands/${queued.body.id}`)).body;
    expect(ended).toMatchObject({ state: 'refused', sentAt: null });
    expect(ended.reason).toMatch(/^The gateway was stopped before this was sent/);
    expect(account.sent).toEqual([]);
  });

  test.each([
    ['what the charger shows', 'confirmed'],
    ['nothing', 'unconfirmed'],
  ] as const)('a command that a hard end left queued may have been sent; %s settles it: %s', async (shown, state) => {
    await charge();
    await gateway.close();
    const store = await openStore({
      ...{ dataDir, facts: { maxFacts: 1_000, maxAgeMs: 86_400_000 } },
      ...{ commandMaxAgeMs: 86_400_000, maxCommands: 1_000, auditMaxAgeMs: 86_400_000 },
    });
    const body = { id: 'k1' };
    await store.saveCommand({
      ...{ accountId: 'main', id: body.id, chargerId, command: 'pause', state: 'queued', app: 'demo-app' },
      ...{ idempotencyKey: null, reason: null, acceptedAtMs: clock.nowMs(), sentAtMs: null, endedAtMs: null },
    });
    await store.close();
    gateway = await start();
    expect((await ask(`/v1/commands/${body.id}`)).body.state).toBe('queued');
    if (shown === 'nothing') await clock.advanceBy(60_000);
    else {
      const later = { sequenceNumber: 9, observedAtUs: (clock.nowMs() + 1) * 1_000 };
      await account.observe(chargerId, 718, '1', later);
      await account.observe(chargerId, 710, '5', later);
    }
    const settled = await until(`/v1/commands/${body.id}`, state);
    if (state === 'unconfirmed') expect(settled.reason).toMatch(/not known whether it was sent.*Look at the charger/);
    expect(account.sent).toEqual([]);
  });

  test('a disk that fails refuses the command, sends nothing, and the next one is free to go', async () => {
    await charge();
    await gateway.close();
    let full = true;
    gateway = await start(
      {},
      {
        openStore: async (options) => {
          const store = await openStore(options);
          const saveCommand: typeof store.saveCommand = async (command) => {
            if (full) throw new GatewayError('store-failed', 'Failed to use the store: no space left. Make room.');
            await store.saveCommand(command);
          };
          return { ...store, saveCommand };
        },
      },
    );
    expect(await ask(pause, { method: 'POST' })).toMatchObject({ status: 503, body: { code: 'store-failed' } });
    expect(account.sent).toEqual([]);
    full = false;
    expect((await ask(pause, { method: 'POST' })).status).toBe(202);
  });

  test.each(['application/json', 'application/x-www-form-urlencoded'])(
    'a command without a body may name a content type: %s',
    async (type) => {
      await charge();
      expect((await ask(pause, { method: 'POST', body: '', headers: { 'content-type': type } })).status).toBe(202);
    },
  );

  test('a key without the scope command commands nothing', async () => {
    const { body } = await ask('/v1/apps', {
      method: 'POST',
      key: adminKey(),
      body: { name: 'viewer', scopes: ['read'] },
    });
    expect((await ask(pause, { method: 'POST', key: body.key })).status).toBe(403);
  });
});

describe('events', () => {
  interface Told {
    readonly id: string;
    readonly name: keyof Events;
    readonly data: never;
  }
  async function listen(headers: Record<string, string> = {}) {
    const abort = new AbortController();
    const response = await fetch(`${gateway.url}/v1/events`, {
      headers: { authorization: `Bearer ${demoKey}`, ...headers },
      signal: abort.signal,
    });
    const reader = (response.body ?? new ReadableStream<Uint8Array>()).getReader();
    const decoder = new TextDecoder();
    let text = '';
    const next = async (name?: keyof Events): Promise<Told> => {
      for (;;) {
        const end = text.indexOf('\n\n');
        if (end >= 0) {
          const block = text.slice(0, end);
          text = text.slice(end + 2);
          const field = (key: string) => new RegExp(`^${key}: (.*)$`, 'm').exec(block)?.[1];
          const told = {
            id: field('id') ?? '',
            name: field('event') as keyof Events,
            data: JSON.parse(field('data') ?? 'null') as never,
          };
          if (told.id !== '' && (name === undefined || told.name === name)) return told;
          continue;
        }
        const { value, done } = await reader.read();
        if (done) throw new Error('The stream ended.');
        text += decoder.decode(value, { stream: true });
      }
    };
    return { response, next, close: () => abort.abort() };
  }

  test('a reader gets a snapshot, then what changes, and goes on where it left', async () => {
    const first = await listen();
    expect(first.response.headers.get('content-type')).toMatch('text/event-stream');
    const snapshot = await first.next();
    expect(snapshot).toMatchObject({
      name: 'snapshot',
      data: { chargers: [{ name: 'Left' }], accounts: [{ login: 'ok' }] },
    });
    await charge();
    await clock.advanceBy(20);
    const told = await first.next('charger');
    expect(told.data).toMatchObject({ powerW: { value: 7360.5 }, freshness: 'live' });
    first.close();
    await account.observe(chargerId, 513, '7400', { sequenceNumber: 5 });
    const again = await listen({ 'last-event-id': told.id });
    const [epoch, number] = told.id.split('-');
    const observation = await again.next();
    expect(observation).toMatchObject({
      id: `${epoch}-${Number(number) + 1}`,
      name: 'observation',
      data: { value: '7400' },
    });
    again.close();
  });

  test('a new start is a new epoch and begins with a snapshot', async () => {
    const before = await listen();
    const { id } = await before.next();
    before.close();
    await gateway.close();
    gateway = await start();
    const after = await listen({ 'last-event-id': id });
    const snapshot = await after.next();
    expect(snapshot.name).toBe('snapshot');
    expect(Number(snapshot.id.split('-')[0])).toBe(Number(id.split('-')[0]) + 1);
    after.close();
  });

  test('what is personal is never broadcast (personal-data)', async () => {
    const reader = await listen();
    await reader.next();
    await account.observe(chargerId, 722, 'nfc-00000001');
    await account.observe(chargerId, 708, '16');
    expect((await reader.next('observation')).data).toMatchObject({ stateId: 708 });
    reader.close();
  });

  test('a list of three hundred installations counts the chargers once, not three hundred times', async () => {
    const record = lists(clock.nowMs()).installations?.[0] as Batch['installations'][number];
    const { mirror } = account;
    const { chargers } = mirror;
    let looks = 0;
    mirror.chargers = () => {
      looks += 1;
      return chargers();
    };
    const installations = Array.from({ length: 300 }, (_, index) => ({ ...record, id: `i${index}` }));
    await account.feed({ installations });
    await clock.advanceBy(20);
    expect(looks).toBe(1);
    expect((await ask('/v1/installations?limit=1')).body.items).toMatchObject([{ chargerCount: 1 }]);
  });

  test('a lost stream is told, and age alone turns a charger stale', async () => {
    await charge();
    const reader = await listen();
    await reader.next();
    account.setStream('down');
    expect((await reader.next('stream')).data).toMatchObject({ state: 'down' });
    await clock.advanceBy(20);
    expect((await reader.next('charger')).data).toMatchObject({ freshness: 'recent' });
    await clock.advanceBy(16 * 60_000);
    expect((await reader.next('charger')).data).toMatchObject({ freshness: 'stale' });
    reader.close();
  });

  test('a command is told step by step, with the charger that it is for', async () => {
    await charge();
    const reader = await listen();
    await reader.next();
    await ask(`/v1/chargers/${chargerId}/pause`, { method: 'POST' });
    const states: string[] = [];
    while (states.at(-1) !== 'sent') states.push(((await reader.next('command')).data as CommandView).state);
    expect(states).toEqual(['accepted', 'checked', 'queued', 'sent']);
    await clock.advanceBy(20);
    expect((await reader.next('charger')).data).toMatchObject({ commands: [{ command: 'pause', state: 'sent' }] });
    reader.close();
  });

  test('how the stream and the budget go on is told now and then', async () => {
    const reader = await listen();
    await reader.next();
    account.called({});
    await charge();
    await clock.advanceBy(2_000);
    expect((await reader.next('stream')).data).toMatchObject({ state: 'live' });
    expect((await reader.next('fair-use')).data).toMatchObject({ callsToday: 1 });
    expect((await reader.next('stream')).data).toMatchObject({ state: 'live' });
    reader.close();
  });

  test('a refused login is told to every reader', async () => {
    const reader = await listen();
    await reader.next();
    account.setLogin('refused', 'The cloud refused the login. Correct the password.');
    expect((await reader.next('snapshot')).data).toMatchObject({
      accounts: [{ login: 'refused', trouble: 'The cloud refused the login. Correct the password.' }],
    });
    reader.close();
  });
});

describe('bad input and bad weather', () => {
  test('an unknown charger is 404 with what to do', async () => {
    expect(await ask('/v1/chargers/ZAP999999')).toMatchObject({
      status: 404,
      body: { code: 'unknown-charger', status: 404 },
    });
    expect((await ask('/v1/chargers/none/pause', { method: 'POST' })).status).toBe(404);
  });

  test('a malformed body is 400 in one sentence', async () => {
    const answer = await ask('/v1/session', { method: 'POST', key: null, body: '{"code": ' });
    expect(answer).toMatchObject({ status: 400, body: { code: 'malformed-json' } });
    expect(answer.headers.get('content-type')).toMatch('application/problem+json');
    expect((await ask('/v1/session', { method: 'POST', key: null, body: { code: 7 } })).body.code).toBe(
      'invalid-request',
    );
    expect((await ask('/v1/chargers?limit=0')).body.code).toBe('invalid-request');
  });

  const raw = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = createConnection(Number(new URL(gateway.url).port), '127.0.0.1', () => socket.write(text));
      let told = '';
      socket.setEncoding('utf8').on('data', (part) => {
        told += part;
      });
      socket.on('error', reject).on('close', () => resolve(told));
    });
  const own = (): string => new URL(gateway.url).host;
  const end = 'connection: close\r\n\r\n';

  test.each(['/%ff', '/%E0%A4%A', '/api/chargers/%ff', `/v1/chargers/${'x'.repeat(300)}`])(
    'an address that cannot be read is a problem, after the Host was looked at: %s',
    async (path) => {
      const told = await raw(`GET ${path} HTTP/1.1\r\nhost: ${own()}\r\n${end}`);
      expect(told).toMatch(/^HTTP\/1\.1 40[04] /);
      expect(told).toMatch(/content-type: application\/problem\+json/i);
      expect(told).toMatch(/x-content-type-options: nosniff/i);
      expect(told.split('\r\n\r\n')[1]).not.toContain(path);
      expect(await raw(`GET ${path} HTTP/1.1\r\nhost: evil.example\r\n${end}`)).toMatch(/^HTTP\/1\.1 421 /);
    },
  );

  test.each([
    ['no HTTP', () => 'nonsense\r\n\r\n', 400],
    ['headers beyond 16 kB', () => `GET / HTTP/1.1\r\nhost: ${own()}\r\nx: ${'x'.repeat(20_000)}\r\n${end}`, 431],
    ['a method of nobody', () => `PROPFIND /v1/chargers HTTP/1.1\r\nhost: ${own()}\r\n${end}`, 404],
    ['the wrong method', () => `DELETE /v1/chargers HTTP/1.1\r\nhost: ${own()}\r\n${end}`, 404],
    [
      'a body that is too large',
      () =>
        `POST /v1/session HTTP/1.1\r\nhost: ${own()}\r\ncontent-type: application/json\r\ncontent-length: 99999\r\n${end}`,
      413,
    ],
    [
      'a body that is no JSON by its type',
      () =>
        `POST /v1/session HTTP/1.1\r\nhost: ${own()}\r\ncontent-type: application/xml\r\ncontent-length: 1\r\n${end}x`,
      415,
    ],
  ])('%s is answered with a problem', async (_, request, status) => {
    const told = await raw(request());
    expect(told).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(told).toMatch(/content-type: application\/problem\+json/i);
    expect(JSON.parse(told.split('\r\n\r\n')[1] ?? '')).toMatchObject({ status });
  });

  test('a body that breaks off hurts nobody else', async () => {
    const { port } = new URL(gateway.url);
    await new Promise<void>((resolve) => {
      const socket = createConnection(Number(port), '127.0.0.1', () => {
        socket.write(
          `POST /v1/session HTTP/1.1\r\nhost: ${own()}\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{"co`,
          () => socket.resetAndDestroy(),
        );
      });
      socket.on('close', () => resolve());
    });
    expect((await ask('/healthz', { key: null })).status).toBe(200);
  });

  test('a port in use is said with the flag that changes it, and the data directory is free again', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    await gateway.close();
    await expect(start({ port })).rejects.toMatchObject({
      code: 'port-in-use',
      message: expect.stringMatching(/--port/),
    });
    other.close();
    gateway = await start();
  });

  test('a second gateway on the same data directory is refused', async () => {
    await expect(start({}, { openStore: openWorkerStore })).rejects.toMatchObject({
      code: 'store-locked',
      message: expect.stringMatching(/process \d+/),
    });
  });

  test('a data directory that cannot be written is said', async () => {
    const file = join(dataDir, 'file');
    writeFileSync(file, '');
    await expect(start({ dataDir: file })).rejects.toMatchObject({ code: 'data-dir-unusable' });
  });

  test.each(['admin-key', 'secret-key'])(
    'an empty %s is refused with what to do, and a new one is whole',
    async (name) => {
      await gateway.close();
      const file = join(dataDir, name);
      writeFileSync(file, '');
      await expect(start()).rejects.toMatchObject({
        code: 'data-dir-unusable',
        message: expect.stringMatching(/is empty.*remove it/),
      });
      rmSync(file);
      writeFileSync(`${file}.draft`, 'half');
      gateway = await start();
      expect(readFileSync(file, 'utf8').trim().length).toBeGreaterThan(30);
      expect(existsSync(`${file}.draft`)).toBe(false);
    },
  );

  test('a folder of marks that cannot be used is said', async () => {
    const folder = join(dataDir, 'marked');
    mkdirSync(folder);
    writeFileSync(join(folder, 'logins'), '');
    await expect(start({ dataDir: folder })).rejects.toMatchObject({
      ...{ code: 'data-dir-unusable', message: expect.stringContaining(join(folder, 'logins', 'main')) },
    });
  });

  test('two names for one login are refused at start', async () => {
    const accounts = [
      { id: 'one', baseUrl: 'http://127.0.0.1:1' },
      { id: 'two', baseUrl: 'http://127.0.0.1:1' },
    ];
    const same = { read: async () => ({ username: 'owner@fairlead.test', password: 'x' }) };
    await expect(
      start(
        { accounts, dataDir: join(dataDir, 'two') },
        { credentials: { one: same, two: { read: async () => ({ username: 'Owner@fairlead.test', password: 'y' }) } } },
      ),
    ).rejects.toMatchObject({ code: 'same-account', message: expect.stringMatching(/one and two/) });
  });

  test('two logins of one cloud account are refused by the subject of their tokens', async () => {
    const token = `eyJhbGciOiJSUzI1NiJ9.${Buffer.from('{"sub":"7d1a0b00"}').toString('base64url')}.c2ln`;
    const login = (username: string) => ({ read: async () => ({ username, password: 'x' }) });
    const second = start(
      { contact: 'tests@fairlead.test', accounts: [{ id: 'one' }, { id: 'two' }], dataDir: join(dataDir, 'two') },
      {
        credentials: { one: login('a@fairlead.test'), two: login('b@fairlead.test') },
        connect: (options, keeping) => {
          const fed = handFedAccount(options, keeping);
          return { ...fed, start: async () => options.secrets?.save('access-token', JSON.stringify({ token })) };
        },
      },
    );
    await expect(second).rejects.toMatchObject({ code: 'same-account' });
  });

  test('a token that another login left does not make its account a twin of the one that has that login now', async () => {
    const tokenOf = (sub: string): string => {
      const claims = Buffer.from(JSON.stringify({ sub })).toString('base64url');
      return JSON.stringify({ token: `eyJhbGciOiJSUzI1NiJ9.${claims}.c2ln` });
    };
    const login = (username: string) => ({ read: async () => ({ username, password: 'x' }) });
    const run = async (granted: Readonly<Record<string, string>>): Promise<void> => {
      const running = await start(
        { accounts: [{ id: 'one' }, { id: 'two' }], contact: 'tests@fairlead.test', dataDir: join(dataDir, 'two') },
        {
          credentials: { one: login('a@fairlead.test'), two: login('b@fairlead.test') },
          connect: (options, keeping) => ({
            ...handFedAccount(options, keeping),
            // As the SDK does: what is kept is looked at before it is known whose it is.
            async start() {
              await options.secrets?.load('access-token');
              const sub = granted[options.accountId ?? ''];
              if (sub !== undefined) await options.secrets?.save('access-token', tokenOf(sub));
            },
          }),
        },
      );
      await running.close();
    };
    await run({ one: '7d1a0b00' });
    await run({ two: '7d1a0b00' });
  });
});
