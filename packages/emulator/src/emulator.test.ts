import { judge } from '@fairlead/policy';
import { afterEach, describe, expect, test } from 'vitest';
import { manualClock } from '../../../test/manual-clock.ts';
import type { Emulator, EmulatorOptions } from './contract.ts';
import { startEmulator } from './start-emulator.ts';

const running: Emulator[] = [];
afterEach(async () => {
  for (const emulator of running.splice(0)) await emulator.stop();
});

async function inProcess(options: EmulatorOptions = {}) {
  const clock = manualClock();
  const emulator = await startEmulator({ doors: 'in-process', clock, ...options });
  running.push(emulator);
  return { clock, emulator };
}

function login(
  emulator: Emulator,
  password = emulator.accounts.owner.password,
  username = emulator.accounts.owner.username,
) {
  return emulator.fetch(`${emulator.url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'password', username, password }),
  });
}

async function tokenOf(emulator: Emulator, account: 'owner' | 'user' = 'owner'): Promise<string> {
  const { username, password } = emulator.accounts[account];
  const answer = await login(emulator, password, username);
  return ((await answer.json()) as { access_token: string }).access_token;
}

function get(emulator: Emulator, path: string, token: string, init: RequestInit = {}) {
  return emulator.fetch(`${emulator.url}${path}`, { ...init, headers: { authorization: `Bearer ${token}` } });
}

interface List {
  readonly Pages: number;
  readonly Data: readonly Record<string, unknown>[];
}

const list = async (answer: Response): Promise<List> => (await answer.json()) as List;

describe('login', () => {
  test('the owner gets a bearer token whose `sub` is the account', async () => {
    const { emulator } = await inProcess();
    const answer = await login(emulator);
    expect(answer.status).toBe(200);
    const body = (await answer.json()) as { access_token: string; token_type: string; expires_in: number };
    expect(body.token_type.toLowerCase()).toBe('bearer');
    expect(body.expires_in).toBe(86_399);
    const claims = JSON.parse(Buffer.from(body.access_token.split('.')[1] ?? '', 'base64url').toString()) as {
      sub: string;
    };
    expect(claims.sub).toBe(emulator.accounts.owner.sub);
  });

  test('a wrong password is refused with 400 invalid_grant', async () => {
    const { emulator } = await inProcess();
    const answer = await login(emulator, 'wrong');
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({
      error: 'invalid_grant',
      error_description: 'The username or password is incorrect.',
    });
  });

  test('token-rate: a second login within a second meets the proxy page of 197 bytes without Retry-After', async () => {
    const { emulator, clock } = await inProcess();
    await login(emulator);
    await clock.advanceBy(999);
    const refused = await login(emulator);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('content-type')).toBe('text/html');
    expect(refused.headers.get('retry-after')).toBeNull();
    expect((await refused.arrayBuffer()).byteLength).toBe(197);
    await clock.advanceBy(1_100);
    expect((await login(emulator)).status).toBe(200);
  });

  test('refresh tokens are gone', async () => {
    const { emulator } = await inProcess();
    const answer = await emulator.fetch(`${emulator.url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'x' }),
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      error: 'invalid_grant',
      error_uri: 'https://documentation.openiddict.com/errors/ID2003',
    });
  });

  test('a revoked token and no token are answered 401 with an empty body', async () => {
    const { emulator } = await inProcess();
    const token = await tokenOf(emulator);
    emulator.faults.revokeTokens();
    const answer = await get(emulator, '/api/chargers', token);
    expect(answer.status).toBe(401);
    expect(await answer.text()).toBe('');
    expect((await emulator.fetch(`${emulator.url}/api/chargers`)).status).toBe(401);
    // Whose token it was is known still: that 401 is why the account logs in again (token-reuse).
    const whose = emulator.calls().map(({ status, accountId }) => [status, accountId]);
    expect(whose.slice(-2)).toEqual([
      [401, emulator.accounts.owner.sub],
      [401, null],
    ]);
  });

  test('a token ends with its life', async () => {
    const { emulator, clock } = await inProcess({ fleet: { chargers: 1 } });
    const token = await tokenOf(emulator);
    expect((await get(emulator, '/api/chargers', token)).status).toBe(200);
    await clock.advanceBy(86_400_000);
    expect((await get(emulator, '/api/chargers', token)).status).toBe(401);
  });
});

