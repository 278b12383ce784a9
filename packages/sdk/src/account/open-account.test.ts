import { inspect } from 'node:util';
import { type Fact, judge } from '@fairlead/policy';
import { describe, expect, it } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import { memorySecrets } from '../credentials/memory-secrets.ts';
import { memoryKeeper } from '../mirror/memory-keeper.ts';
import type { SdkError } from '../sdk-error.ts';
import { closed, openTestAccount } from '../testing/open-test-account.ts';
import { account as login } from '../testing/open-test-outlet.ts';
import { json } from '../testing/rehearsed-cloud.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

describe('a first start', () => {
  it('logs in, lists installations, attaches the stream, lists chargers, fills each once', async () => {
    const clock = manualClock();
    const { account, cloud, counts, events, site } = openTestAccount({ clock });
    await account.start();
    const ready = account.ready();
    await clock.advanceBy(5_000);
    await ready;
    const paths = cloud.arrivals.map(({ path }) => path.split('?')[0]);
    expect(paths.slice(0, 2)).toEqual(['/oauth/token', '/api/installation']);
    expect(paths.indexOf('/api/chargers')).toBeGreaterThan(
      paths.findIndex((path) => path?.endsWith('messagingConnectionDetails')),
    );
    expect(counts()).toEqual({
      ...{ token: 1, installation: 1, messagingConnectionDetails: 1, chargers: 1, state: 3 },
      // Its detail and its firmware: both paths end with its id.
      ...{ [site.installationId]: 2, hierarchy: 1 },
    });
    expect(account.mirror.chargers()).toHaveLength(3);
    expect(account.mirror.observation(account.mirror.chargers()[0]?.id ?? '', 710)?.value).toBe('1');
    expect(account.streamStatus().map(({ state }) => state)).toEqual(['live']);
    expect(account.loginState()).toEqual({ state: 'ok', trouble: null });
    expect(new Set(events.map(({ kind }) => kind))).toEqual(
      new Set(['login', 'stream', 'call', 'governor', 'installation', 'charger', 'observation']),
    );
    await closed(account, clock);
    expect(clock.pending()).toBe(0);
  });

  it('holds what a caller read, so that the floors of its charger are known (no-aggressive-polling)', async () => {
    const clock = manualClock();
    const { account, site } = openTestAccount({ clock, chargers: 1 });
    const id = site.chargerId(0);
    const asking = account.call({
      ...{ endpoint: 'charger-state', params: { id }, cause: 'user' },
      ...{ lane: 'interactive', app: 'app' },
    });
    await clock.advanceBy(5_000);
    await asking;
    expect(account.mirror.observation(id, 710)).toMatchObject({ value: '1', via: 'poll' });
    await closed(account, clock);
  });

  it('dates calls and streams by one clock, also when the wall clock is set back', async () => {
    const clock = manualClock();
    const facts: Fact[] = [];
    const { account, site } = openTestAccount({ clock, journal: (fact) => facts.push(fact) });
    await account.start();
    await clock.advanceBy(30_000);
    clock.jumpWall(-3 * hourMs);
    site.cut();
    await clock.advanceBy(5 * minuteMs);
    const instants = facts.map((fact) => (fact.kind === 'call' ? (fact.answeredAtMs ?? 0) : fact.atMs));
    expect(facts.filter(({ kind }) => kind === 'stream').length).toBeGreaterThan(1);
    expect(instants).toEqual(instants.toSorted((one, other) => one - other));
    await closed(account, clock);
  });

  it('reads every page of a long list, one after another, at PageSize 100', async () => {
    const clock = manualClock();
    const { account, cloud } = openTestAccount({ clock, chargers: 250 });
    await account.start();
    await clock.advanceBy(60_000);
    const pages = cloud.arrivals.map(({ path }) => path).filter((path) => path.startsWith('/api/chargers?'));
    expect(pages).toEqual([0, 1, 2].map((page) => `/api/chargers?PageSize=100&PageIndex=${page}`));
    expect(account.mirror.chargers()).toHaveLength(250);
    expect(cloud.refusals()).toEqual([]);
    await closed(account, clock);
  });

  it('ends a list at its first empty page, however many pages it promises', async () => {
    const clock = manualClock();
    const { account, site, counts } = openTestAccount({ clock, chargers: 130 });
    const answer = site.answer;
    site.answer = (request) => {
      const index = new URL(request.url).searchParams.get('PageIndex');
      if (!request.url.includes('/api/chargers?')) return answer(request);
      if (index === null || Number(index) > 1) return json({ Pages: 1e9, Data: [], Message: null });
      const rows = Array.from({ length: index === '0' ? 100 : 30 }, (_, n) => ({
        ...{ Id: site.chargerId(Number(index) * 100 + n), DeviceId: site.serial(n), CurrentUserRoles: 3 },
      }));
      return json({ Pages: 1e9, Data: rows, Message: null });
    };
    await account.start();
    await clock.advanceBy(hourMs);
    expect(counts()).toMatchObject({ chargers: 3 });
    expect(account.mirror.chargers()).toHaveLength(130);
    await closed(account, clock);
  });

  it('goes on with the page at which a list broke off, not with the first one again', async () => {
    const clock = manualClock();
    const { account, site, cloud } = openTestAccount({ clock, chargers: 250 });
    const answer = site.answer;
    let failures = 0;
    site.answer = (request) =>
      request.url.includes('PageIndex=1') && failures++ < 5 ? new Response('<html>', { status: 503 }) : answer(request);
    await account.start();
    await clock.advanceBy(90_000);
    const pages = cloud.arrivals.map(({ path }) => path).filter((path) => path.startsWith('/api/chargers?'));
    expect(pages.map((path) => path.at(-1))).toEqual(['0', '1', '1', '1', '1', '1', '1', '2']);
    expect(account.mirror.chargers()).toHaveLength(250);
    await closed(account, clock);
  });

  it('costs a day with a steady stream at most 40 calls for one charger', async () => {
    const clock = manualClock();
    const { account, site, cloud, counts } = openTestAccount({ clock, chargers: 1 });
    await account.start();
    for (let minutes = 0; minutes < 24 * 60; minutes += 10) {
      await clock.advanceBy(10 * minuteMs);
      await site.push(0, -1, '');
    }
    expect(account.streamStatus()[0]?.state).toBe('live');
    expect(counts()).toMatchObject({ state: 1, messagingConnectionDetails: 1 });
    expect(cloud.arrivals.length).toBeLessThanOrEqual(40);
    await closed(account, clock);
  });

  it('costs a day without a stream at most 350 calls for one charger that charges three hours', async () => {
    const clock = manualClock();
    const { account, site, cloud } = openTestAccount({ clock, chargers: 1 });
    site.source.open = () => Promise.reject(Object.assign(new Error('no'), { condition: 'no', permanent: true }));
    const answer = site.answer;
    site.answer = (request) =>
      request.url.includes('messagingConnectionDetails') ? new Response(null, { status: 403 }) : answer(request);
    await account.start();
    site.mode = '3';
    await clock.advanceBy(3 * hourMs);
    site.mode = '1';
    await clock.advanceBy(21 * hourMs);
    expect(cloud.arrivals.length).toBeLessThanOrEqual(350);
    const reads = cloud.arrivals.filter(({ path }) => path.endsWith('/state')).map(({ atMs }) => atMs);
    const gapsMs = reads.slice(1).map((atMs, n) => atMs - (reads[n] ?? 0));
    expect(Math.min(...gapsMs)).toBeGreaterThanOrEqual(60_000);
    expect(gapsMs.filter((gapMs) => gapMs >= 600_000).length).toBeGreaterThan(100);
    await closed(account, clock);
  });
});

