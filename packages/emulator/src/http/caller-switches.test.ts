// One test for each alternative of the switches about who calls: what a client sees that it would not see by default.
import { describe, expect, test } from 'vitest';
import { rehearsedCallers } from '../testing/rehearsed-callers.ts';

const unknownId = '00000000-0000-4000-8000-000000000000';

describe('the data limiter', () => {
  async function statusesAtOnce(burst: 'burst-15' | 'burst-16', calls: number): Promise<number[]> {
    await using cloud = await rehearsedCallers({ switches: { 'data-limiter': burst } });
    await cloud.call('owner', '/api/constants');
    await cloud.clock.advanceBy(10_000);
    const { access_token } = (await (await cloud.login('owner')).json()) as { access_token: string };
    const headers = { authorization: `Bearer ${access_token}` };
    const statuses: number[] = [];
    for (let call = 0; call < calls; call++) {
      statuses.push((await cloud.emulator.fetch(`${cloud.emulator.url}/api/chargers`, { headers })).status);
    }
    await cloud.clock.advanceBy(100);
    statuses.push((await cloud.emulator.fetch(`${cloud.emulator.url}/api/chargers`, { headers })).status);
    statuses.push((await cloud.emulator.fetch(`${cloud.emulator.url}/api/chargers`, { headers })).status);
    return statuses;
  }

  test('burst-15: the sixteenth call at once is refused', async () => {
    expect(await statusesAtOnce('burst-15', 16)).toEqual([...Array(15).fill(200), 429, 200, 429]);
  });

  test('burst-16: the sixteenth passes, the seventeenth is refused, and one more comes back each 100 ms', async () => {
    expect(await statusesAtOnce('burst-16', 17)).toEqual([...Array(16).fill(200), 429, 200, 429]);
  });

  test("too-many-requests-body html: a 429 carries the proxy's page and Retry-After", async () => {
    await using cloud = await rehearsedCallers({ switches: { 'too-many-requests-body': 'html' } });
    const { access_token } = (await (await cloud.login('owner')).json()) as { access_token: string };
    const ask = () =>
      cloud.emulator.fetch(`${cloud.emulator.url}/api/chargers`, {
        headers: { authorization: `Bearer ${access_token}` },
      });
    for (let call = 0; call < 15; call++) await ask();
    const refused = await ask();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
    expect(refused.headers.get('content-type')).toBe('text/html');
    expect(await refused.text()).toContain('<title>429 Too Many Requests</title>');
  });
});

describe('the login door', () => {
  test('token-limiter 429: a login too soon is refused with 429 and Retry-After', async () => {
    await using cloud = await rehearsedCallers({ switches: { 'token-limiter': '429' } });
    await cloud.login('owner');
    const refused = await cloud.emulator.fetch(`${cloud.emulator.url}/oauth/token`, { method: 'POST', body: '' });
    expect([refused.status, refused.headers.get('retry-after'), await refused.text()]).toEqual([429, '1', '']);
  });

  test('token-life-s: expires_in says it, and the token ends with it', async () => {
    await using cloud = await rehearsedCallers({ switches: { 'token-life-s': 60 } });
    expect(await (await cloud.login('owner')).json()).toMatchObject({ expires_in: 60 });
    expect((await cloud.call('owner', '/api/chargers')).status).toBe(200);
    await cloud.clock.advanceBy(59_000);
    expect((await cloud.call('owner', '/api/chargers')).status).toBe(401);
  });

  test('token-life-s turned while clients are connected holds for the tokens that come after', async () => {
    await using cloud = await rehearsedCallers();
    await cloud.call('owner', '/api/chargers');
    cloud.emulator.switches.set({ 'token-life-s': 5 });
    expect(await (await cloud.login('user')).json()).toMatchObject({ expires_in: 5 });
    await cloud.clock.advanceBy(6_000);
    expect((await cloud.call('owner', '/api/chargers')).status).toBe(200);
  });

  test('scope-needed yes: a login that does not ask for openid is refused', async () => {
    await using cloud = await rehearsedCallers({ switches: { 'scope-needed': 'yes' } });
    for (const fields of [{}, { scope: 'offline_access' }]) {
      const refused = await cloud.login('owner', fields);
      expect(refused.status).toBe(400);
      expect(await refused.json()).toMatchObject({ error: 'invalid_grant' });
    }
    expect((await cloud.login('owner', { scope: 'openid' })).status).toBe(200);
  });

  test('refresh-grant removed: unsupported_grant_type instead of invalid_grant', async () => {
    await using cloud = await rehearsedCallers({ switches: { 'refresh-grant': 'removed' } });
    const refused = await cloud.askToken({ grant_type: 'refresh_token', refresh_token: 'x' });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ error: 'unsupported_grant_type' });
  });

  test('future-oauth off: the announced grants are not supported and the login page is not there', async () => {
    await using cloud = await rehearsedCallers();
    for (const grant_type of ['client_credentials', 'authorization_code']) {
      expect(await (await cloud.askToken({ grant_type })).json()).toMatchObject({ error: 'unsupported_grant_type' });
    }
    expect((await cloud.emulator.fetch(`${cloud.emulator.url}/oauth2/auth?client_id=x`)).status).toBe(404);
  });
});

