import type { EndpointId } from '@fairlead/protocol';
import { describe, expect, it } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import type { CallRequest } from '../account.ts';
import { fromEnvironment } from '../credentials/from-environment.ts';
import { memorySecrets } from '../credentials/memory-secrets.ts';
import type { SdkError } from '../sdk-error.ts';
import { account, openTestOutlet, stateOf } from '../testing/open-test-outlet.ts';
import { json } from '../testing/rehearsed-cloud.ts';

const list = { endpoint: 'chargers', query: { PageSize: 100 }, cause: 'start', lane: 'sync', app: null } as const;

describe('login and one list', () => {
  it('logs in once, 1.1 s after the start, and sends the list with the token and the user agent', async () => {
    const clock = manualClock();
    const startMs = clock.nowMs();
    const { outlet, cloud } = openTestOutlet({ clock });
    const answer = outlet.call(list);
    await clock.advanceBy(1_099);
    expect(cloud.arrivals).toEqual([]);
    await clock.advanceBy(1_000);
    expect((await answer).body).toEqual({ Pages: 1, Data: [] });
    expect(cloud.arrivals.map(({ path, token }) => [path, token])).toEqual([
      ['/oauth/token', null],
      ['/api/chargers?PageSize=100', 'token-1'],
    ]);
    expect(cloud.arrivals[0]?.atMs).toBe(startMs + 1_100);
    expect(new Set(cloud.arrivals.map(({ userAgent }) => userAgent))).toEqual(
      new Set(['fairlead-test/1.0 (+https://example.org)']),
    );
  });

  it('tells a caller of a cause that the policy does not know, and goes on for the others', async () => {
    const clock = manualClock();
    const { outlet } = openTestOutlet({ clock });
    const odd = outlet.call({ ...list, cause: 'whim' as 'user' }).then(never, (error: SdkError) => error);
    const page = outlet.call({ ...list, query: { PageSize: 100, PageIndex: -1 } });
    await clock.advanceBy(3_000);
    expect(await odd).toMatchObject({ code: 'invalid-option', message: expect.stringContaining('no such cause') });
    expect((await page).status).toBe(200);
  });

  it('makes one login for fifty callers at once', async () => {
    const clock = manualClock();
    const { outlet, cloud } = openTestOutlet({ clock, wayMs: () => 200 });
    const answers = Promise.all(Array.from({ length: 50 }, (_, n) => outlet.call(stateOf(`charger-${n}`))));
    await clock.advanceBy(10_000);
    expect(await answers).toHaveLength(50);
    expect(cloud.arrivals.filter(({ path }) => path === '/oauth/token')).toHaveLength(1);
  });

  it('logs in anew when the token expires, and not before', async () => {
    const clock = manualClock();
    const { outlet, cloud } = openTestOutlet({ clock });
    void outlet.call(stateOf('a'));
    await clock.advanceBy(3_500_000);
    const second = outlet.call(stateOf('a'));
    await clock.advanceBy(10);
    expect((await second).status).toBe(200);
    await clock.advanceBy(110_000);
    const third = outlet.call(stateOf('a'));
    await clock.advanceBy(5_000);
    expect((await third).status).toBe(200);
    expect(cloud.arrivals.map(({ token }) => token)).toEqual([null, 'token-1', 'token-1', null, 'token-2']);
  });

  it.each([
    [0.000_1, 11, 0],
    [0.5, 11, 10],
    [1, 11, 10],
    [30, 11, 200],
    [90, 8, 500],
  ])(
    'where tokens live %s s, at most %i logins go in ten minutes, and calls go while a token lives',
    async (lifeS, most, least) => {
      const clock = manualClock();
      const secrets = memorySecrets();
      let logins = 0;
      let calls = 0;
      const { outlet } = openTestOutlet({
        ...{ clock, secrets },
        fetch: async (input, init) => {
          const isLogin = new URL(new Request(input, init).url).pathname === '/oauth/token';
          await new Promise<void>((done) => void clock.setTimer(done, 20));
          if (isLogin) return json({ access_token: `t-${++logins}`, token_type: 'Bearer', expires_in: lifeS });
          calls++;
          return json([]);
        },
      });
      const codes = new Set<string>();
      for (let n = 0; n < 600; n++) {
        outlet.call(stateOf(`c${n}`)).catch(({ code }: SdkError) => codes.add(code));
        await clock.advanceBy(1_000);
      }
      expect(logins).toBeGreaterThanOrEqual(most - 2);
      expect(logins).toBeLessThanOrEqual(most);
      expect(calls).toBeGreaterThanOrEqual(least);
      if (lifeS < 1) expect(codes).toEqual(new Set(['login-failed']));
      const { trouble } = outlet.logins.state();
      if (lifeS < 60)
        expect(trouble).toMatch(/^Failed to stay logged in: the cloud's tokens live .* s, .*\. Calls go /);
      else expect(trouble).toBeNull();
    },
  );

  it.each([
    ['a source', {}],
    ['a person, whom a start does not ask,', { asksSomebody: true }],
  ])('uses the kept token of %s after a restart, but not at another address', async (_, who) => {
    const clock = manualClock();
    const secrets = memorySecrets();
    const credentials = { ...who, read: async () => account };
    const first = openTestOutlet({ clock, secrets, credentials });
    await first.outlet.load();
    first.outlet.restore([]);
    void first.outlet.call(list);
    await clock.advanceBy(2_000);
    await first.outlet.governor.close(0);

    const second = openTestOutlet({ clock, secrets, credentials });
    await second.outlet.load();
    second.outlet.restore(first.facts);
    void second.outlet.call(stateOf('a'));
    await clock.advanceBy(2_000);
    expect(second.cloud.arrivals.map(({ token }) => token)).toEqual(['token-1']);

    const elsewhere = openTestOutlet({ clock, secrets, credentials, baseUrl: 'http://127.0.0.1:9999' });
    await elsewhere.outlet.load();
    elsewhere.outlet.restore([]);
    void elsewhere.outlet.call(stateOf('a'));
    await clock.advanceBy(2_000);
    expect(elsewhere.cloud.arrivals[0]?.path).toBe('/oauth/token');
  });

  it('logs in after a restart that lost its token, although the journal tells of a login', async () => {
    const clock = manualClock();
    const first = openTestOutlet({ clock });
    void first.outlet.call(list);
    await clock.advanceBy(2_000);
    const second = openTestOutlet({ clock });
    await second.outlet.load();
    second.outlet.restore(first.facts);
    const answer = second.outlet.call(stateOf('a'));
    await clock.advanceBy(3_000);
    expect((await answer).status).toBe(200);
  });
});

describe('a login that meets trouble', () => {
  it('goes again 1.1 s or more after the proxy turned it away, as one chain (token-rate)', async () => {
    const clock = manualClock();
    const { outlet, cloud } = openTestOutlet({ clock });
    const answer = outlet.call(list);
    await clock.advanceBy(500);
    // Another program behind the same address logs in.
    await cloud.fetch('http://127.0.0.1:8710/oauth/token', { method: 'POST', body: '' });
    await clock.advanceBy(10_000);
    expect((await answer).status).toBe(200);
    const own = cloud.arrivals.filter(({ path, userAgent }) => path === '/oauth/token' && userAgent !== null);
    expect(own.map(({ status }) => status)).toEqual([503, 200]);
    expect((own[1]?.atMs ?? 0) - (own[0]?.atMs ?? 0)).toBeGreaterThanOrEqual(1_100);
  });

  it('is spaced further and further while the token endpoint is down, and says so', async () => {
    const clock = manualClock();
    const { outlet, cloud } = openTestOutlet({
      clock,
      fetch: () => Promise.reject(Object.assign(new Error('no'), { code: 'ECONNREFUSED' })),
    });
    let codes = 0;
    for (let n = 0; n < 360; n++) {
      outlet.call(stateOf(`c${n}`)).catch((error: SdkError) => {
        if (error.code === 'login-failed') codes++;
      });
      await clock.advanceBy(10_000);
    }
    expect(codes).toBe(360);
    expect(outlet.logins.state()).toMatchObject({ state: 'unreachable' });
    expect(cloud.arrivals).toEqual([]);
  });

  it('works without a keeper of secrets that works, and without credentials says which are missing', async () => {
    const clock = manualClock();
    const broken = () => Promise.reject(new Error('disk full'));
    const { outlet, lines } = openTestOutlet({ clock, secrets: { load: broken, save: broken } });
    await outlet.load();
    const answer = outlet.call(list);
    await clock.advanceBy(3_000);
    expect((await answer).status).toBe(200);
    expect(lines.filter((line) => line.includes('Failed to keep a secret'))).toHaveLength(1);

    const none = openTestOutlet({ clock, credentials: fromEnvironment({ ZAPTEC_USERNAME: 'me' }) });
    const failed = none.outlet.call(list).then(never, (error: SdkError) => error);
    await clock.advanceBy(3_000);
    expect(await failed).toMatchObject({ code: 'credentials-unreadable' });
    expect((await failed).message).toContain('ZAPTEC_PASSWORD is not set');
    // Whoever asks before the source is looked at again is told the same.
    const next = none.outlet.call(stateOf('a')).then(never, (error: SdkError) => error);
    await clock.advanceBy(3_000);
    expect(await next).toMatchObject({ code: 'credentials-unreadable', message: (await failed).message });
  });

  it.each([
    ['nothing', undefined],
    ['a field of another name', { user: 'me', password: 'S3CRET' }],
    ['an empty password', { username: 'me', password: '' }],
    ['a grant that there is not', { grant: 'implicit', clientId: 'a', clientSecret: 'S3CRET' }],
    ['a refresh token that is missing', { grant: 'refresh-token', clientId: 'a' }],
  ])('a provider that gives %s costs no login at the cloud, and is told as what it is', async (_, given) => {
    const clock = manualClock();
    const credentials = { read: () => Promise.resolve(given as never) };
    const { outlet, cloud } = openTestOutlet({ clock, credentials });
    const failed = outlet.call(list).then(never, (error: SdkError) => error);
    await clock.advanceBy(3_000);
    expect(await failed).toMatchObject({ code: 'credentials-unreadable' });
    expect((await failed).message).toContain('the source gave no user name and password');
    expect((await failed).message).not.toContain('S3CRET');
    expect(cloud.arrivals).toEqual([]);
  });
});

describe('a refused token', () => {
  it('is discarded; one login, one repetition', async () => {
    const clock = manualClock();
    let valid = 'token-1';
    const { outlet, cloud } = openTestOutlet({
      clock,
      answer: (request) =>
        request.headers.get('authorization') === `Bearer ${valid}` ? json([]) : new Response(null, { status: 401 }),
    });
    void outlet.call(stateOf('a'));
    await clock.advanceBy(5_000);
    valid = 'token-2';
    const answers = Promise.all([outlet.call(stateOf('b')), outlet.call(stateOf('c'))]);
    await clock.advanceBy(5_000);
    expect((await answers).map(({ status }) => status)).toEqual([200, 200]);
    expect(cloud.arrivals.filter(({ path }) => path === '/oauth/token')).toHaveLength(2);
    expect(cloud.arrivals.map(({ status }) => status)).toEqual([200, 200, 401, 401, 200, 200, 200]);
  });

  it('that dies within a minute of its login is sent no more: calls end with the instant of the next login, which is told', async () => {
    const clock = manualClock();
    let valid = 'token-1';
    const { outlet, cloud, logins } = openTestOutlet({
      clock,
      answer: (request) =>
        request.headers.get('authorization') === `Bearer ${valid}` ? json([]) : new Response(null, { status: 401 }),
    });
    const call = (id: string) =>
      clock.during(
        outlet.call(stateOf(id)).catch((error: SdkError) => error),
        1_500,
      );
    await call('a');
    valid = 'token-2';
    expect(await call('b')).toMatchObject({ status: 200 });
    const loggedInAtMs = clock.nowMs();
    valid = 'token-3';
    for (const id of ['c', 'd', 'e']) {
      const error = (await call(id)) as SdkError;
      expect(error).toMatchObject({ code: 'login-failed', message: expect.stringContaining('soon after it gave it') });
      expect(error.retryAtMs).toBeGreaterThan(loggedInAtMs);
      expect(error.retryAtMs).toBeLessThanOrEqual(loggedInAtMs + 60_000);
    }
    expect(cloud.arrivals.filter(({ status }) => status === 401)).toHaveLength(2);
    expect(outlet.logins.state()).toEqual({
      state: 'unreachable',
      trouble: expect.stringContaining('soon after it gave it'),
    });
    await clock.advanceBy(60_000);
    expect(await call('f')).toMatchObject({ status: 200 });
    expect(cloud.arrivals.filter(({ path }) => path === '/oauth/token')).toHaveLength(3);
    expect(logins.at(-1)).toEqual({ state: 'ok', trouble: null });
  });

  it('at one call alone, while others are answered, keeps none of the others waiting', async () => {
    const clock = manualClock();
    const { outlet, cloud } = openTestOutlet({
      clock,
      answer: (request) => (request.url.includes('/state') ? new Response(null, { status: 401 }) : json({ Data: [] })),
    });
    const call = (request: CallRequest) =>
      clock.during(
        outlet.call(request).catch((error: SdkError) => error),
        1_500,
      );
    expect(await call(list)).toMatchObject({ status: 200 });
    for (const id of ['a', 'b', 'c'])
      expect(await call(stateOf(id))).toMatchObject({ code: 'cloud-refused', status: 401 });
    expect(await call({ ...list, endpoint: 'installations' })).toMatchObject({ status: 200 });
    expect(cloud.arrivals.filter(({ path }) => path === '/oauth/token')).toHaveLength(2);
  });

  it('at one charger alone, while the same is answered of others, keeps none of the others waiting', async () => {
    const clock = manualClock();
    const { outlet, cloud } = openTestOutlet({
      clock,
      answer: (request) => (request.url.includes('/x/state') ? new Response(null, { status: 401 }) : json([])),
    });
    const call = (id: string) =>
      clock.during(
        outlet.call(stateOf(id)).catch((error: SdkError) => error),
        1_500,
      );
    expect(await call('a')).toMatchObject({ status: 200 });
    for (const id of ['b', 'c', 'd']) {
      expect(await call('x')).toMatchObject({ code: 'cloud-refused', status: 401 });
      expect(await call(id)).toMatchObject({ status: 200 });
      await clock.advanceBy(600_000);
    }
    expect(cloud.arrivals.filter(({ path }) => path === '/oauth/token').length).toBeLessThanOrEqual(4);
  });

  it('fails the call with one sentence when the new one is refused too, and does not log in for every call', async () => {
    const clock = manualClock();
    const { outlet, cloud } = openTestOutlet({ clock, answer: () => new Response(null, { status: 401 }) });
    const failures: Promise<SdkError>[] = [];
    for (let n = 0; n < 20; n++) failures.push(outlet.call(stateOf(`charger-${n}`)).then(never, (error) => error));
    await clock.advanceBy(30_000);
    const errors = await Promise.all(failures);
    expect(errors.every(({ code, status }) => code === 'cloud-refused' && status === 401)).toBe(true);
    expect(errors[0]?.message).toContain('does not accept the token');
    expect(cloud.arrivals.filter(({ path }) => path === '/oauth/token').length).toBeLessThanOrEqual(2);
  });
});

describe('a refused login', () => {
  const wrong = { username: account.username, password: 'not-the-password' };

  it('is tried once, over restarts too, and says so; a corrected one is tried', async () => {
    const clock = manualClock();
    const secrets = memorySecrets();
    let held: { username: string; password: string } = wrong;
    const credentials = { read: () => Promise.resolve(held) };
    const first = openTestOutlet({ clock, secrets, credentials });
    await first.outlet.load();
    first.outlet.restore([]);
    const failed = first.outlet.call(list).then(never, (error: SdkError) => error);
    await clock.advanceBy(3_000);
    expect((await failed).code).toBe('login-refused');
    for (let n = 0; n < 30; n++) {
      void first.outlet.call(stateOf('a')).catch(() => {});
      await clock.advanceBy(60_000);
    }
    expect(first.cloud.arrivals).toHaveLength(1);
    expect(first.outlet.logins.state().state).toBe('refused');

    const second = openTestOutlet({ clock, secrets, credentials });
    await second.outlet.load();
    second.outlet.restore(first.facts);
    const again = second.outlet.call(list).then(never, (error: SdkError) => error);
    await clock.advanceBy(3_000);
    expect((await again).message).toContain('not tried again');
    expect(second.cloud.arrivals).toEqual([]);

    held = account;
    await clock.advanceBy(300_000);
    const right = second.outlet.call(list);
    await clock.advanceBy(3_000);
    expect((await right).status).toBe(200);
    expect(await secrets.load('refused-login')).toBeNull();
  });

  it('leaves neither the user name nor the password in errors, facts, log lines or the mark', async () => {
    const clock = manualClock();
    const secrets = memorySecrets();
    const { outlet, facts, lines, logins } = openTestOutlet({
      clock,
      secrets,
      credentials: { read: () => Promise.resolve(wrong) },
    });
    const failed = outlet.call(list).then(never, (error: SdkError) => error);
    await clock.advanceBy(3_000);
    const { inspect } = await import('node:util');
    const everything = [
      inspect(await failed, { depth: 9, showHidden: true }),
      inspect(outlet, { depth: 9, showHidden: true }),
      JSON.stringify(facts),
      JSON.stringify(logins),
      lines.join('\n'),
      await secrets.load('refused-login'),
    ].join('\n');
    expect(everything).not.toContain(wrong.password);
    expect(everything).not.toContain(wrong.username);
  });
});

function never(): never {
  throw new Error('The call was answered although it had to fail.');
}

describe('the facts of a call', () => {
  it('say what a write sets, which command was sent, what a narrowed list was about, and what code came back', async () => {
    const clock = manualClock();
    const { outlet, facts } = openTestOutlet({
      clock,
      answer: (request) =>
        request.url.includes('sendCommand')
          ? new Response(JSON.stringify({ Code: 528, Details: null, StackTrace: null }), { status: 500 })
          : json({ Pages: 1, Data: [] }),
    });
    const shared = { lane: 'sync', app: null } as const;
    const installation = {
      ...shared,
      endpoint: 'installation-update',
      params: { id: 'i1' },
      cause: 'command',
    } as const;
    const calls = [
      outlet.submit({ ...installation, body: { availableCurrent: 10 } }),
      outlet.submit({ ...installation, params: { id: 'i2' }, body: { maxCurrent: 10 } }),
      outlet.submit({
        ...{ ...shared, endpoint: 'charger-command', cause: 'command' },
        params: { id: 'c1', commandId: '507' },
      }),
      outlet.submit({ ...shared, endpoint: 'chargers', query: { NameFilter: 'ZAP1' }, cause: 'unknown-charger' }),
      outlet.submit({ ...shared, endpoint: 'chargers', query: { NameFilter: 'Anna' }, cause: 'user' }),
      outlet.submit({ ...shared, endpoint: 'chargers', query: { InstallationId: 'i1' }, cause: 'user' }),
    ];
    await clock.advanceBy(60_000);
    await Promise.all(calls);
    const told = facts
      .filter((fact) => fact.class !== 'token')
      .map(({ sets, command, resource, installationId, code }) => ({ sets, command, resource, installationId, code }));
    const none = { sets: null, command: null, resource: null, installationId: null, code: null };
    expect(new Set(told.map((fact) => JSON.stringify(fact)))).toEqual(
      new Set(
        [
          { ...none, sets: 'available-current', resource: 'i1', installationId: 'i1' },
          { ...none, sets: 'other', resource: 'i2', installationId: 'i2' },
          { ...none, command: 507, resource: 'c1', code: 528 },
          { ...none, resource: 'ZAP1' },
          // A name may be a person's: it stays out of the facts.
          none,
          { ...none, resource: 'i1', installationId: 'i1' },
        ].map((fact) => JSON.stringify(fact)),
      ),
    );
  });
});

describe('the door', () => {
  const gone = async (baseUrl: string) => {
    const clock = manualClock();
    const { outlet, cloud } = openTestOutlet({ clock, baseUrl });
    const call = outlet.call(list).catch((error: SdkError) => error);
    await clock.advanceBy(30_000);
    return { answer: await call, arrivals: cloud.arrivals.length };
  };

  it('of a rehearsal is the one that the account is configured for', async () => {
    expect(await gone('https://rehearsal.example.org')).toMatchObject({ answer: { status: 200 }, arrivals: 2 });
  });

  it("of the provider's portal lets nothing out, and names the clause", async () => {
    expect(await gone('https://portal.zaptec.com')).toMatchObject({
      answer: { message: expect.stringContaining('proper-door') },
      arrivals: 0,
    });
  });
});

describe('a call that is no documented one', () => {
  it('cannot be written: an endpoint is an id of the table, never a text or a path', () => {
    const request = (endpoint: EndpointId): CallRequest => ({ ...list, endpoint });
    // @ts-expect-error A path is no endpoint.
    request('/api/chargers/1/settings');
    // @ts-expect-error Nor is any text.
    request(String('chargers'));
    // @ts-expect-error There is no place for a path.
    const withPath: CallRequest = { ...list, path: '/api/circuits/1' };
    expect(withPath.endpoint).toBe('chargers');
  });

  const commanded = (commandId: string): CallRequest => ({
    ...{ endpoint: 'charger-command', params: { id: 'c1', commandId } },
    ...{ cause: 'command', lane: 'command', app: null },
  });

  it('sends the five public commands by their numbers alone, also where they change while the call waits', async () => {
    const clock = manualClock();
    const { outlet, cloud } = openTestOutlet({ clock });
    const params = { id: 'c9', commandId: '506' };
    const changed = outlet.call({ ...commanded('506'), params }).then(String, (error: SdkError) => error);
    params.commandId = '103';
    const ids = ['102', '200', '506', '507', '10001'];
    const answers = ids.map((commandId, n) =>
      outlet.call({ ...commanded(commandId), params: { id: `c${n}`, commandId } }),
    );
    await clock.advanceBy(60_000);
    await Promise.all(answers);
    expect(await changed).toMatchObject({ code: 'unreachable', message: expect.stringContaining('nothing was sent') });
    const commands = cloud.arrivals.map(({ path }) => path).filter((path) => path.includes('sendCommand'));
    expect(commands.toSorted()).toEqual(ids.map((id, n) => `/api/chargers/c${n}/sendCommand/${id}`).toSorted());
  });

  it('leaves nothing and is told apart from a refusal, whatever a program without types passes', async () => {
    const clock = manualClock();
    const { outlet, cloud } = openTestOutlet({ clock });
    const bad = [
      stateOf('..'),
      stateOf(''),
      stateOf('\ud800'),
      { ...list, endpoint: 'charger-state' } as const,
      { ...list, query: { Fields: 'all' } },
      { ...list, endpoint: 'token' } as const,
      { ...list, endpoint: '/api/circuits' as EndpointId },
      ...['103', '0506', '+506', '506.0', '506?x=1', '506/..', '٥٠٦', 'settings', '', ' 506'].map(commanded),
      commanded(506 as unknown as string),
    ];
    for (const request of bad) {
      const error: unknown = await outlet.call(request).catch((cause: unknown) => cause);
      expect(error).toMatchObject({ name: 'SdkError', code: 'invalid-option' });
      expect((error as SdkError).message).toMatch(/^Failed to make a call: .+\. .+\.$/);
    }
    await clock.advanceBy(60_000);
    expect(cloud.arrivals).toEqual([]);
  });
});

it('tells by the machine’s clock when the policy lets a call go, asked or refused, after it was put back by a day', async () => {
  const clock = manualClock();
  const { outlet } = openTestOutlet({ clock });
  void outlet.call(list);
  await clock.advanceBy(5_000);
  const opensInMs = (asked: { readonly untilMs?: number }): number =>
    Math.round(((asked.untilMs ?? 0) - clock.nowMs()) / 1_000);
  const request = { ...list, cause: 'routine' } as const;
  const before = opensInMs(outlet.ask(request) as { readonly untilMs?: number });
  clock.jumpWall(-86_400_000);
  // The policy's time runs at half speed until it is caught up.
  expect(opensInMs(outlet.ask(request) as { readonly untilMs?: number })).toBe(2 * before);
  expect(opensInMs((await outlet.submit(request)) as { readonly untilMs?: number })).toBe(2 * before);
});