describe('a restart', () => {
  it('serves what was kept at once, without a login, a list or a state read', async () => {
    const clock = manualClock();
    const kept = { keeper: memoryKeeper(), secrets: memorySecrets() };
    const first = openTestAccount({ clock, ...kept });
    await first.account.start();
    await clock.advanceBy(10_000);
    await closed(first.account, clock);

    const second = openTestAccount({ clock, ...kept, history: first.facts, site: first.site });
    await second.account.start();
    expect(second.account.mirror.chargers()).toHaveLength(3);
    await clock.advanceBy(60_000);
    await second.account.ready();
    expect(second.counts()).toEqual({ messagingConnectionDetails: 1 });
    await clock.advanceBy(hourMs);
    expect(second.counts()).toMatchObject({ installation: 1, chargers: 1 });
    await closed(second.account, clock);
  });
});

describe('the stream', () => {
  it('leads to one targeted look-up of an unknown charger, and to none before the lists are in', async () => {
    const clock = manualClock();
    const { account, site, cloud, counts } = openTestAccount({ clock, chargers: 4 });
    site.listed = 3;
    await account.start();
    await clock.advanceBy(10_000);
    await site.push(3, 710, '3');
    await site.push(3, 513, '7000');
    await clock.advanceBy(10_000);
    const lookUps = cloud.arrivals.filter(({ path }) => path.includes('NameFilter'));
    expect(lookUps.map(({ path }) => path)).toEqual(['/api/chargers?NameFilter=ZAP000003&PageSize=100']);
    expect(account.mirror.find('ZAP000003')?.name).toBe('Place 3');
    expect(counts()['state']).toBe(4);
    await closed(account, clock);
  });

  it('that an installation has switched off is told to the journal once a day, and its chargers are polled in good faith', async () => {
    const clock = manualClock();
    const { account, site, facts, counts } = openTestAccount({ clock, chargers: 2 });
    const answer = site.answer;
    let messaging = false;
    site.answer = (request) => {
      if (new URL(request.url).pathname !== '/api/installation') return answer(request);
      const row = { Id: site.installationId, Name: 'Site', CurrentUserRoles: 3, MessagingEnabled: messaging };
      return json({ Pages: 1, Data: [row], Message: null });
    };
    await account.start();
    await clock.advanceBy(17 * hourMs);
    const told = () => facts.flatMap((fact) => (fact.kind === 'stream' ? [`${fact.event} ${fact.scope}`] : []));
    expect(told()).toEqual([`refused ${site.installationId}`]);
    expect(counts()['messagingConnectionDetails']).toBeUndefined();
    await clock.advanceBy(7 * hourMs);
    expect(told()).toEqual(Array(2).fill(`refused ${site.installationId}`));
    const pushFirst = judge(facts).verdicts.find(({ clause }) => clause === 'push-first');
    expect(pushFirst).toMatchObject({ verdict: 'not-applicable', reason: expect.stringContaining('refused') });
    messaging = true;
    await clock.advanceBy(7 * hourMs);
    expect(told().slice(2)).toContain(`opened ${site.installationId}`);
    await closed(account, clock);
  });

  it('that is lost for long brings the safety polls, 60 s apart while charging and 600 s else, and then ends them', async () => {
    const clock = manualClock();
    const { account, site, counts } = openTestAccount({ clock, chargers: 2 });
    await account.start();
    await clock.advanceBy(10_000);
    await site.push(0, 710, '3');
    site.mode = '3';
    const open = site.source.open;
    site.source.open = () => Promise.reject(Object.assign(new Error('down'), { condition: 'down', permanent: false }));
    site.cut();
    await clock.advanceBy(55_000);
    expect(counts()['state']).toBe(2);
    await clock.advanceBy(5 * minuteMs);
    expect(counts()['state']).toBeGreaterThanOrEqual(6);
    expect(counts()['state']).toBeLessThanOrEqual(8);
    site.source.open = open;
    await clock.advanceBy(2 * minuteMs);
    const before = counts()['state'];
    await clock.advanceBy(hourMs / 4);
    expect(counts()['state']).toBe(before);
    await closed(account, clock);
  });
});

