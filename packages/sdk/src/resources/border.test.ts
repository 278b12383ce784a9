// Whatever the cloud answers to a read of a resource: a value, or the one error with a field and no value in it. Secrets stay
// outside, wherever they stand.
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ManualClock, manualClock } from '../../../../test/manual-clock.ts';
import { connect, type Zaptec } from '../connect.ts';
import { SdkError } from '../sdk-error.ts';
import { hostileIds } from '../testing/hostile-ids.ts';
import { json } from '../testing/rehearsed-cloud.ts';
import { rehearsedSite } from '../testing/rehearsed-site.ts';

const sessionId = '5e550000-0000-4000-8000-000000000042';
const window = { from: '2026-10-01T00:00:00Z', to: '2026-11-01T00:00:00Z' };

interface Stage {
  readonly clock: ManualClock;
  readonly zaptec: Zaptec;
  readonly installationId: string;
  readonly chargerId: string;
  readonly log: string[];
  /** Of every call that left. */
  readonly urls: string[];
  listed: number;
  /** Overrides what this part of a path is answered. */
  answerTo(path: string, answer: () => Response): void;
  within<T>(work: Promise<T>): Promise<T>;
}

async function stage(chargers = 3): Promise<Stage> {
  const clock = manualClock();
  const site = rehearsedSite(clock, chargers);
  const overrides = new Map<string, () => Response>();
  const log: string[] = [];
  const urls: string[] = [];
  const write = (fields: object, message: string): void => void log.push(`${inspect(fields, { depth: 9 })} ${message}`);
  const zaptec = await connect({
    baseUrl: 'http://127.0.0.1:8710',
    userAgent: 'border-test/1.0 (+https://example.org)',
    credentials: { read: async () => ({ username: 'owner@fairlead.test', password: 'demo-owner' }) },
    random: () => 0.5,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      urls.push(request.url);
      const { pathname } = new URL(request.url);
      if (pathname === '/oauth/token')
        return json({ access_token: 'a-token', token_type: 'Bearer', expires_in: 86_400 });
      for (const [path, answer] of overrides) if (pathname.includes(path)) return answer();
      return site.answer(request);
    },
    source: site.source,
    // What callers ask is told apart from what the account reads by itself.
    reads: { detail: false, hierarchy: false, firmware: false },
    log: { debug: write, info: write, warn: write, error: write },
    clock,
  });
  const within = async <T>(work: Promise<T>): Promise<T> => {
    work.catch(() => {}); // told when it is awaited
    await clock.advanceBy(20_000);
    return work;
  };
  await within(zaptec.account.ready());
  return {
    ...{ clock, zaptec, log, urls, within, installationId: site.installationId, chargerId: site.chargerId(0) },
    get listed() {
      return site.listed;
    },
    set listed(count) {
      site.listed = count;
    },
    answerTo: (path, answer) => void overrides.set(path, answer),
  };
}

async function closed({ zaptec, within }: Stage): Promise<void> {
  await within(zaptec.close());
}

type Read = (stage: Stage) => Promise<unknown>;

/** A part of the path, how it is read, and an answer that can be read. */
const reads: Readonly<
  Record<string, { readonly path: string; readonly read: Read; readonly good: (stage: Stage) => unknown }>