describe('the bucket', () => {
  test('rate-limit: 15 calls at once pass, the 16th is refused with Retry-After 1 and an empty body, and one more passes each 100 ms', async () => {
    const { emulator, clock } = await inProcess();
    const token = await tokenOf(emulator);
    const statuses = [];
    for (let call = 0; call < 16; call++) statuses.push((await get(emulator, '/api/chargers', token)).status);
    expect(statuses).toEqual([...Array(15).fill(200), 429]);
    const refused = await get(emulator, '/api/chargers', token);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await refused.text()).toBe('');
    await clock.advanceBy(100);
    expect((await get(emulator, '/api/chargers', token)).status).toBe(200);
    expect((await get(emulator, '/api/chargers', token)).status).toBe(429);
  });

  test('rate-limit: accounts do not share a bucket', async () => {
    const { emulator, clock } = await inProcess();
    const owner = await tokenOf(emulator);
    await clock.advanceBy(1_100);
    const user = await tokenOf(emulator, 'user');
    for (let call = 0; call < 16; call++) await get(emulator, '/api/chargers', owner);
    expect((await get(emulator, '/api/chargers', owner)).status).toBe(429);
    expect((await get(emulator, '/api/chargers', user)).status).toBe(200);
  });
});

describe('documented paths only', () => {
  test('documented-only: an undocumented path is 404 and stands in the journal as such, its ids blanked', async () => {
    const { emulator } = await inProcess();
    const token = await tokenOf(emulator);
    const charger = emulator.world.chargers()[0];
    expect((await get(emulator, `/api/chargers/${charger?.id}/settings`, token)).status).toBe(404);
    expect(emulator.calls().at(-1)).toMatchObject({
      class: 'undocumented',
      status: 404,
      path: '/api/chargers/{id}/settings',
    });
  });

  test('path casing does not matter', async () => {
    const { emulator } = await inProcess();
    expect((await get(emulator, '/API/Chargers', await tokenOf(emulator))).status).toBe(200);
  });
});

describe('lists', () => {
  test('a page before the first is refused, and its call stands in the journal as one of no page', async () => {
    const { emulator } = await inProcess();
    const answer = await get(emulator, '/api/chargers?PageIndex=-1', await tokenOf(emulator));
    expect(answer.status).toBe(400);
    const last = emulator.calls().at(-1);
    expect(last).toMatchObject({ class: 'list', page: null });
    expect(judge(last === undefined ? [] : [last]).facts).toMatchObject({ calls: 1, unusable: 0 });
  });

  test('pages hold 50 rows, at most 100, and say how many there are', async () => {
    const { emulator } = await inProcess({ fleet: { chargers: 120, installations: 1 } });
    const token = await tokenOf(emulator);
    const first = await list(await get(emulator, '/api/chargers', token));
    expect([first.Pages, first.Data.length]).toEqual([3, 50]);
    const capped = await list(await get(emulator, '/api/chargers?PageSize=500', token));
    expect([capped.Pages, capped.Data.length]).toEqual([2, 100]);
    const last = await list(await get(emulator, '/api/chargers?PageSize=100&PageIndex=1', token));
    expect(last.Data).toHaveLength(20);
    const ids = new Set([...capped.Data, ...last.Data].map((row) => row['Id']));
    expect(ids.size).toBe(120);
  });

  test('NameFilter finds by serial, ReturnIdNameOnly shortens, Exclude leaves out', async () => {
    const { emulator } = await inProcess();
    const token = await tokenOf(emulator);
    const [charger] = emulator.world.chargers();
    const found = await list(await get(emulator, `/api/chargers?NameFilter=${charger?.serial}`, token));
    expect(found.Data.map((row) => row['Id'])).toEqual([charger?.id]);
    const short = await list(await get(emulator, '/api/chargers?ReturnIdNameOnly=true', token));
    expect(Object.keys(short.Data[0] ?? {}).sort()).toEqual(['CurrentUserRoles', 'Id', 'Name', 'UpdatedOn']);
    expect(Object.keys(found.Data[0] ?? {})).not.toContain('UpdatedOn');
    const detail = (await (await get(emulator, `/api/chargers/${charger?.id}`, token)).json()) as object;
    expect(detail).toEqual(found.Data[0]);
    const less = await list(await get(emulator, '/api/chargers?Exclude=Pin&Exclude=SignedMeterValue', token));
    expect(less.Data[0]).not.toHaveProperty('Pin');
    expect(less.Data[0]).not.toHaveProperty('SignedMeterValue');
    expect(less.Data[0]).toHaveProperty('DeviceId');
  });

  test('InstallationType keeps the chargers of installations of that type, DeviceType those of that type themselves', async () => {
    const { emulator } = await inProcess();
    const token = await tokenOf(emulator);
    const rows = async (query: string) => (await list(await get(emulator, `/api/chargers?${query}`, token))).Data;
    const typeOf = new Map(
      (await list(await get(emulator, '/api/installation', token))).Data.map((row) => [
        row['Id'],
        row['InstallationType'],
      ]),
    );
    for (const [type, count] of [
      [0, 4],
      [1, 2],
      [2, 0],
    ] as const) {
      const found = await rows(`InstallationType=${type}`);
      expect(found.map((row) => typeOf.get(row['InstallationId']))).toEqual(Array(count).fill(type));
    }
    expect((await rows('DeviceType=1')).map((row) => row['Name'])).toEqual(['Rowan']);
  });

  test('a parameter of the wrong type is refused with 400', async () => {
    const { emulator } = await inProcess();
    expect((await get(emulator, '/api/chargers?PageSize=many', await tokenOf(emulator))).status).toBe(400);
  });
});

