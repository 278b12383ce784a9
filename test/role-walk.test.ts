// Every documented endpoint as Owner, Service and User: what the cloud answers is what the table says, and where it may not
// be had the SDK does what the table says instead, without asking in vain.
import { readFileSync } from 'node:fs';
import type { Emulator } from '@fairlead/emulator';
import { type Endpoint, type EndpointId, endpoints, pathOf, stateIds } from '@fairlead/protocol';
import { type Read, type Right, roles, roleTable, SdkError, type Zaptec } from '@fairlead/sdk';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type EmulatedHouse, emulatedHouse } from './emulated-house.ts';
import { brokenClauses, seenBy } from './joint-history.ts';

const dayMs = 86_400_000;

interface Visit extends EmulatedHouse {
  readonly installationId: string;
  readonly chargerId: string;
  readonly sessionId: string;
  /** Runs the clock while it waits. */
  within<T>(work: Promise<T>, ms?: number): Promise<T>;
}

const accountOf = { Owner: 'owner', Service: 'service', User: 'user' } as const;

async function visit(role: keyof typeof accountOf): Promise<Visit> {
  const house = await emulatedHouse({ as: accountOf[role], client: { random: () => 0.5 } });
  onTestFinished(house.end);
  const { clock, emulator } = house;
  await clock.advanceBy(20_000);
  const charging = emulator.world.chargers().find(({ mode }) => mode === 3);
  if (!charging) throw new Error('a world in which nothing charges');
  const { id: chargerId, installationId } = charging;
  const sessionId = charging.observations.get(721)?.value ?? '';
  return { ...house, installationId, chargerId, sessionId, within: clock.during };
}

const window = { from: '2026-11-01T00:00:00Z', to: '2026-11-20T00:00:00Z' };

/** How a program reaches an endpoint through the SDK; null where only the account itself calls it. */
const ways: Readonly<Record<EndpointId, ((visit: Visit) => Promise<unknown>) | null>> = {
  token: null,
  'installation-stream-details': null,
  'group-stream-details': null,
  constants: ({ zaptec }) => zaptec.constants(),
  installations: ({ zaptec }) => Array.fromAsync(zaptec.installations.list()),
  chargers: ({ zaptec }) => Array.fromAsync(zaptec.chargers.list()),
  installation: ({ zaptec, installationId }) => zaptec.installations.detail(installationId),
  'installation-hierarchy': ({ zaptec, installationId }) => zaptec.installations.hierarchy(installationId),
  firmware: ({ zaptec, installationId }) => zaptec.installations.firmware(installationId),
  charger: ({ zaptec, chargerId }) => zaptec.chargers.detail(chargerId),
  'charger-state': async ({ zaptec, chargerId, within }) => {
    // The floor of the list, which is what a User's state is read by.
    await within(Promise.resolve(), 3_600_000);
    return zaptec.chargers.readState(chargerId);
  },
  session: ({ zaptec, sessionId }) => zaptec.sessions.get(sessionId),
  'archived-sessions': ({ zaptec, installationId }) =>
    Array.fromAsync(zaptec.sessions.archived({ ...window, installationId })),
  'charge-history': async ({ zaptec, installationId, emulator }) => {
    emulator.faults.failNext({ path: '/api/sessions/archived' }, { status: 404 }, 1);
    return Array.fromAsync(zaptec.sessions.history({ ...window, installationId }));
  },
  'installation-report': ({ zaptec, installationId }) =>
    zaptec.installations.report(installationId, { from: '2026-11-01', to: '2026-11-20' }),
  'installation-report-query': ({ zaptec, installationId }) =>
    zaptec.installations.report(installationId, { from: '2026-11-01', to: '2026-11-20', form: 'query' }),
  'session-priority': ({ zaptec, sessionId }) => zaptec.sessions.setPriority(sessionId, { phases: 1, currentA: 10 }),
  'charger-command': ({ zaptec, chargerId }) => zaptec.chargers.pause(chargerId),
  'charger-update': ({ zaptec, chargerId }) =>
    update(zaptec, 'charger-update', chargerId, { meterValueInterval: 1800 }),
  'installation-update': ({ zaptec, installationId }) =>
    update(zaptec, 'installation-update', installationId, { availableCurrent: 16 }),
};

function update(zaptec: Zaptec, endpoint: EndpointId, id: string, body: object): Promise<unknown> {
  return zaptec.account.call({ endpoint, params: { id }, body, cause: 'command', lane: 'command', app: null });
}

const walked = endpoints.flatMap((row) => roles.map((role) => [row.id, role, row] as const));