describe('bad weather', () => {
  it('an outage of an hour costs at most 150 calls, is told, and ends by itself', async () => {
    const clock = manualClock();
    const { account, site, cloud, events } = openTestAccount({ clock, chargers: 5 });
    await account.start();
    await clock.advanceBy(10_000);
    const before = cloud.arrivals.length;
    site.weather = () => new Response('<html>502 Bad Gateway</html>', { status: 502 });
    site.cut();
    await clock.advanceBy(hourMs);
    expect(cloud.arrivals.length - before).toBeLessThanOrEqual(150);
    expect(account.loginState().state).toBe('unreachable');
    expect(account.mirror.chargers()).toHaveLength(5);
    site.weather = null;
    await clock.advanceBy(65_000);
    expect(account.loginState()).toEqual({ state: 'ok', trouble: null });
    expect(account.streamStatus()[0]?.state).toBe('live');
    const told = events.filter((event) => event.kind === 'login').map((event) => event.state);
    expect(told).toEqual(['ok', 'unreachable', 'ok']);
    await closed(account, clock);
  });

  it('a wrong password is told, tried once, and does not end the process; ready rejects with the reason', async () => {
    const clock = manualClock();
    const credentials = { read: () => Promise.resolve({ ...login, password: 'wrong' }) };
    const { account, cloud } = openTestAccount({ clock, credentials });
    await account.start();
    const ready = account.ready().then(String, (error: SdkError) => error.code);
    await clock.advanceBy(hourMs);
    expect(await ready).toBe('login-refused');
    // It is known now: who asks later is told at once, not at the next look.
    await expect(account.ready()).rejects.toMatchObject({ code: 'login-refused' });
    expect(account.loginState().state).toBe('refused');
    expect(cloud.arrivals).toHaveLength(1);
    await closed(account, clock);
  });

  it('broken JSON leaves what is held alone and is told in one sentence', async () => {
    const clock = manualClock();
    const { account, site, lines } = openTestAccount({ clock });
    await account.start();
    await clock.advanceBy(10_000);
    site.weather = () => new Response('{"Pages":1,"Data":[{"Id":', { status: 200 });
    await clock.advanceBy(7 * hourMs);
    expect(account.mirror.chargers()).toHaveLength(3);
    expect(lines.join('\n')).toContain('broken JSON');
    await closed(account, clock);
  });

  it('a store that takes nothing is told by kind and code alone, and lists are read once it works', async () => {
    const clock = manualClock();
    const memory = memoryKeeper();
    let fails = true;
    const persist: typeof memory.persist = (...batch) =>
      fails ? Promise.reject(new Error('postgres://u:S3CRET@db')) : memory.persist(...batch);
    const { account, events, lines } = openTestAccount({ clock, keeper: { ...memory, persist } });
    await account.start();
    const ready = account.ready().catch((error: SdkError) => error);
    await clock.advanceBy(5_000);
    expect(await ready).toMatchObject({ name: 'SdkError', code: 'store-failed' });
    expect(account.loginState().trouble).toMatch(
      /^Failed to keep state: .+ \(Error\)\. .+ read again by themselves\.$/,
    );
    expect(
      inspect([await ready, account.loginState(), account.streamStatus(), events, lines], { depth: 9 }),
    ).not.toContain('S3CRET');
    fails = false;
    await clock.advanceBy(hourMs + 10 * minuteMs);
    expect(account.mirror.chargers()).toHaveLength(3);
    await closed(account, clock);
  });

  it('a store that cannot be read fails the start with one sentence', async () => {
    const clock = manualClock();
    const keeper = { ...memoryKeeper(), load: () => Promise.reject(new Error('disk')) };
    const { account } = openTestAccount({ clock, keeper });
    await expect(account.start()).rejects.toMatchObject({ code: 'store-unreadable' });
  });
});