describe('roles', () => {
  test('a plain user sees rows without secrets and may neither read state nor command', async () => {
    const { emulator } = await inProcess();
    const token = await tokenOf(emulator, 'user');
    const rows = await list(await get(emulator, '/api/chargers', token));
    expect(rows.Data.length).toBe(emulator.world.chargers().length);
    expect(rows.Data[0]).toMatchObject({ CurrentUserRoles: 1 });
    expect(rows.Data[0]).not.toHaveProperty('Pin');
    const id = emulator.world.chargers()[0]?.id;
    const installation = emulator.world.chargers()[0]?.installationId;
    for (const path of [
      `/api/chargers/${id}`,
      `/api/chargers/${id}/state`,
      `/api/installation/${installation}/messagingConnectionDetails`,
    ]) {
      expect((await get(emulator, path, token)).status, path).toBe(403);
    }
    expect((await get(emulator, `/api/chargers/${id}/sendCommand/506`, token, { method: 'POST' })).status).toBe(403);
  });
});

describe('state', () => {
  test('state-cache: within 15 s the same bytes, afterwards what is the case then', async () => {
    const { emulator, clock } = await inProcess({ fleet: { chargers: 1, charging: 1 } });
    const token = await tokenOf(emulator);
    const id = emulator.world.chargers()[0]?.id;
    await clock.advanceBy(120_000);
    const first = await (await get(emulator, `/api/chargers/${id}/state`, token)).text();
    await clock.advanceBy(14_999);
    expect(await (await get(emulator, `/api/chargers/${id}/state`, token)).text()).toBe(first);
    await clock.advanceBy(120_000);
    expect(await (await get(emulator, `/api/chargers/${id}/state`, token)).text()).not.toBe(first);
  });

  test('times carry no zone and values are text; a pulse has no value', async () => {
    const { emulator } = await inProcess();
    const token = await tokenOf(emulator);
    const id = emulator.world.chargers()[0]?.id;
    const items = (await (await get(emulator, `/api/chargers/${id}/state`, token)).json()) as Record<string, unknown>[];
    expect(items.length).toBeGreaterThan(40);
    for (const item of items) {
      expect(item['Timestamp']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?$/);
      if ('ValueAsString' in item) expect(typeof item['ValueAsString']).toBe('string');
    }
    expect(items.find((item) => item['StateId'] === -1)).not.toHaveProperty('ValueAsString');
  });

  test('an unknown charger is 404 with code 512, a malformed id 400', async () => {
    const { emulator } = await inProcess();
    const token = await tokenOf(emulator);
    const unknown = await get(emulator, '/api/chargers/00000000-0000-4000-8000-000000000000/state', token);
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toEqual({ errorCode: 512, message: 'Charger not found.' });
    expect((await get(emulator, '/api/chargers/not-an-id/state', token)).status).toBe(400);
  });
});

