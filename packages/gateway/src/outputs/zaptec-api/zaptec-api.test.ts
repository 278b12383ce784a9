import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  charger,
  chargerId,
  type HandFedAccount,
  handFedAccount,
  installationId,
  lists,
} from '../../../../../test/hand-fed-account.ts';
import { manualClock } from '../../../../../test/manual-clock.ts';
import { type Gateway, startGateway } from '../../start-gateway.ts';
import { openStore } from '../../store/store-engine.ts';
import { formField } from './login-form.ts';

let dataDir: string;
let gateway: Gateway;
let account: HandFedAccount;
let token: string;
const clock = manualClock();
const logged: string[] = [];
const note = (fields: object, message: string) => void logged.push(`${JSON.stringify(fields)} ${message}`);
const log = { debug: note, info: note, warn: note, error: note };
const secondId = 'c0ffee00-0000-4000-8000-000000000002';

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'fairlead-drop-in-'));
  gateway = await startGateway({
    config: { port: 0, dataDir, demo: true, accounts: [{ baseUrl: 'http://127.0.0.1:1' }] },
    credentials: { main: { read: async () => ({ username: 'owner@fairlead.test', password: 'demo-owner' }) } },
    clock,
    log,
    openStore,
    connect: (options, keeping) => {
      account = handFedAccount(options, keeping);
      return account;
    },
  });
  await account.feed(lists(clock.nowMs()));
  await account.feed({ chargers: [charger(secondId, 'ZPR000002', 'Right', clock.nowMs())] });
  account.setStream('live');
  token = (await login('demo-app', 'flk_demo-app-key')).body.access_token;
});
afterAll(async () => {
  await gateway.close();
  rmSync(dataDir, { recursive: true, force: true });
});
beforeEach(() => clock.advanceBy(61_000));

async function send(path: string, init: RequestInit = {}) {
  const response = await fetch(`${gateway.url}${path}`, init);
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: /^[[{]/.test(text) ? JSON.parse(text) : undefined,
  };
}
const ask = (path: string, key = token) => send(path, { headers: { authorization: `Bearer ${key}` } });
const login = (username: string, password: string) =>
  send('/oauth/token', {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'password', username, password, scope: 'openid' }),
  });
const post = (path: string) => send(path, { method: 'POST', headers: { authorization: `Bearer ${token}` } });
const makeApp = async (name: string, scopes: readonly string[]) => {
  const key = readFileSync(gateway.adminKeyFile, 'utf8').trim();
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  return (await send('/v1/apps', { method: 'POST', headers, body: JSON.stringify({ name, scopes }) })).body
    .key as string;
};

describe('login', () => {
  test('a local app gets a bearer token for an hour, in the shape of the cloud', async () => {
    const { status, body, headers } = await login('demo-app', 'flk_demo-app-key');
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3_600 });
    expect(headers.get('cache-control')).toBe('no-store');
    expect((await ask('/api/chargers', body.access_token)).status).toBe(200);
    await clock.advanceBy(3_600_000);
    expect((await ask('/api/chargers', body.access_token)).status).toBe(401);
    token = (await login('demo-app', 'flk_demo-app-key')).body.access_token;
  });

  test('a login that looks like one at the cloud is refused, and its password is nowhere (no-user-passwords)', async () => {
    const { status, body } = await login('owner@fairlead.test', 'my-zaptec-password');
    expect(status).toBe(400);
    expect(body).toEqual({
      error: 'invalid_grant',
      error_description: 'Use the name and key of a local app; never enter a Zaptec password here.',
    });
    expect((await login('somebody', 'my-zaptec-password')).body.error_description).toMatch(
      /never enter a Zaptec password/,
    );
    expect(logged.join('\n')).not.toContain('my-zaptec-password');
    for (const name of ['fairlead.db', 'fairlead.db-wal'])
      expect(readFileSync(join(dataDir, name)).includes('my-zaptec-password')).toBe(false);
  });

  test('a wrong key, another grant, another format and too many tries get what the cloud would say', async () => {
    expect((await login('demo-app', 'flk_wrong')).body.error).toBe('invalid_grant');
    const form = (fields: Record<string, string>) =>
      send('/oauth/token', { method: 'POST', body: new URLSearchParams(fields) });
    expect((await form({ grant_type: 'refresh_token' })).body.error).toBe('unsupported_grant_type');
    expect((await form({})).body.error).toBe('invalid_request');
    const json = await send('/oauth/token', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"username":"a"}',
    });
    expect(json.body.error).toBe('invalid_request');
    for (let tries = 0; tries < 9; tries++) await login('demo-app', 'flk_wrong');
    const slowed = await login('demo-app', 'flk_wrong');
    expect(slowed.status).toBe(429);
    expect(Number(slowed.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await login('demo-app', 'flk_demo-app-key')).status).toBe(200);
  });

  test('fields of a form are found without decoding the others', () => {
    const form = Buffer.from('password=%E0%A4%A&username=load+balancer%20x&empty');
    expect(formField(form, 'username')).toBe('load balancer x');
    expect(formField(form, 'password')).toBeUndefined();
    expect(formField(form, 'empty')).toBe('');
    expect(formField(form, 'absent')).toBeUndefined();
    expect(formField(Buffer.alloc(0), 'absent')).toBeUndefined();
  });
});