describe('a call that does not say who makes it', () => {
  const agent = { 'user-agent': 'rehearsal/1.0 (https://example.test)' };

  test('missing-user-agent 403: refused at the data door and at the login door', async () => {
    await using cloud = await rehearsedCallers();
    await cloud.call('owner', '/api/chargers');
    cloud.emulator.switches.set({ 'missing-user-agent': '403' });
    expect((await cloud.login('owner')).status).toBe(403);
    expect((await cloud.call('owner', '/api/chargers')).status).toBe(403);
    expect((await cloud.call('owner', '/api/chargers', { headers: { 'user-agent': ' ' } })).status).toBe(403);
    expect((await cloud.call('owner', '/api/chargers', { headers: agent })).status).toBe(200);
  });

  test('missing-user-agent recorded: the fact says that there was none, and honest-identity is found broken', async () => {
    await using cloud = await rehearsedCallers();
    const verdict = () => cloud.emulator.operator.report().verdicts.find(({ clause }) => clause === 'honest-identity');
    expect((await cloud.call('owner', '/api/chargers', { headers: agent })).status).toBe(200);
    expect((await cloud.call('owner', '/api/chargers')).status).toBe(200);
    expect(cloud.emulator.calls().at(-1)).toMatchObject({ userAgent: null });
    // The login was one, too.
    expect(verdict()).toMatchObject({ verdict: 'broken', count: 2 });
  });

  test('who says who he is breaks no honest-identity', async () => {
    await using cloud = await rehearsedCallers();
    const { username, password } = cloud.emulator.accounts.owner;
    expect((await cloud.askToken({ grant_type: 'password', username, password }, agent)).status).toBe(200);
    const verdict = cloud.emulator.operator.report().verdicts.find(({ clause }) => clause === 'honest-identity');
    expect(verdict).toMatchObject({ verdict: 'kept', lookedAt: 1 });
  });
});

describe('parameters', () => {
  test('page-size-above-100 400: a larger page is refused instead of capped', async () => {
    await using cloud = await rehearsedCallers({ switches: { 'page-size-above-100': '400' } });
    expect((await cloud.call('owner', '/api/chargers?PageSize=101')).status).toBe(400);
    expect((await cloud.call('owner', '/api/installation?PageSize=101')).status).toBe(400);
    expect((await cloud.call('owner', '/api/chargers?PageSize=100')).status).toBe(200);
  });

  test('malformed-id 404: an id that is no UUID is as unknown as any other', async () => {
    await using cloud = await rehearsedCallers({ switches: { 'malformed-id': '404' } });
    for (const path of ['/api/chargers/nonsense', '/api/installation/1/hierarchy', '/api/session/x']) {
      const refused = await cloud.call('owner', path);
      expect([path, refused.status, await refused.text()]).toEqual([path, 404, '']);
    }
  });
});