> = {
  'the detail of a charger': {
    path: '/api/chargers/',
    read: ({ zaptec, chargerId }) => zaptec.chargers.detail(chargerId),
    good: ({ chargerId }) => ({ Id: chargerId, DeviceId: 'ZAP000000', CurrentUserRoles: 3, Warnings: '0' }),
  },
  'the detail of an installation': {
    path: '/api/installation/',
    read: ({ zaptec, installationId }) => zaptec.installations.detail(installationId),
    good: ({ installationId }) => ({ Id: installationId, Name: 'Site', CurrentUserRoles: 3 }),
  },
  'a hierarchy': {
    path: '/hierarchy',
    read: ({ zaptec, installationId }) => zaptec.installations.hierarchy(installationId),
    good: ({ installationId }) => ({ Id: installationId, Circuits: [] }),
  },
  firmware: {
    path: '/api/chargerFirmware/',
    read: ({ zaptec, installationId }) => zaptec.installations.firmware(installationId),
    good: ({ chargerId }) => [{ ChargerId: chargerId, CurrentVersion: '2.4.2.4' }],
  },
  'a report': {
    path: '/installationreport',
    read: ({ zaptec, installationId }) =>
      zaptec.installations.report(installationId, { from: '2026-10-01', to: '2026-11-01' }),
    good: () => ({ totalUserChargerReportModel: [] }),
  },
  'a session': {
    path: '/api/session/',
    read: ({ zaptec }) => zaptec.sessions.get(sessionId),
    good: () => ({ sessionId, sessionStart: '2026-11-20T16:30:59.037Z', sessionEnd: null, energy: '5.817' }),
  },
  'the archive': {
    path: '/api/sessions/archived',
    read: ({ zaptec, installationId }) => Array.fromAsync(zaptec.sessions.archived({ ...window, installationId })),
    good: ({ chargerId }) => ({
      sessions: [{ id: sessionId, chargerId, startDateTime: '2026-10-20T16:30:59.037Z' }],
      ...{ cursor: null, hasMore: false },
    }),
  },
  constants: {
    path: '/api/constants',
    read: ({ zaptec }) => zaptec.constants(),
    good: () => ({ Version: '1', Observations: {}, Commands: {}, ErrorCodes: {} }),
  },
};

const names = Object.keys(reads);
const readNamed = (name: string) => {
  const found = reads[name];
  if (!found) throw new Error(`no read called ${name}`);
  return found;
};

describe.each(names)('%s', (name) => {
  test('of any JSON, text or page gives a value or the typed error, which says no value', async () => {
    const { path, read } = readNamed(name);
    const marked = fc.constant('seeded-value');
    const value = fc.jsonValue({ maxDepth: 4 }).chain((inner) => fc.constantFrom(inner, { Data: inner, Id: inner }));
    const body = fc.oneof(
      value.map((it) => JSON.stringify(it)),
      fc.string(),
      marked,
      fc.constant('<html>seeded-value'),
    );
    await fc.assert(
      fc.asyncProperty(body, async (text) => {
        const seen = await stage();
        seen.answerTo(path, () => new Response(text, { headers: { 'content-type': 'application/json' } }));
        const ending = await seen.within(
          read(seen).then(
            (told) => ({ told, error: null }),
            (error: unknown) => ({ told: null, error }),
          ),
        );
        await closed(seen);
        const sentence = ending.error instanceof Error ? ending.error.message : JSON.stringify(reasonIn(ending.told));
        if (ending.error !== null) {
          expect(ending.error).toBeInstanceOf(SdkError);
          expect(['unreadable-answer', 'cloud-refused', 'unreachable']).toContain((ending.error as SdkError).code);
        }
        expect(sentence).not.toContain('seeded-value');
      }),
      { numRuns: 25 },
    );
  });

  test('lets no secret in, into value, mirror, log or error, and keeps what is unknown and plain', async () => {
    const { path, read, good } = readNamed(name);
    const seen = await stage();
    const secrets = { Pin: 'seeded', PropertyOcppPassword: 'seeded', WebhooksAuthPayload: 'seeded', ApiKey: 'seeded' };
    const unknown = { FutureField: { Depth: 1, HostKeys: ['seeded'] } };
    seen.answerTo(path, () => json(grown(good(seen), { ...secrets, ...unknown })));
    const value = await seen.within(read(seen));
    expect(inspect(value, { showHidden: true, depth: 20, compact: true, breakLength: Infinity })).toContain(
      'FutureField: { Depth: 1',
    );
    const { mirror } = seen.zaptec.account;
    const held = [value, mirror.chargers(), mirror.installations(), seen.log, mirror.observations(seen.chargerId)];
    expect(inspect(held, { showHidden: true, depth: 20, maxArrayLength: null })).not.toContain('seeded');
    await closed(seen);
  });
});