test('the table has a row for every endpoint and a cell for every role', () => {
  expect(Object.keys(roleTable).sort()).toEqual(endpoints.map(({ id }) => id).sort());
  for (const rights of Object.values(roleTable)) expect(Object.keys(rights).sort()).toEqual([...roles].sort());
});

test.each(roles)('what the cloud answers to %s is what the table says, call by call', async (role) => {
  const { emulator, clock, ...ids } = await visit(role);
  const token = await tokenOf(emulator, role);
  for (const row of endpoints) {
    if (row.class === 'token') continue;
    await clock.advanceBy(2_000);
    const right = roleTable[row.id][role];
    const statusOf = async (): Promise<number> => (await emulator.fetch(...rawCall(emulator, row, ids, token))).status;
    // The charging car belongs to somebody else: nobody else's session is a User's to read.
    const own = row.id === 'session' && role === 'User';
    const expected = right.may === 'no' ? right.status : own ? 403 : 200;
    expect([row.id, await statusOf()]).toEqual([row.id, expected]);
    if (right.may !== 'perhaps') continue;
    emulator.switches.set({ 'user-installation-detail': '403' });
    expect([row.id, await statusOf()]).toEqual([row.id, right.status]);
  }
});

async function tokenOf(emulator: Emulator, role: keyof typeof accountOf): Promise<string> {
  const { username, password } = emulator.accounts[accountOf[role]];
  const body = new URLSearchParams({ grant_type: 'password', username, password });
  const answer = await emulator.fetch(`${emulator.url}/oauth/token`, { method: 'POST', body });
  return ((await answer.json()) as { readonly access_token: string }).access_token;
}

function rawCall(
  emulator: Emulator,
  row: Endpoint,
  { installationId, chargerId, sessionId }: Pick<Visit, 'installationId' | 'chargerId' | 'sessionId'>,
  token: string,
): [string, RequestInit] {
  const ofCharger = row.path.includes('/chargers/');
  const group = emulator.accounts.owner.userGroupIds[0] ?? '';
  const id = row.id === 'group-stream-details' ? group : row.path.includes('/session/') ? sessionId : null;
  const params = { id: id ?? (ofCharger ? chargerId : installationId), installationId, commandId: '506' };
  const search = new URLSearchParams({ InstallationId: installationId });
  if (row.query.includes('From'))
    for (const [name, at] of [
      ['From', window.from],
      ['To', window.to],
    ])
      search.set(name ?? '', at ?? '');
  if (row.query.includes('FromDate'))
    for (const [name, at] of [
      ['FromDate', '2026-11-01'],
      ['EndDate', '2026-11-20'],
    ])
      search.set(name ?? '', at ?? '');
  const body = bodyOf(row.id, installationId);
  return [
    `${emulator.url}${pathOf(row.id, params)}${row.query.length > 0 ? `?${search}` : ''}`,
    {
      method: row.method,
      headers: {
        authorization: `Bearer ${token}`,
        'user-agent': 'role-walk/1.0 (+https://example.org)',
        'content-type': 'application/json',
      },
      ...(body && { body: JSON.stringify(body) }),
    },
  ];
}

function bodyOf(id: EndpointId, installationId: string): object | null {
  switch (id) {
    case 'installation-update':
      return { availableCurrent: 16 };
    case 'charger-update':
      return { meterValueInterval: 1800 };
    case 'session-priority':
      return { PrioritizedPhases: 1 };
    case 'installation-report':
      return { installationId, fromDate: '2026-11-01T00:00:00', endDate: '2026-11-20T00:00:00' };
    default:
      return null;
  }
}

describe('the SDK', () => {
  test.each(walked)('%s as %s gives the answer, or what the table says instead', async (id, role, row) => {
    const seen = await visit(role);
    const { zaptec, within, emulator } = seen;
    const way = ways[id];
    if (way === null) return expectFollowed(seen, role, roleTable[id][role]);
    await within(zaptec.account.ready());
    const before = emulator.calls().length;
    const ending = await within(
      way(seen).then(
        (value) => ({ value, error: null }),
        (error: unknown) => ({ value: null, error }),
      ),
      3_700_000,
    );
    const right = roleTable[id][role];
    const after = emulator.calls().slice(before);
    const asked = after.filter(({ path, method }) => path === row.path && method === row.method);
    if (row.method === 'GET' && (right.may === 'no' || right.may === 'perhaps')) {
      // What may not be read is not asked for: what stands instead says why.
      expect(asked).toEqual([]);
      expect(ending.error).toBeNull();
      expect((ending.value as Read<unknown>).reason).toContain(right.instead);
      expect((ending.value as Read<unknown>).readAtMs).toBeGreaterThan(0);
    } else if (right.may === 'no' || (id === 'session' && role === 'User')) {
      expect(asked.filter(({ status }) => status !== 403)).toEqual([]);
      expect(saidIn(ending)).toMatch(/403|role/);
    } else {
      expect(ending.error).toBeNull();
      expect(asked.filter(({ status }) => status !== 200)).toEqual([]);
      if (isRead(ending.value)) expect(ending.value.reason).toBeNull();
      if (Array.isArray(ending.value)) expect(ending.value.length > 0 || role === 'User').toBe(true);
    }
    expect(brokenClauses(seenBy(emulator))).toEqual([]);
  });
});