describe('roles', () => {
  test('user-installation-detail reduced: a user reads the row without currents, network and authentication', async () => {
    await using cloud = await rehearsedCallers();
    const [charger] = cloud.emulator.world.chargers();
    const answer = await cloud.call('user', `/api/installation/${charger?.installationId}`);
    const row = (await answer.json()) as Record<string, unknown>;
    expect(row).toMatchObject({ Id: charger?.installationId, CurrentUserRoles: 1 });
    for (const field of [
      'AuthenticationType',
      'NetworkType',
      'MaxCurrent',
      'AvailableCurrent',
      'WebhooksAuthPayload',
    ]) {
      expect(row).not.toHaveProperty(field);
    }
  });

  test('user-installation-detail 403: refused, while the list still shows the row', async () => {
    await using cloud = await rehearsedCallers({ switches: { 'user-installation-detail': '403' } });
    const [charger] = cloud.emulator.world.chargers();
    expect((await cloud.call('user', `/api/installation/${charger?.installationId}`)).status).toBe(403);
    expect((await cloud.call('owner', `/api/installation/${charger?.installationId}`)).status).toBe(200);
    const list = (await (await cloud.call('user', '/api/installation')).json()) as { Data: unknown[] };
    expect(list.Data).toHaveLength(2);
  });

  test('hierarchy-without-access 403: refused in words instead of by an empty 204', async () => {
    await using cloud = await rehearsedCallers();
    const [charger] = cloud.emulator.world.chargers();
    const path = `/api/installation/${charger?.installationId}/hierarchy`;
    for (const name of ['user', 'stranger'] as const) expect((await cloud.call(name, path)).status).toBe(204);
    cloud.emulator.switches.set({ 'hierarchy-without-access': '403' });
    for (const name of ['user', 'stranger'] as const) expect((await cloud.call(name, path)).status).toBe(403);
  });

  test('owner-charger-update 403: Service alone passes', async () => {
    await using cloud = await rehearsedCallers({ switches: { 'owner-charger-update': '403' } });
    const [charger] = cloud.emulator.world.chargers();
    const update = { method: 'POST', body: '{"maxChargeCurrent":16}' };
    expect((await cloud.call('owner', `/api/chargers/${charger?.id}/update`, update)).status).toBe(403);
    expect((await cloud.call('service', `/api/chargers/${charger?.id}/update`, update)).status).not.toBe(403);
    cloud.emulator.switches.set({ 'owner-charger-update': '200' });
    expect((await cloud.call('owner', `/api/chargers/${charger?.id}/update`, update)).status).not.toBe(403);
  });

  test('maxCurrent of an installation is for Service alone, whatever its casing', async () => {
    await using cloud = await rehearsedCallers();
    const path = `/api/installation/${cloud.emulator.world.chargers()[0]?.installationId}/update`;
    for (const body of ['{"maxCurrent":20}', '{"MaxCurrent":20,"availableCurrent":10}']) {
      expect((await cloud.call('owner', path, { method: 'POST', body })).status).toBe(403);
      expect((await cloud.call('service', path, { method: 'POST', body })).status).not.toBe(403);
    }
    for (const body of ['{"availableCurrent":10}', '{"availableCurrent":10,"maxCurrent":null}']) {
      expect((await cloud.call('owner', path, { method: 'POST', body })).status).not.toBe(403);
    }
  });
});