/** The answer with more fields, in each of its rows where it is a list of them. */
function grown(told: unknown, more: object): unknown {
  if (Array.isArray(told)) return told.map((row: object) => ({ ...row, ...more }));
  const answer = told as { readonly sessions?: readonly object[] };
  return { ...answer, ...more, ...(answer.sessions && { sessions: grown(answer.sessions, more) }) };
}

function reasonIn(told: unknown): unknown {
  return typeof told === 'object' && told !== null && 'reason' in told ? told.reason : null;
}

test('no id, however strange, reaches another path through a resource, nor the cloud at all', async () => {
  const seen = await stage();
  const { chargers, installations, sessions } = seen.zaptec;
  const asked = (id: string): readonly (() => Promise<unknown>)[] => [
    () => chargers.find(id),
    () => chargers.detail(id),
    () => chargers.readState(id),
    () => installations.detail(id),
    () => installations.hierarchy(id),
    () => installations.firmware(id),
    () => installations.report(id, { from: '2026-10-01', to: '2026-11-01' }),
    () => sessions.get(id),
    () => sessions.setPriority(id, { phases: 1 }),
    () => Array.fromAsync(sessions.archived({ ...window, installationId: id })),
    () => Array.fromAsync(sessions.history({ ...window, chargerId: id })),
  ];
  const before = seen.urls.length;
  await fc.assert(
    fc.asyncProperty(hostileIds, async (id) => {
      for (const ask of asked(id)) {
        const told = await ask().catch((error: unknown) => error);
        if (told !== null) expect(told).toMatchObject({ name: 'SdkError' });
        if (told !== null) expect(['invalid-option', 'unknown-charger']).toContain((told as SdkError).code);
      }
    }),
    { numRuns: 300 },
  );
  // A name of an installation may be any text: it goes into the query, and only there.
  for (const name of ['a/../b', '?x=1#y', '%2e%2e', 'å&Roles=15'])
    expect(await seen.within(installations.find(name))).toBeNull();
  const urls = seen.urls.slice(before).map((url) => new URL(url));
  expect(urls.map(({ pathname }) => pathname)).toEqual(Array.from({ length: 4 }, () => '/api/installation'));
  expect(urls.map(({ searchParams }) => searchParams.get('NameFilter'))).toEqual([
    'a/../b',
    '?x=1#y',
    '%2e%2e',
    'å&Roles=15',
  ]);
  await closed(seen);
});

test('a tree that is not shown is no empty tree: the reason says so, with chargers in the list and without', async () => {
  for (const chargers of [3, 0]) {
    const seen = await stage(chargers);
    seen.answerTo('/hierarchy', () => new Response(null, { status: 204 }));
    const tree = await seen.within(seen.zaptec.installations.hierarchy(seen.installationId));
    expect(tree.reason).toContain('204');
    expect(tree.value.circuits.flatMap((circuit) => circuit.chargers)).toHaveLength(chargers);
    await closed(seen);
  }
});

test('a number in text, and a row that nobody can read, cost nothing more than themselves', async () => {
  const seen = await stage();
  const { read, path, good } = readNamed('a session');
  seen.answerTo(path, () => json(good(seen)));
  expect(await seen.within(read(seen))).toMatchObject({ value: { energyKwh: 5.817 } });
  const archive = readNamed('the archive');
  const page = archive.good(seen) as { readonly sessions: readonly object[] };
  seen.answerTo(archive.path, () => json({ ...page, sessions: [{ id: 'seeded' }, ...page.sessions] }));
  expect(await seen.within(archive.read(seen))).toHaveLength(1);
  expect(seen.log.join('\n')).toContain('sessions[0]');
  expect(seen.log.join('\n')).not.toContain('seeded');
  await closed(seen);
});

test('a charger that is in the list no more is listed no more', async () => {
  const seen = await stage();
  const list = () => seen.within(Array.fromAsync(seen.zaptec.chargers.list({ maxAgeMs: 0 })));
  expect(await list()).toHaveLength(3);
  seen.listed = 2;
  await seen.clock.advanceBy(3_600_000);
  expect((await list()).map(({ serial }) => serial)).toEqual(['ZAP000000', 'ZAP000001']);
  await closed(seen);
});
