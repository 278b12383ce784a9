// The ladder as a client meets it, and what the operator can do about it.
import { describe, expect, test } from 'vitest';
import type { EmulatorOptions } from '../contract.ts';
import { startEmulator } from '../start-emulator.ts';
import { detailsOf } from '../testing/bus-reader.ts';
import { type RehearsedCallers, rehearsedCallers } from '../testing/rehearsed-callers.ts';

const hourMs = 3_600_000;
const by = { who: 'harbour master', why: 'agreed by letter' };
const undocumented = '/api/chargers/00000000-0000-4000-8000-000000000000/live';

/** Its callers say who they are, so that nothing but what a test is about is found. */
async function cloudWith(options: EmulatorOptions = {}): Promise<RehearsedCallers> {
  const cloud = await rehearsedCallers({ fleet: { chargers: 1 }, ...options });
  const agent = { 'user-agent': 'pier-charging/1.0 (+https://pier.example/contact)' };
  const login: RehearsedCallers['login'] = (name, fields = {}) => {
    const { username, password } = cloud.emulator.accounts[name];
    return cloud.askToken({ grant_type: 'password', username, password, ...fields }, agent);
  };
  const tokens = new Map<string, string>();
  return {
    ...cloud,
    login,
    async call(name, path) {
      const token = tokens.get(name) ?? (await tokenIn(login(name)));
      tokens.set(name, token);
      await cloud.clock.advanceBy(1_000);
      return cloud.emulator.fetch(`${cloud.emulator.url}${path}`, {
        headers: { ...agent, authorization: `Bearer ${token}` },
      });
    },
  };
}

async function tokenIn(answer: Promise<Response>): Promise<string> {
  return ((await (await answer).json()) as { access_token: string }).access_token;
}

const standing = (answer: Response) => answer.headers.get('x-fairlead-standing');

/** One undocumented call is major and warns; going on with it once the warning could be heeded suspends. */
async function getSuspended(cloud: RehearsedCallers): Promise<Response> {
  await cloud.call('owner', undocumented);
  await cloud.clock.advanceBy(2 * hourMs);
  return cloud.call('owner', undocumented);
}

describe('forecast: everybody is told how they stand and nobody is shut out', () => {
  test('a fair caller reads that it stands well', async () => {
    await using cloud = await cloudWith();
    const answer = await cloud.call('owner', '/api/chargers');
    expect([answer.status, standing(answer)]).toEqual([200, 'good-standing; points=0']);
  });

  test('a breach of documented-only reads warned with the clause, then suspended with its end, and calls go on', async () => {
    await using cloud = await cloudWith();
    const warned = await cloud.call('owner', undocumented);
    expect(standing(warned)).toMatch(/^warned; points=10; clauses=documented-only; fades=2026-11-2\dT[\d:]+Z$/);
    await cloud.clock.advanceBy(2 * hourMs);
    const suspended = await cloud.call('owner', undocumented);
    expect(standing(suspended)).toMatch(/^suspended; points=[\d.]+; clauses=documented-only; until=/);
    expect((await cloud.call('owner', '/api/constants')).status).toBe(200);
  });

  test('nobody without a token is told anything', async () => {
    await using cloud = await cloudWith();
    const answer = await cloud.emulator.fetch(`${cloud.emulator.url}/api/chargers`);
    expect([answer.status, standing(answer)]).toEqual([401, null]);
  });
});