describe('a command', () => {
  it('is refused by its precondition without a call', async () => {
    const clock = manualClock();
    const { account, site, counts } = openTestAccount({ clock });
    await account.start();
    await clock.advanceBy(10_000);
    const sent = await account.sendCommand(site.chargerId(0), 506, { app: 'app' });
    expect(sent).toMatchObject({ outcome: 'refused', sentAtMs: null });
    expect(counts()['506']).toBeUndefined();
    await expect(account.sendCommand('nobody', 506, { app: 'app' })).rejects.toMatchObject({ code: 'unknown-charger' });
    await closed(account, clock);
  });

  it.each([
    ['accepted', () => new Response(null, { status: 200 })],
    ['refused', () => json({ Code: 528, Details: 'Charging is not Paused', StackTrace: null }, 500)],
    ['refused', () => new Response(null, { status: 403 })],
    ['unknown', () => new Response('<html>504</html>', { status: 504 })],
    ['unknown', () => new Response(null, { status: 500 })],
    ['unknown', () => Promise.reject(Object.assign(new Error('reset'), { code: 'ECONNRESET' }))],
    ['unknown', () => new Promise<Response>(() => {})],
  ] as const)('is sent once and ends %s', async (outcome, weather) => {
    const clock = manualClock();
    const { account, site, counts } = openTestAccount({ clock });
    site.mode = '3';
    await account.start();
    await clock.advanceBy(10_000);
    site.weather = weather;
    const sentAtMs: number[] = [];
    const sent = account.sendCommand(site.serial(1), 506, { app: 'app', onSent: (atMs) => sentAtMs.push(atMs) });
    await clock.advanceBy(20_000);
    expect((await sent).outcome).toBe(outcome);
    expect(sentAtMs).toHaveLength(1);
    expect(counts()['506'] ?? 1).toBe(1);
    site.weather = null;
    await closed(account, clock);
  });

  it('goes again when the proxy turned it away before the application saw it', async () => {
    const clock = manualClock();
    const { account, site, counts } = openTestAccount({ clock });
    site.mode = '3';
    await account.start();
    await clock.advanceBy(10_000);
    let turnedAway = 0;
    site.weather = () => {
      if (turnedAway++ > 0) site.weather = null;
      return new Response('<html><title>503 Service Temporarily Unavailable</title></html>', { status: 503 });
    };
    const sent = account.sendCommand(site.chargerId(0), 506, { app: 'app' });
    await clock.advanceBy(10_000);
    expect((await sent).outcome).toBe('accepted');
    expect(counts()['506']).toBe(3);
    await closed(account, clock);
  });
});