describe('reading', () => {
  test('lists come in the envelope of the cloud, with fields that nobody knows, filtered and paged', async () => {
    const { body, headers } = await ask('/api/chargers');
    expect(body).toMatchObject({ Pages: 1, Message: null });
    expect(body.Data.map(({ Name }: { Name: string }) => Name)).toEqual(['Left', 'Right']);
    expect(body.Data[0].Future).toEqual({ kept: true });
    expect(Number(headers.get('age'))).toBeGreaterThanOrEqual(60);
    expect(headers.get('x-fairlead-source')).toBe('poll');
    const names = async (query: string) =>
      (await ask(`/api/chargers?${query}`)).body.Data.map(({ Name }: { Name: string }) => Name);
    expect(await names('NameFilter=zpr0')).toEqual(['Right']);
    expect(await names(`installationid=${installationId}&PageSize=1&PageIndex=1`)).toEqual(['Right']);
    expect(await names('InstallationId=00000000-0000-0000-0000-000000000001')).toEqual([]);
    expect((await ask('/api/chargers?ReturnIdNameOnly=true')).body.Data[0]).toEqual({
      Id: chargerId,
      Name: 'Left',
      CurrentUserRoles: 3,
    });
    expect((await ask('/api/chargers?PageSize=1')).body.Pages).toBe(2);
    expect((await ask('/API/Chargers')).status).toBe(200);
  });

  test('a row shows what the stream has taught since', async () => {
    await account.observe(chargerId, 710, '3');
    await account.observe(chargerId, -2, '0');
    const { body, headers } = await ask(`/api/chargers/${chargerId}`);
    expect(body).toMatchObject({ Id: chargerId, OperatingMode: 3, IsOnline: false });
    expect(headers.get('x-fairlead-source')).toBe('stream');
    expect(headers.get('x-fairlead-freshness')).toBe('live');
    expect(headers.get('age')).toBe('0');
  });

  test('state is a bare array, times without a zone, no value where there is none', async () => {
    await account.observe(chargerId, 513, '7360.5', {
      observedAtUs: Date.UTC(2026, 10, 20, 15, 30, 10) * 1_000 + 513_000,
    });
    await account.observe(chargerId, -1, null);
    const { body } = await ask(`/api/chargers/ZAP000001/state`);
    expect(body.find(({ StateId }: { StateId: number }) => StateId === -1)).not.toHaveProperty('ValueAsString');
    expect(body.find(({ StateId }: { StateId: number }) => StateId === 513)).toEqual({
      ChargerId: chargerId,
      StateId: 513,
      Timestamp: '2026-11-20T15:30:10.513',
      ValueAsString: '7360.5',
    });
  });

  test('installations and one of them', async () => {
    expect((await ask('/api/installation')).body.Data).toMatchObject([{ Id: installationId, MaxCurrent: 25 }]);
    expect((await ask(`/api/installation/${installationId}`)).body).toMatchObject({ Address: 'Fjordveien 12' });
    expect((await ask('/api/installation/00000000-0000-0000-0000-000000000001')).status).toBe(404);
  });

  test('without the scope personal people and places are left out, names of equipment stay (personal-data)', async () => {
    const key = await makeApp('meter', ['read']);
    await account.observe(chargerId, 722, 'nfc-00000001');
    const row = (await ask(`/api/installation/${installationId}`, key)).body;
    expect(row).toMatchObject({ Name: 'Fjordveien 12', MaxCurrent: 25 });
    expect(row).not.toHaveProperty('Address');
    const ids = (await ask(`/api/chargers/${chargerId}/state`, key)).body.map(
      ({ StateId }: { StateId: number }) => StateId,
    );
    expect(ids).not.toContain(722);
    expect((await ask(`/api/chargers/${chargerId}/state`)).text).toContain('nfc-00000001');
  });

  test('an unknown charger is 404 in the words of the cloud', async () => {
    const { status, body } = await ask('/api/chargers/00000000-0000-0000-0000-000000000009/state');
    expect([status, body]).toEqual([404, { errorCode: 512, message: 'Charger not found.' }]);
    expect((await ask('/api/chargers/nobody')).status).toBe(404);
  });

  test.each([
    ['GET', `/api/chargers/${chargerId}/settings`, /state has the readable values/],
    ['POST', `/api/chargers/${chargerId}/authorizecharge`, /no public call that authorises/],
    ['GET', '/api/users', /portal/],
    ['DELETE', `/api/chargers/${chargerId}`, /documented/],
    ['POST', `/api/chargers/${chargerId}/sendCommand/708`, /public commands/],
  ])('%s %s is refused with the documented way (documented-only)', async (method, path, way) => {
    const { status, body } = await send(path, { method, headers: { authorization: `Bearer ${token}` } });
    expect(status).toBe(404);
    expect(body).toMatchObject({ code: 'undocumented-call', clause: 'documented-only' });
    expect(body.detail).toMatch(way);
  });

  test('a documented call that is not offered says so', async () => {
    expect((await ask(`/api/installation/${installationId}/hierarchy`)).body.code).toBe('not-offered');
    expect((await post(`/api/chargers/${chargerId}/sendCommand/102`)).body.code).toBe('not-offered');
  });

  test('nobody reads without a key', async () => {
    expect((await send('/api/chargers')).status).toBe(401);
    expect((await send('/api/users')).status).toBe(401);
  });
});