describe('enforce: the suspended are shut out', () => {
  test('a warning shuts nobody out', async () => {
    await using cloud = await cloudWith({ ladder: 'enforce' });
    await cloud.call('owner', undocumented);
    const answer = await cloud.call('owner', '/api/chargers');
    expect(answer.status).toBe(200);
    expect(standing(answer)).toContain('warned');
  });

  test('a suspension is a 403 whose body names the clause and the end, for that account alone, and ends by itself', async () => {
    await using cloud = await cloudWith({ ladder: 'enforce' });
    await getSuspended(cloud);
    const shut = await cloud.call('owner', '/api/chargers');
    expect(shut.status).toBe(403);
    expect(shut.headers.get('content-type')).toContain('application/problem+json');
    const body = (await shut.json()) as { until: string; detail: string };
    // The same instant three times; it is no whole second.
    expect(body.detail).toContain(`Suspended until ${body.until}: `);
    expect(standing(shut)).toContain(`until=${body.until}`);
    expect(body).toMatchObject({ title: 'Suspended', status: 403, clause: 'documented-only' });
    expect((await cloud.call('service', '/api/chargers')).status).toBe(200);
    const leftMs = Date.parse(body.until) - cloud.clock.nowMs();
    expect(leftMs).toBeGreaterThan(0);
    await cloud.clock.advanceBy(leftMs + 1_000);
    const token = await tokenIn(cloud.login('owner'));
    const later = await cloud.emulator.fetch(`${cloud.emulator.url}/api/chargers`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(later.status).toBe(200);
  });

  test('a stream that was open goes on for the suspended, who get no connection details for another', async () => {
    await using cloud = await cloudWith({ ladder: 'enforce' });
    const [charger] = cloud.emulator.world.chargers();
    const details = await detailsOf(cloud, 'installation', 'owner');
    let messages = 0;
    const message = async () => {
      messages += 1;
      return 'complete' as const;
    };
    const lost = () => expect.unreachable('the stream was cut');
    const link = await cloud.emulator.messageSource().open(details, { message, lost }, { credit: 100 });
    await getSuspended(cloud);
    const before = messages;
    await cloud.clock.advanceBy(hourMs / 2);
    expect(messages).toBeGreaterThan(before);
    await link.close();
    const path = `/api/installation/${charger?.installationId}/messagingConnectionDetails`;
    expect((await cloud.call('owner', path)).status).toBe(403);
  });

  test('an address that guesses passwords finds the login door shut, also for the right one', async () => {
    await using cloud = await cloudWith({ ladder: 'enforce' });
    const agent = { 'user-agent': 'pier-charging/1.0 (+https://pier.example/contact)' };
    const guess = { grant_type: 'password', username: 'owner@fairlead.test', password: 'guess' };
    const statuses: number[] = [];
    while (statuses.length < 40 && statuses.at(-1) !== 403) {
      statuses.push((await cloud.askToken(guess, agent)).status);
    }
    expect(statuses.slice(0, 2)).toEqual([400, 400]);
    expect(statuses.at(-1)).toBe(403);
    expect((await cloud.login('owner')).status).toBe(403);
    expect(cloud.emulator.operator.standings()[0]?.subject.kind).toBe('address');
  });

  test('a limit bites before the ladder: too many calls of a suspended account are 429', async () => {
    await using cloud = await cloudWith({ ladder: 'enforce' });
    await getSuspended(cloud);
    const token = await tokenIn(cloud.login('owner'));
    const statuses: number[] = [];
    for (let call = 0; call < 17; call++) {
      const headers = { authorization: `Bearer ${token}` };
      statuses.push((await cloud.emulator.fetch(`${cloud.emulator.url}/api/chargers`, { headers })).status);
    }
    expect([statuses[0], statuses.at(-1)]).toEqual([403, 429]);
  });
});

/** Undocumented calls go on after a suspension: critical, and the end. */
async function getTerminated(cloud: RehearsedCallers): Promise<Response> {
  await getSuspended(cloud);
  await cloud.clock.advanceBy(2 * hourMs);
  return cloud.call('owner', undocumented);
}

describe('enforce: the terminated are shut out for good', () => {
  test('a termination is a 403 without an end on what it calls and where it logs in, and a week changes nothing', async () => {
    await using cloud = await cloudWith({ ladder: 'enforce' });
    await getTerminated(cloud);
    const body = { title: 'Terminated', status: 403, clause: 'documented-only', until: null };
    const shut = await cloud.call('owner', '/api/chargers');
    expect([shut.status, await shut.json()]).toEqual([403, expect.objectContaining(body)]);
    expect(standing(shut)).toMatch(/^terminated; points=[\d.]+; clauses=documented-only$/);
    const login = await cloud.login('owner');
    expect([login.status, await login.json()]).toEqual([403, expect.objectContaining(body)]);
    await cloud.clock.advanceBy(7 * 24 * hourMs);
    expect((await cloud.login('owner')).status).toBe(403);
    expect((await cloud.call('service', '/api/chargers')).status).toBe(200);
  });

  test('no grant of the announced clients lets a terminated account in either', async () => {
    await using cloud = await cloudWith({ ladder: 'enforce', switches: { 'future-oauth': 'on' } });
    const { clientId, clientSecret } = cloud.emulator.oauthClients.server;
    const ask = () =>
      cloud.askToken({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret });
    expect((await ask()).status).toBe(200);
    await getTerminated(cloud);
    expect((await ask()).status).toBe(403);
  });

  test('a suspended account may log in: its time ends by itself', async () => {
    await using cloud = await cloudWith({ ladder: 'enforce' });
    await getSuspended(cloud);
    expect((await cloud.login('owner')).status).toBe(200);
    expect((await cloud.call('owner', '/api/chargers')).status).toBe(403);
  });

  test('a wrong password of a terminated account is a wrong password: nobody learns of the account how it stands', async () => {
    await using cloud = await cloudWith({ ladder: 'enforce' });
    await getTerminated(cloud);
    const { username } = cloud.emulator.accounts.owner;
    expect((await cloud.askToken({ grant_type: 'password', username, password: 'guess' })).status).toBe(400);
  });

  test('reinstated by the operator, it logs in again, and the token that it held opens what it opened before', async () => {
    await using cloud = await cloudWith({ ladder: 'enforce' });
    await getTerminated(cloud);
    expect((await cloud.call('owner', '/api/chargers')).status).toBe(403);
    cloud.emulator.operator.reinstate({ kind: 'account', id: cloud.emulator.accounts.owner.sub }, by);
    expect((await cloud.call('owner', '/api/chargers')).status).toBe(200);
    expect((await cloud.login('owner')).status).toBe(200);
  });

  test('revoked tokens of a terminated account are 401 as all are: who calls is not known any more', async () => {
    await using cloud = await cloudWith({ ladder: 'enforce' });
    await getTerminated(cloud);
    cloud.emulator.faults.revokeTokens();
    expect((await cloud.call('owner', '/api/chargers')).status).toBe(401);
  });

  test('under forecast a terminated account is told so and goes on calling and logging in', async () => {
    await using cloud = await cloudWith();
    await getTerminated(cloud);
    const answer = await cloud.call('owner', '/api/chargers');
    expect([answer.status, standing(answer)?.split(';')[0]]).toEqual([200, 'terminated']);
    expect((await cloud.login('owner')).status).toBe(200);
  });

  test('state that is followed for days without a stream: an hour shut out, then two, then for good', async () => {
    await using cloud = await cloudWith({ ladder: 'enforce' });
    const [charger] = cloud.emulator.world.chargers();
    const ends: (number | string)[] = [];
    for (let calls = 0; calls < 200 && ends.at(-1) !== 'never'; calls++) {
      const answer = await cloud.call('owner', `/api/chargers/${charger?.id}/state`);
      await cloud.clock.advanceBy(10 * 60_000);
      if (answer.status !== 403) continue;
      const { until } = (await answer.json()) as { until: string | null };
      const step = cloud.emulator.operator.steps().at(-1);
      const end = until === null ? 'never' : (Date.parse(until) - (step?.atMs ?? 0)) / hourMs;
      if (end !== ends.at(-1)) ends.push(end);
    }
    const rounded = ends.map((end) => (typeof end === 'number' ? Math.round(end * 100) / 100 : end));
    expect(rounded).toEqual([1, 2, 'never']);
    expect(cloud.emulator.operator.steps().map(({ because }) => because.clauses[0])).toEqual(
      expect.arrayContaining(['push-first']),
    );
  });
});

test('enforce, over sockets: who walks through ids is suspended at once, with the same 403', async () => {
  const emulator = await startEmulator({ ladder: 'enforce', fleet: { chargers: 1 } });
  try {
    const { username, password } = emulator.accounts.owner;
    const headers = { 'user-agent': 'pier-charging/1.0 (+https://pier.example/contact)' };
    const body = new URLSearchParams({ grant_type: 'password', username, password });
    const token = await tokenIn(fetch(`${emulator.url}/oauth/token`, { method: 'POST', body, headers }));
    const call = (path: string) =>
      fetch(`${emulator.url}${path}`, { headers: { ...headers, authorization: `Bearer ${token}` } });
    const wide = { name: 'Large', ratePerSecond: 1_000, burst: 100 };
    emulator.operator.setTier(emulator.accounts.owner.sub, wide, by);
    let answer = await call('/api/constants');
    for (let id = 0; id < 60 && answer.status !== 403; id++) {
      answer = await call(`/api/chargers/00000000-0000-4000-8000-${String(id).padStart(12, '0')}/state`);
    }
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ title: 'Suspended', status: 403, clause: 'no-intrusion' });
  } finally {
    await emulator.stop();
  }
});