test('a pause looks finished to a User, whose rows name no time but that of the list (hovers of `mode`, `observedAtMs`)', async () => {
  const { zaptec, within, emulator, chargerId, clock } = await visit('User');
  const listed = () => within(zaptec.chargers.find(chargerId));
  expect((await listed())?.mode).toMatchObject({ value: 'charging' });
  const authorization = `Bearer ${await tokenOf(emulator, 'Owner')}`;
  const path = pathOf('charger-command', { id: chargerId, commandId: '506' });
  await emulator.fetch(`${emulator.url}${path}`, { method: 'POST', headers: { authorization } });
  const fromMs = clock.nowMs();
  await within(Promise.resolve(), 1.2 * 3_600_000);
  const mode = (await listed())?.mode;
  expect(
    emulator.world
      .chargers()
      .find(({ id }) => id === chargerId)
      ?.observations.get(718)?.value,
  ).toBe('1');
  expect(mode).toMatchObject({ value: 'finished', via: 'poll' });
  // When the cloud said so, long after the pause: not when it happened.
  expect(mode?.observedAtMs).toBeGreaterThan(fromMs + 600_000);
  expect(Math.abs((mode?.observedAtMs ?? 0) - (mode?.receivedAtMs ?? 0))).toBeLessThanOrEqual(1_000);
  for (const [file, sentence] of [
    [
      'packages/sdk/src/view/charger.ts',
      'so of a charger that the list alone tells of (role User) a pause is `finished`',
    ],
    ['packages/sdk/src/view/told.ts', 'of the role User, whom the list alone tells: when the cloud'],
    ['docs/sdk.md', 'a pause is `finished` there'],
  ] as const) {
    const text = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
    expect(text.replaceAll(/\s+(?:\* )?/g, ' ')).toContain(sentence);
  }
});

/** What only the account itself calls: its login and its stream. */
async function expectFollowed(
  { zaptec, within, emulator, chargerId }: Visit,
  role: string,
  right: Right,
): Promise<void> {
  await within(zaptec.account.ready());
  expect(zaptec.account.loginState().state).toBe('ok');
  const refused = emulator.calls().filter(({ status }) => status === 403);
  expect(refused).toEqual([]);
  if (role !== 'User') {
    expect(zaptec.account.streamStatus().map(({ state }) => state)).toEqual(['live']);
    return;
  }
  expect(right.may).not.toBe('part');
  expect(zaptec.account.streamStatus()).toEqual([]);
  // The rows of the list are what is known: mode, online state, warnings; once more when the list is read again.
  const told = () =>
    [stateIds.ChargerOperationMode, stateIds.IsOnline, stateIds.Warnings].map((stateId) => {
      const { value, via } = zaptec.account.mirror.observation(chargerId, stateId) ?? {};
      return [value, via];
    });
  const listAgain = () => within(Promise.resolve(), 1.2 * 3_600_000);
  expect(told()).toEqual([
    ['3', 'poll'],
    ['1', 'poll'],
    ['0', 'poll'],
  ]);
  emulator.world.unplug(chargerId);
  emulator.world.warn(chargerId, ['HUMIDITY']);
  await listAgain();
  expect(told()).toEqual([
    ['1', 'poll'],
    ['1', 'poll'],
    ['1', 'poll'],
  ]);
  expect((await zaptec.chargers.find(chargerId))?.warnings.value).toMatchObject([{ name: 'HUMIDITY' }]);
  emulator.world.setOffline(chargerId);
  await listAgain();
  expect(told()[1]).toEqual(['0', 'poll']);
  expect((await zaptec.chargers.find(chargerId))?.online.value).toBe(false);
  await within(Promise.resolve(), dayMs);
  const lists = emulator.calls().filter(({ path }) => path === '/api/chargers');
  expect(lists.length).toBeLessThanOrEqual(27);
  expect(emulator.calls().filter((call) => call.class === 'state')).toEqual([]);
}

function isRead(value: unknown): value is Read<unknown> {
  return typeof value === 'object' && value !== null && 'reason' in value && 'readAtMs' in value;
}

function saidIn({ value, error }: { readonly value: unknown; readonly error: unknown }): string {
  if (error instanceof SdkError) return error.message;
  return JSON.stringify(value);
}