describe('commands', () => {
  test('506 goes through the one governed way and is answered with 200 and nothing', async () => {
    await account.observe(chargerId, 710, '3');
    await account.observe(chargerId, 718, '0');
    const { status, text } = await post(`/api/chargers/${chargerId}/SendCommand/506`);
    expect([status, text]).toEqual([200, '']);
    expect(account.sent).toEqual([{ chargerId, command: 506, app: 'demo-app' }]);
    await account.observe(chargerId, 710, '5');
    await account.observe(chargerId, 718, '1');
  });

  test('what must be refused is refused as the cloud does, and not sent (command-precondition)', async () => {
    const before = account.sent.length;
    const { status, body } = await post(`/api/chargers/${chargerId}/sendCommand/506`);
    expect(status).toBe(500);
    expect(body).toMatchObject({ Code: 528, StackTrace: null });
    expect(body.Details).toMatch(/paused already/);
    expect(account.sent).toHaveLength(before);
  });

  test('an unknown outcome and one that never left are told apart', async () => {
    account.onCommand = async () => ({
      outcome: 'unknown',
      sentAtMs: clock.nowMs(),
      reason: 'The connection was reset',
    });
    expect((await post(`/api/chargers/${chargerId}/sendCommand/507`)).body).toMatchObject({
      status: 504,
      code: 'outcome-unknown',
    });
    await clock.advanceBy(61_000);
    account.onCommand = async () => new Error('the queue is full');
    expect((await post(`/api/chargers/${chargerId}/sendCommand/507`)).body).toMatchObject({
      status: 503,
      code: 'not-sent',
    });
  });

  test('an app without the scope command sends nothing', async () => {
    const key = await makeApp('viewer', ['read']);
    const { body } = await send(`/api/chargers/${chargerId}/sendCommand/507`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
    });
    expect(body.code).toBe('scope-missing');
  });
});

test('a charger is found by its id or its serial in any case, here and in /v1, to read and to command', async () => {
  const headers = { authorization: `Bearer ${token}` };
  const v1 = { authorization: 'Bearer flk_demo-app-key' };
  for (const name of [chargerId.toUpperCase(), 'ZAP000001', 'zap000001']) {
    expect((await send(`/api/chargers/${name}`, { headers })).body, name).toMatchObject({ Id: chargerId });
    expect((await send(`/api/chargers/${name}/state`, { headers })).status, name).toBe(200);
    const command = await send(`/api/chargers/${name}/sendCommand/507`, { headers, method: 'POST' });
    expect(command.status, name).not.toBe(404);
    expect((await send(`/v1/chargers/${name}`, { headers: v1 })).body, name).toMatchObject({ id: chargerId });
    expect((await send(`/v1/chargers/${name}/resume`, { headers: v1, method: 'POST' })).status, name).not.toBe(404);
  }
  const ofInstallation = await send(`/v1/chargers?installationId=${installationId.toUpperCase()}`, { headers: v1 });
  expect(ofInstallation.body.items).toHaveLength(2);
});