describe('those who listen', () => {
  it('may throw: it is reported, they stay, and the account goes on', async () => {
    const clock = manualClock();
    const { account, lines } = openTestAccount({
      clock,
      journal: () => {
        throw new Error('no journal today');
      },
    });
    let told = 0;
    const undo = account.subscribe(() => {
      told++;
      throw new Error('no listener today');
    });
    await account.start();
    await clock.advanceBy(10_000);
    expect(account.mirror.chargers()).toHaveLength(3);
    expect(told).toBeGreaterThan(10);
    expect(lines.some((line) => line.includes('A listener of the account threw'))).toBe(true);
    expect(lines.some((line) => line.includes('The journal threw'))).toBe(true);
    undo();
    const before = told;
    await clock.advanceBy(24 * hourMs);
    expect(told).toBe(before);
    await closed(account, clock);
  });
});

describe('whatever a program hands in', () => {
  const throws = (): never => {
    throw new Error('not today');
  };
  const rejects = (): Promise<never> => Promise.reject(new Error('not today'));

  it.each([
    ['throw', throws],
    ['reject', rejects],
  ])('may %s at every word: calls end, the account closes and nothing is left unhandled', async (_, bad) => {
    const unhandled: unknown[] = [];
    const note = (cause: unknown): void => void unhandled.push(cause);
    process.on('unhandledRejection', note);
    const clock = manualClock();
    const { account, site } = openTestAccount({
      ...{ clock, journal: bad, metrics: { count: bad, gauge: bad } },
      log: { debug: bad, info: bad, warn: bad, error: bad },
    });
    account.subscribe(bad);
    await account.start();
    await clock.advanceBy(10_000);
    let turnedAway = 0;
    site.weather = () => {
      if (turnedAway++ > 0) site.weather = null;
      return new Response(null, { status: 429, headers: { 'retry-after': '1' } });
    };
    const asking = { params: { id: site.chargerId(0) }, cause: 'user', lane: 'interactive', app: 'app' } as const;
    const answer = account.call({ endpoint: 'charger', ...asking, onSent: bad }).catch((error: SdkError) => error.code);
    site.cut();
    await clock.advanceBy(2 * minuteMs);
    expect([turnedAway, await answer]).toEqual([2, 'cloud-refused']);
    expect(account.streamStatus().map(({ state }) => state)).toEqual(['live']);
    await closed(account, clock);
    await new Promise(setImmediate);
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });
});

describe('discretion', () => {
  it('no seeded secret reaches mirror, journal, log, events, errors or inspection', async () => {
    const clock = manualClock();
    const keeper = memoryKeeper();
    const { account, site, facts, events, lines } = openTestAccount({ clock, keeper });
    await account.start();
    await clock.advanceBy(10_000);
    const answer = account.call({
      ...{ endpoint: 'installation-stream-details', params: { id: site.installationId } },
      ...{ cause: 'user', lane: 'interactive', app: 'app' },
    });
    await clock.advanceBy(1_000);
    const everything = [
      inspect(account, { depth: 12, showHidden: true }),
      inspect(account.mirror.chargers(), { depth: 12 }),
      inspect(await keeper.load('main'), { depth: 12 }),
      JSON.stringify([facts, events, await answer]),
      lines.join('\n'),
    ].join('\n');
    for (const secret of ['seeded-', login.password, login.username]) expect(everything).not.toContain(secret);
    await closed(account, clock);
  });
});