describe('the operator', () => {
  test('reinstates: the account is let in at once, and the log says who, why and when', async () => {
    await using cloud = await cloudWith({ ladder: 'enforce' });
    const { operator, accounts } = cloud.emulator;
    await getSuspended(cloud);
    const subject = { kind: 'account', id: accounts.owner.sub } as const;
    expect(operator.standingOf(subject).kind).toBe('suspended');
    operator.reinstate(subject, by);
    expect((await cloud.call('owner', '/api/chargers')).status).toBe(200);
    expect(operator.actions()).toEqual([{ kind: 'reinstate', subject, ...by, atMs: expect.any(Number) }]);
    expect(operator.steps().map(({ to }) => to)).toEqual(['warned', 'suspended', 'good-standing']);
  });

  test('waives a clause, and ends the waiver', async () => {
    await using cloud = await cloudWith();
    const { operator, accounts } = cloud.emulator;
    operator.waive(accounts.owner.sub, 'documented-only', by);
    expect(standing(await cloud.call('owner', undocumented))).toBe('good-standing; points=0');
    operator.endWaiver(accounts.owner.sub, 'documented-only', by);
    expect(standing(await cloud.call('owner', undocumented))).toContain('warned');
  });

  test('sets a tier: thirty calls at once pass, the thirty-first does not; null brings general access back', async () => {
    await using cloud = await cloudWith();
    const { operator, accounts } = cloud.emulator;
    const token = await tokenIn(cloud.login('owner'));
    const passAtOnce = async (): Promise<number> => {
      for (let call = 0; call < 100; call++) {
        const headers = { authorization: `Bearer ${token}` };
        const { status } = await cloud.emulator.fetch(`${cloud.emulator.url}/api/constants`, { headers });
        if (status === 429) return call;
      }
      return 100;
    };
    operator.setTier(accounts.owner.sub, { name: 'Large', ratePerSecond: 20, burst: 30 }, by);
    expect(await passAtOnce()).toBe(30);
    operator.setTier(accounts.owner.sub, null, by);
    expect(await passAtOnce()).toBe(15);
  });

  test('is refused in a sentence what cannot be, and nothing changes', async () => {
    await using cloud = await cloudWith();
    const { operator, accounts } = cloud.emulator;
    expect(() => operator.reinstate({ kind: 'account', id: 'nobody' }, by)).toThrow(
      expect.objectContaining({ code: 'refused-action' }),
    );
    const { sub } = accounts.owner;
    expect(() => operator.waive(sub, 'documented-only', { who: '', why: 'x' })).toThrow('who does it is not told');
    for (const act of [
      () => operator.waive('x', 'documented-only', by),
      () => operator.setTier(accounts.owner.username, { name: 'Large', ratePerSecond: 20, burst: 30 }, by),
      () => operator.setTier('x', null, by),
    ])
      expect(act).toThrow(
        expect.objectContaining({ code: 'refused-action', message: expect.stringContaining('no account has this id') }),
      );
    expect(operator.actions()).toEqual([]);
  });

  test('is told findings clause by clause as of now, counted anew after 10 s', async () => {
    await using cloud = await cloudWith();
    const verdict = () =>
      cloud.emulator.operator.report().verdicts.find(({ clause }) => clause === 'documented-only')?.verdict;
    await cloud.call('owner', '/api/chargers');
    expect(verdict()).toBe('kept');
    await cloud.call('owner', undocumented);
    expect(verdict()).toBe('kept');
    await cloud.clock.advanceBy(10_000);
    expect(verdict()).toBe('broken');
  });
});

test('a long id leaves 64 characters in the journal, and a path of 10 kB 200', async () => {
  await using cloud = await cloudWith();
  await cloud.call('owner', `/api/chargers/${'f'.repeat(1_500)}/state`);
  await cloud.call('owner', `/api/chargers?InstallationId=${'e'.repeat(10_000)}`);
  await cloud.call('owner', `/api/chargers/${'f'.repeat(10_000)}`);
  const [byPath, byQuery, tooLong] = cloud.emulator.calls().slice(-3);
  expect(byPath?.resource).toBe('f'.repeat(64));
  expect([byQuery?.resource, byQuery?.installationId]).toEqual(['e'.repeat(64), 'e'.repeat(64)]);
  expect(tooLong?.path.length).toBe(200);
});