describe('calls outside the public documents', () => {
  const calls = (id: string): readonly (readonly [method: string, path: string])[] => [
    ['GET', `/api/chargers/${id}/settings`],
    ['POST', `/api/chargers/${id}/settings`],
    ['POST', `/api/chargers/${id}/localSettings`],
    ['GET', `/api/chargers/${id}/live`],
    ['POST', `/api/chargers/${id}/authorizecharge`],
  ];

  test('by default each is 404, also a documented path with another method', async () => {
    await using cloud = await rehearsedCallers();
    const [charger] = cloud.emulator.world.chargers();
    for (const [method, path] of calls(charger?.id ?? '')) {
      expect([path, (await cloud.call('owner', path, { method })).status]).toEqual([path, 404]);
    }
    expect((await cloud.call('owner', '/api/chargers', { method: 'DELETE' })).status).toBe(404);
  });

  test('as-2025: they answer, to whom a detail would answer, and stand in the journal as undocumented', async () => {
    await using cloud = await rehearsedCallers({ switches: { 'undocumented-path': 'as-2025' } });
    const [charger] = cloud.emulator.world.chargers();
    for (const [method, path] of calls(charger?.id ?? '')) {
      expect([path, (await cloud.call('owner', path, { method })).status]).toEqual([path, 200]);
      expect(cloud.emulator.calls().at(-1)).toMatchObject({ class: 'undocumented', status: 200 });
      expect([path, (await cloud.call('user', path, { method })).status]).toEqual([path, 403]);
      expect((await cloud.emulator.fetch(`${cloud.emulator.url}${path}`, { method })).status).toBe(401);
    }
    expect((await cloud.call('owner', `/api/chargers/${unknownId}/live`)).status).toBe(404);
    const put = { method: 'PUT', body: '{}' };
    expect((await cloud.call('owner', `/api/installation/${charger?.installationId}`, put)).status).toBe(200);
  });

  test('as-2025: settings are the readable part of the state, and a circuit reads as in the hierarchy', async () => {
    await using cloud = await rehearsedCallers({ switches: { 'undocumented-path': 'as-2025' } });
    const [charger] = cloud.emulator.world.chargers();
    const settings = (await (await cloud.call('owner', `/api/chargers/${charger?.id}/settings`)).json()) as {
      StateId: number;
    }[];
    const ids = settings.map(({ StateId }) => StateId);
    expect(ids).toEqual(expect.arrayContaining([120, 510, 711]));
    expect(ids).not.toContain(710);
    const rows = (await (await cloud.call('owner', '/api/chargers')).json()) as { Data: Record<string, string>[] };
    const circuit = rows.Data[0]?.['CircuitId'] ?? '';
    expect(await (await cloud.call('owner', `/api/circuits/${circuit}`)).json()).toMatchObject({
      Id: circuit,
      InstallationId: rows.Data[0]?.['InstallationId'],
      MaxCurrent: expect.any(Number),
    });
    expect((await cloud.call('user', `/api/circuits/${circuit}`)).status).toBe(403);
    expect((await cloud.call('owner', `/api/circuits/${unknownId}`)).status).toBe(404);
  });

  test('as-2025: authorizecharge shows the waiting charger the card of who calls, and his id where he has none', async () => {
    await using cloud = await rehearsedCallers({ switches: { 'undocumented-path': 'as-2025' } });
    const free = cloud.emulator.world.chargers().filter(({ mode }) => mode === 1);
    const [id, installationId] = [free[0]?.id ?? '', free[0]?.installationId ?? ''];
    const seen = () =>
      cloud.emulator.world
        .chargers()
        .find((one) => one.id === id)
        ?.observations.get(722)?.value;
    cloud.emulator.world.setAuthentication(installationId, 'native', { cardRequired: true });
    for (const [name, token] of [
      ['owner', 'nfc-5eed0000'],
      ['service', cloud.emulator.accounts.service.sub],
    ] as const) {
      cloud.emulator.world.plug(id);
      await cloud.clock.advanceBy(60_000);
      expect(seen() ?? '').toBe('');
      const answer = await cloud.call(name, `/api/chargers/${id}/authorizecharge`, { method: 'POST' });
      expect([answer.status, await answer.text()]).toEqual([200, '']);
      await cloud.clock.advanceBy(5_000);
      expect(seen()).toBe(token);
      cloud.emulator.world.unplug(id);
    }
  });

  test('as-2025: a documented path with another method says which there are', async () => {
    await using cloud = await rehearsedCallers({ switches: { 'undocumented-path': 'as-2025' } });
    const refused = await cloud.call('owner', '/api/chargehistory/installationreport', { method: 'DELETE' });
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'POST, GET']);
    expect((await cloud.call('owner', '/api/userGroups')).status).toBe(404);
  });
});