describe('commands', () => {
  test('506 is accepted with an empty body while charging, and pauses; 507 resumes', async () => {
    const { emulator, clock } = await inProcess({ fleet: { chargers: 1, charging: 1 } });
    const token = await tokenOf(emulator);
    const id = emulator.world.chargers()[0]?.id ?? '';
    const send = (command: number) =>
      get(emulator, `/api/chargers/${id}/sendCommand/${command}`, token, { method: 'POST' });
    await clock.advanceBy(30_000);
    expect(emulator.world.chargers()[0]?.mode).toBe(3);
    const paused = await send(506);
    expect([paused.status, await paused.text()]).toEqual([200, '']);
    await clock.advanceBy(10_000);
    expect(emulator.world.chargers()[0]?.mode).toBe(5);
    expect(emulator.world.chargers()[0]?.observations.get(718)?.value).toBe('1');
    const twice = await send(506);
    expect(twice.status).toBe(500);
    expect(await twice.json()).toMatchObject({ Code: 528, StackTrace: null });
    expect((await send(507)).status).toBe(200);
    await clock.advanceBy(30_000);
    expect(emulator.world.chargers()[0]?.mode).toBe(3);
  });

  test('a command that is not public is refused', async () => {
    const { emulator } = await inProcess();
    const id = emulator.world.chargers()[0]?.id;
    const answer = await get(emulator, `/api/chargers/${id}/sendCommand/708`, await tokenOf(emulator), {
      method: 'POST',
    });
    expect(answer.status).toBe(500);
    expect(await answer.json()).toMatchObject({ Code: 519 });
  });
});

describe('both doors', () => {
  test('what the socket answers, the in-process door answers: status, headers and bytes', async () => {
    const emulator = await startEmulator();
    running.push(emulator);
    const token = await tokenOf(emulator);
    const [charger] = emulator.world.chargers();
    const paths = [
      '/api/chargers',
      '/api/installation',
      `/api/chargers/${charger?.id}`,
      `/api/chargers/${charger?.id}/state`,
      `/api/installation/${charger?.installationId}/messagingConnectionDetails`,
      '/api/circuits/1',
      '/.well-known/openid-configuration',
      '/.well-known/jwks.json',
      '/access/request/nobody',
      '/api/chargers/nonsense',
    ];
    for (const path of paths) {
      const init = { headers: { authorization: `Bearer ${token}` } };
      const [socket, direct] = [
        await fetch(`${emulator.url}${path}`, init),
        await emulator.fetch(`${emulator.url}${path}`, init),
      ];
      expect([direct.status, direct.statusText], path).toEqual([socket.status, socket.statusText]);
      expect(seenHeaders(direct), path).toEqual(seenHeaders(socket));
      expect(await direct.text(), path).toBe(await socket.text());
    }
  });

  test('a clock of one own is refused with sockets, in one sentence that names the way', async () => {
    await expect(startEmulator({ clock: manualClock() })).rejects.toMatchObject({
      code: 'clock-needs-in-process-doors',
      message: expect.stringContaining("doors: 'in-process'"),
    });
  });

  test('a port in use is one sentence with the flag that changes it', async () => {
    const first = await startEmulator();
    running.push(first);
    const port = Number(new URL(first.url).port);
    await expect(startEmulator({ httpPort: port })).rejects.toMatchObject({
      code: 'port-in-use',
      message: expect.stringMatching(new RegExp(`port ${port} .*in use.*--emulator-port`)),
    });
    await expect(startEmulator({ amqpPort: first.amqpPort ?? 0 })).rejects.toMatchObject({
      code: 'port-in-use',
      message: expect.stringContaining('--amqp-port'),
    });
  });

  test('after stop nothing runs on', async () => {
    const { emulator, clock } = await inProcess();
    await emulator.stop();
    running.length = 0;
    expect(clock.pending()).toBe(0);
  });
});

/** Headers that the door itself says; `date`, `connection` and `keep-alive` belong to the socket. */
function seenHeaders(answer: Response): Record<string, string> {
  const {
    date: _date,
    connection: _connection,
    'keep-alive': _keepAlive,
    'x-fairlead-standing': standing,
    ...rest
  } = Object.fromEntries(answer.headers);
  // The same call a second time counts against whoever makes it: that a standing is told is compared, not which.
  return standing === undefined ? rest : { ...rest, 'x-fairlead-standing': 'told' };
}
