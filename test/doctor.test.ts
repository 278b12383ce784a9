// What the doctor finds, against the emulated cloud: who may what, what is switched off, what is in the way; and what it costs.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, type EmulatorOptions, startEmulator } from '@fairlead/emulator';
import { consultDoctor, type DoctorOptions, type DoctorView, type FindingView, openStore } from '@fairlead/gateway';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { fairlead, freePorts, startFairlead } from './command-line.ts';
import { brokenClauses, seenBy } from './joint-history.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';
import { type RehearsedHouse, rehearsedHouse } from './rehearsed-house.ts';

type Who = 'owner' | 'service' | 'user' | 'stranger';

interface Ward {
  readonly clock: ManualClock;
  readonly emulator: Emulator;
  readonly dataDir: string;
}

/** Each code with its levels, as the page has them. */
const documented = new Map(
  [
    ...readFileSync(new URL('../docs/doctor.md', import.meta.url), 'utf8').matchAll(/^\| (`.+?`) \| ([a-z, ]+) \|/gm),
  ].flatMap(([, codes = '', levels = '']) =>
    [...codes.matchAll(/`([a-z-]+)`/g)].map(([, code = '']) => [code, levels] as const),
  ),
);

const wards: Ward[] = [];
afterEach(async () => {
  for (const { emulator, dataDir } of wards.splice(0)) {
    await emulator.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
});

async function ward(cloud: EmulatorOptions = {}): Promise<Ward> {
  const clock = manualClock();
  const emulator = await startEmulator({ doors: 'in-process', clock, fleet: { chargers: 3 }, ...cloud });
  const made = { clock, emulator, dataDir: mkdtempSync(join(tmpdir(), 'fairlead-doctor-')) };
  wards.push(made);
  return made;
}

interface Asking {
  readonly as?: Who;
  readonly groups?: readonly string[];
  readonly password?: string;
  readonly options?: Partial<DoctorOptions>;
}

/** The store is opened in process: on a thread of its own it would work in real time, while this clock is moved. */
async function look(
  { clock, emulator, dataDir }: Ward,
  { as = 'owner', groups = [], password, options }: Asking = {},
): Promise<DoctorView> {
  const login = emulator.accounts[as];
  const read = async () => ({ username: login.username, password: password ?? login.password });
  const looking = consultDoctor({
    config: { dataDir, accounts: [{ baseUrl: emulator.url, userGroupIds: [...groups] }] },
    ...{ credentials: { main: { read } }, clock, random: () => 0.5 },
    ...{ openStore, fetch: emulator.fetch, source: emulator.messageSource(), ...options },
  });
  let isOver = false;
  looking
    .catch(() => {})
    .finally(() => {
      isOver = true;
    });
  while (!isOver) await clock.advanceBy(100);
  const told = await looking;
  for (const { code, level } of told.findings) expect(documented.get(code), code).toContain(level);
  return told;
}

const codes = ({ findings }: DoctorView, level: FindingView['level']): readonly string[] =>
  findings.filter((finding) => finding.level === level).map(({ code }) => code);
const found = ({ findings }: DoctorView, code: string): FindingView => {
  const finding = findings.find((each) => each.code === code);
  if (!finding) throw new Error(`No ${code} among ${JSON.stringify(findings, null, 1)}`);
  return finding;
};
const callsTo = ({ emulator }: Ward, path: RegExp): number =>
  emulator.calls().filter((call) => path.test(call.path)).length;
const brokenIn = ({ emulator }: Ward): readonly string[] => brokenClauses(seenBy(emulator));

describe('an account in good order', () => {
  test('is found so with one login and one read of each thing, and no clause is broken', async () => {
    const here = await ward();
    const told = await look(here);
    expect(codes(told, 'problem')).toEqual([]);
    expect(codes(told, 'warning')).toEqual([]);
    expect(codes(told, 'ok')).toEqual(
      expect.arrayContaining(['login-ok', 'chargers-seen', 'role-owner', 'stream-open', 'chargers-online']),
    );
    expect(told).toMatchObject({ examinedBy: 'doctor', level: 'ok', calls: here.emulator.calls().length });
    // Token, both lists, connection details, detail and firmware of one installation, three states.
    expect(here.emulator.calls()).toHaveLength(9);
    expect(callsTo(here, /hierarchy/)).toBe(0);
    expect(brokenIn(here)).toEqual([]);
  });

  test('is found so at the same instants each time, however busy the machine is', async () => {
    const instants = async () => {
      const here = await ward();
      await look(here);
      return [here.clock.nowMs(), ...here.emulator.calls().map(({ class: kind, sentAtMs }) => `${kind} ${sentAtMs}`)];
    };
    expect(await instants()).toEqual(await instants());
  });

  test('is not read again by a second look, which costs the connection details alone', async () => {
    const here = await ward();
    const first = await look(here);
    const before = here.emulator.calls().length;
    const second = await look(here);
    expect(
      here.emulator
        .calls()
        .slice(before)
        .map(({ class: kind }) => kind),
    ).toEqual(['stream-details']);
    expect(codes(second, 'ok')).toEqual(codes(first, 'ok'));
    expect(brokenIn(here)).toEqual([]);
  });
});

test('two hundred chargers are looked at whole, each once, within the limit', async () => {
  const here = await ward({ fleet: { chargers: 200, installations: 4 } });
  const told = await look(here);
  expect(codes(told, 'warning')).toEqual([]);
  expect(found(told, 'chargers-online').what).toBe('200 of 200 chargers online.');
  expect(callsTo(here, /state$/)).toBe(200);
  expect(brokenIn(here)).toEqual([]);
});

describe('two accounts', () => {
  const two = ({ emulator }: Ward, second: Who) => ({
    config: {
      dataDir: wards.at(-1)?.dataDir ?? '',
      accounts: [
        { id: 'main', baseUrl: emulator.url },
        { id: 'depot', baseUrl: emulator.url },
      ],
    },
    credentials: {
      main: { read: async () => emulator.accounts.owner },
      depot: { read: async () => emulator.accounts[second] },
    },
  });

  test('are looked at one after the other, each under its name', async () => {
    const here = await ward();
    const told = await look(here, { options: two(here, 'stranger') });
    expect(found(told, 'role-owner').accountId).toBe('main');
    expect(found(told, 'no-charger').accountId).toBe('depot');
    expect(brokenIn(here)).toEqual([]);
  });

  test('that are one are told as such before anything is asked', async () => {
    const here = await ward();
    const told = await look(here, { options: two(here, 'owner') });
    expect(codes(told, 'problem')).toEqual(['same-account']);
    expect(here.emulator.calls()).toEqual([]);
  });
});

test('two accounts that turn out to be one by their tokens are told as that, of the one that came second', async () => {
  const here = await ward();
  const { emulator, dataDir } = here;
  const owner = { read: async () => emulator.accounts.owner };
  const elsewhere = emulator.url.replace('127.0.0.1', 'localhost');
  const config = {
    dataDir,
    accounts: [
      { id: 'main', baseUrl: emulator.url },
      { id: 'depot', baseUrl: elsewhere },
    ],
  };
  const bothWays = ((input, init) =>
    emulator.fetch(String(input).replace(elsewhere, emulator.url), init)) as typeof fetch;
  const options = { config, credentials: { main: owner, depot: owner }, fetch: bothWays };
  const told = await look(here, { options });
  expect(told.findings.filter(({ level }) => level === 'problem')).toMatchObject([
    { code: 'same-account', accountId: 'depot' },
  ]);
});

describe('what an account may', () => {
  test('as Service it may all that the gateway needs', async () => {
    const told = await look(await ward(), { as: 'service' });
    expect(codes(told, 'ok')).toContain('role-service');
    expect(told.level).toBe('ok');
  });

  test('as User it sees lists alone, nothing more is asked, and the owner can change it', async () => {
    const here = await ward();
    const told = await look(here, { as: 'user' });
    expect(codes(told, 'problem')).toEqual([]);
    expect(found(told, 'role-user')).toMatchObject({
      what: 'Role User at the installation.',
      remedy: 'Have the account made Owner or Service there.',
      ask: 'the owner of the installation',
    });
    expect(here.emulator.calls().map(({ path }) => path)).toEqual([
      '/oauth/token',
      '/api/installation',
      '/api/chargers',
    ]);
    expect(brokenIn(here)).toEqual([]);
  });

  test('that sees no charger has a problem', async () => {
    const told = await look(await ward(), { as: 'stranger' });
    expect(codes(told, 'problem')).toEqual(['no-charger']);
    expect(found(told, 'no-charger').what).toBe('The account sees no installation and no charger.');
  });
});

describe('a stream', () => {
  test('whose message subscription is switched off is told with where to switch it on', async () => {
    const here = await ward({ switches: { bus: 'none' }, fleet: { chargers: 4, installations: 2 } });
    const told = await look(here);
    expect(codes(told, 'problem')).toEqual([]);
    expect(found(told, 'messages-off')).toMatchObject({
      what: 'The message subscription is switched off at all 2 installations.',
      remedy: expect.stringContaining('"message subscription"'),
      ask: 'yourself: this account is the owner of the installation',
    });
    expect(callsTo(here, /messagingConnectionDetails/)).toBe(0);
    expect(brokenIn(here)).toEqual([]);
  });

  test('of a user group that is not this account’s is a problem, and the group’s owner can mend it', async () => {
    const here = await ward();
    const groups = here.emulator.accounts.owner.userGroupIds;
    const told = await look(here, { as: 'service', groups });
    expect(found(told, 'stream-down')).toMatchObject({
      level: 'problem',
      what: expect.stringMatching(/^The stream of user group [\da-f-]{36} cannot be opened: .*status 403/),
      ask: 'the owner of the user group, or the support of Zaptec',
    });
    expect(callsTo(here, /messagingConnectionDetails/)).toBe(1);
    expect(brokenIn(here)).toEqual([]);
  });

  test('that the cloud refuses though it is switched on is asked for once, and told with whom to ask', async () => {
    const here = await ward({ fleet: { chargers: 4, installations: 2 } });
    const at = siteOf(here);
    here.emulator.faults.plan({ kind: 'status', status: 403 }, { path: `${at}/messagingConnectionDetails` }, Infinity);
    const told = await look(here, { as: 'service' });
    expect(found(told, 'stream-down')).toMatchObject({
      what: expect.stringMatching(`^The stream of installation ${at} cannot be opened: .*status 403`),
      remedy: expect.stringContaining('"message subscription"'),
      ask: 'the owner of the installation',
    });
    expect(found(told, 'stream-open').what).toMatch(/^1 of 2 streams open/);
    expect(callsTo(here, /messagingConnectionDetails/)).toBe(2);
    expect(brokenIn(here)).toEqual([]);
  });

  test('that cannot be connected to while the cloud answers is the network’s', async () => {
    const here = await ward();
    here.emulator.faults.cutBus();
    const told = await look(here);
    const finding = told.findings.find(({ code }) => code.startsWith('stream-'));
    expect(finding).toMatchObject({
      level: expect.stringMatching(/warning|problem/),
      ask: expect.stringContaining('port 5671'),
    });
    expect(codes(told, 'ok')).toContain('role-owner');
  });
});

describe('an installation', () => {
  test.each([
    ['schedule', 'current-by-schedule', 'A schedule sets the available current at the installation.'],
    [
      'automatic',
      'current-by-balancer',
      'A load balancer of Zaptec (Sense, APM) sets the available current at the installation.',
    ],
  ] as const)('in the mode %s takes no current from a program', async (mode, code, what) => {
    const here = await ward();
    here.emulator.world.setMode(siteOf(here), mode);
    const finding = found(await look(here), code);
    expect(finding).toMatchObject({
      level: 'warning',
      what,
      ask: 'yourself: this account is the owner of the installation',
    });
    expect(finding.remedy).toContain('Change the mode in the portal');
  });

  test('that is OCPP native ignores the cloud’s currents', async () => {
    const here = await ward();
    here.emulator.world.setAuthentication(siteOf(here), 'ocpp-native');
    expect(found(await look(here), 'ocpp-native')).toMatchObject({
      level: 'warning',
      ask: 'whoever runs the OCPP system',
    });
  });

  test.each(['ocpp', 'webhooks'] as const)('with %s is told who says who may charge', async (by) => {
    const here = await ward();
    here.emulator.world.setAuthentication(siteOf(here), by);
    expect(found(await look(here), `authentication-${by}`).level).toBe('ok');
  });

  test('that wants a card says what no program can do', async () => {
    const here = await ward();
    here.emulator.world.setAuthentication(siteOf(here), 'native', { cardRequired: true });
    expect(found(await look(here), 'authentication-required')).toMatchObject({
      level: 'ok',
      why: expect.stringContaining('until a card or the app'),
    });
  });
});

describe('a charger', () => {
  test('that is offline, warns or has old firmware is told by its serial', async () => {
    const here = await ward({ fleet: { chargers: 4, models: ['Go'] } });
    const [first, second, third] = here.emulator.world.chargers();
    here.emulator.world.setOffline(first?.id ?? '');
    here.emulator.world.warn(second?.id ?? '', ['TEMPERATURE']);
    here.emulator.world.releaseFirmware('Go', '99.0.0.0');
    const told = await look(here);
    expect(found(told, 'charger-offline').what).toBe(`1 charger offline: ${first?.serial}.`);
    expect(found(told, 'charger-warning').what).toBe(`Warning "temperature" of 1 charger: ${second?.serial}.`);
    expect(found(told, 'firmware-old').what).toContain(third?.serial);
    expect(found(told, 'chargers-online').what).toBe('3 of 4 chargers online.');
    expect(brokenIn(here)).toEqual([]);
  });

  test('that never came online is told as such, and is not waited for', async () => {
    const here = await ward({ fleet: { chargers: 3, neverOnline: 1 } });
    const told = await look(here);
    expect(found(told, 'charger-never-online').what).toMatch(/^1 charger /);
    expect(codes(told, 'warning')).not.toContain('charger-offline');
    expect(codes(told, 'warning')).not.toContain('state-unread');
  });

  test('that is stand-alone ignores the cloud’s currents', async () => {
    const here = await ward();
    const [first] = here.emulator.world.chargers();
    const standingAlone: typeof fetch = async (input, init) => {
      const answer = await here.emulator.fetch(input, init);
      if (!String(input).endsWith(`${first?.id}/state`)) return answer;
      const items = (await answer.json()) as { StateId: number; ValueAsString: string }[];
      return Response.json(items.map((item) => (item.StateId === 712 ? { ...item, ValueAsString: '1' } : item)));
    };
    const told = await look(here, { options: { fetch: standingAlone } });
    expect(found(told, 'charger-stand-alone').what).toBe(`1 charger stand-alone: ${first?.serial}.`);
  });
});

describe('a failure', () => {
  test('of the password is told once, and the same one is not tried again', async () => {
    const here = await ward();
    const told = await look(here, { password: 'wrong' });
    expect(found(told, 'login-refused')).toMatchObject({ level: 'problem', ask: 'whoever runs this gateway' });
    const again = await look(here, { password: 'wrong' });
    expect(codes(again, 'problem')).toEqual(['login-refused']);
    expect(again.calls).toBe(0);
    expect(callsTo(here, /token/)).toBe(1);
    expect(codes(await look(here), 'problem')).toEqual([]);
    expect(brokenIn(here)).toEqual([]);
  });

  test('of the source of the login costs no call', async () => {
    const here = await ward();
    const told = await look(here, { options: { credentials: {}, env: {} } });
    expect(found(told, 'credentials-unreadable').what).toContain('FAIRLEAD_USERNAME');
    expect(here.emulator.calls()).toEqual([]);
  });

  test.each([
    ['ENOTFOUND', /the name \S+ is not known/],
    ['ECONNREFUSED', /no connection to \S+ is to be had/],
    ['CERT_HAS_EXPIRED', /shows a certificate that is not trusted/],
    ['ERR_SSL_WRONG_VERSION_NUMBER', /what answers as \S+ does not speak TLS/],
  ])('to get there is told by how far it came: %s', async (code, what) => {
    const away = (async () => {
      throw Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error('x'), { code }) });
    }) as typeof fetch;
    const told = await look(await ward(), { options: { fetch: away } });
    expect(found(told, 'cloud-unreachable')).toMatchObject({
      level: 'problem',
      what: expect.stringMatching(what),
      remedy: expect.stringContaining('FAIRLEAD_BASE_URL'),
      ask: 'whoever looks after your network',
    });
    expect(found(told, 'cloud-unreachable').what).toContain(`(${code})`);
    expect(told.findings).toHaveLength(1);
  });

  test.each([
    [404, 'something answered that is not the cloud', 'whoever looks after your network'],
    [200, 'something answered that is not the cloud', 'whoever looks after your network'],
    [502, 'the proxy of the cloud got no usable answer from it', 'the support of Zaptec'],
  ])('of what answers is told by its status: %i', async (status, what, ask) => {
    const page = (async () => new Response('<html>hello</html>', { status })) as typeof fetch;
    const told = await look(await ward(), { options: { fetch: page } });
    const finding = found(told, 'cloud-unreachable');
    expect(finding.what.toLowerCase()).toContain(what);
    expect(finding).toMatchObject({ level: 'problem', ask });
  });

  test('of standing is told as such: a suspended account is refused what every role may do', async () => {
    const here = await ward({ ladder: 'enforce' });
    const { clock, emulator } = here;
    const { username, password } = emulator.accounts.owner;
    const agent = { 'user-agent': 'other/1.0 (+https://example.org)' };
    const form = new URLSearchParams({ grant_type: 'password', username, password });
    const login = await emulator.fetch(`${emulator.url}/oauth/token`, { method: 'POST', body: form, headers: agent });
    const { access_token: token } = (await login.json()) as { access_token: string };
    const undocumented = () =>
      emulator.fetch(`${emulator.url}/api/chargers/x/live`, {
        headers: { ...agent, authorization: `Bearer ${token}` },
      });
    await undocumented();
    await clock.advanceBy(2 * 3_600_000);
    await undocumented();
    const told = await look(here);
    expect(found(told, 'account-shut-out')).toMatchObject({ level: 'problem', ask: 'the support of Zaptec' });
    expect(codes(told, 'problem')).toEqual(['account-shut-out']);
  });

  test('of standing is told also where the cloud gives no token any more', async () => {
    const here = await ward();
    here.emulator.faults.plan({ kind: 'status', status: 403 }, { path: '/oauth/token' }, Infinity);
    const told = await look(here);
    expect(codes(told, 'problem')).toEqual(['account-shut-out']);
    expect(callsTo(here, /token/)).toBe(1);
  });

  test('to answer at all is told within three minutes, and costs no more than the tries of one call', async () => {
    const here = await ward();
    here.emulator.faults.plan({ kind: 'hang', afterMs: 600_000 }, {}, Infinity);
    const startedAtMs = here.clock.nowMs();
    const told = await look(here);
    expect(here.clock.nowMs() - startedAtMs).toBeLessThan(180_000);
    expect(told.level).toBe('problem');
    expect(told.findings).toMatchObject([
      { code: expect.stringMatching(/^(cloud-unreachable|lists-awaited)$/), ask: 'whoever looks after your network' },
    ]);
    // At most 8 tries of one call: `respect-refusal`.
    expect(here.emulator.calls().length).toBeLessThanOrEqual(8);
    expect(brokenIn(here)).toEqual([]);
  });

  test('of one read spoils no other finding', async () => {
    const here = await ward();
    const [first] = here.emulator.world.chargers();
    here.emulator.faults.plan({ kind: 'status', status: 500 }, { path: `${first?.id}/state` }, Infinity);
    const told = await look(here);
    expect(found(told, 'state-unread').what).toBe(`The state of 1 charger is not known yet: ${first?.serial}.`);
    expect(codes(told, 'ok')).toEqual(expect.arrayContaining(['role-owner', 'stream-open']));
  });

  test('for the number of calls points to another program', async () => {
    const here = await ward();
    here.emulator.faults.plan({ kind: 'status', status: 429 }, { path: '/api/chargers' }, 1);
    const told = await look(here);
    expect(found(told, 'limit-met')).toMatchObject({
      level: 'warning',
      what: expect.stringContaining('1 of '),
      remedy: expect.stringContaining('another program on the same account'),
    });
    expect(brokenIn(here)).toEqual([]);
  });

  test('of the store is told, and the cloud is not asked', async () => {
    const here = await ward();
    writeFileSync(join(here.dataDir, 'fairlead.db'), 'no database '.repeat(1_000));
    const told = await look(here);
    expect(codes(told, 'problem')).toEqual(['store-corrupt']);
    expect(told.findings[0]?.remedy).toBeTruthy();
    expect(here.emulator.calls()).toEqual([]);
  });
});

describe('beside a gateway', () => {
  test('that runs, that one tells what it holds, and the cloud is asked nothing', async () => {
    const house = await rehearsedHouse('virtual');
    await house.filled();
    const { emulator, dataDir } = house;
    await quiet(house);
    const before = emulator.calls().length;
    const args = asked(house);
    const { exitCode, out, err } = await fairlead([...args, '--json'], { FAIRLEAD_CONTACT: '' });
    const told = JSON.parse(out) as DoctorView;
    expect([exitCode, err]).toEqual([0, '']);
    expect(told).toMatchObject({ examinedBy: 'gateway', calls: 0, level: 'ok' });
    expect(codes(told, 'ok')).toEqual(expect.arrayContaining(['login-ok', 'role-owner', 'stream-open']));
    expect((await fairlead(args)).out).toContain('The gateway that runs told what it holds');
    expect((await house.ask('/v1/doctor')).status).toBe(403);

    const [elsewhere = ''] = await freePorts(1);
    const lost = await fairlead(['doctor', '--data-dir', dataDir, '--port', elsewhere]);
    expect([lost.exitCode, lost.err]).toEqual([1, 'Looking, which takes some seconds …\n']);
    expect(lost.out).toMatch(/^problem {3}Another gateway \(process \d+\) uses this folder, and did not answer\./);
    expect(lost.out).toContain('The cloud was not asked.');
    expect(emulator.calls().length).toBe(before);
    await house.end();
  });

  test('that runs no more, the key of its folder is not told to who listens on its port now', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'fairlead-doctor-'));
    writeFileSync(join(dataDir, 'admin-key'), 'flk_kept');
    writeFileSync(join(dataDir, 'lock'), '');
    const asked: (string | undefined)[] = [];
    const stranger = createServer(({ headers }, answer) => {
      asked.push(headers.authorization);
      answer.end('{}');
    });
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    const { port } = stranger.address() as AddressInfo;
    const { exitCode } = await fairlead(['doctor', '--data-dir', dataDir, '--port', String(port)]);
    expect(exitCode).toBe(1); // it looked itself, and found no credentials
    expect(asked).toEqual([]);
    await new Promise((resolve) => stranger.close(resolve));
    rmSync(dataDir, { recursive: true, force: true });
  });

  test('that runs and has lost the cloud, it is told what stands in the way now, not what was answered before', async () => {
    const house = await rehearsedHouse('virtual');
    await house.filled();
    house.emulator.switches.set({ outage: '502-html' });
    await house.until(house.account, ({ login }) => login === 'unreachable', 24 * 3_600_000);
    const { exitCode, out } = await fairlead([...asked(house), '--json']);
    const told = JSON.parse(out) as DoctorView;
    expect(exitCode).toBe(1);
    expect(told.findings).toHaveLength(1);
    expect(found(told, 'cloud-unreachable')).toMatchObject({
      what: 'The proxy of the cloud got no usable answer from it (status 502).',
      ask: 'the support of Zaptec',
    });
    await house.end();
  });

  test('that runs and was refused its login, that is told with what to do', async () => {
    const house = await rehearsedHouse('virtual');
    house.password = 'wrong';
    await house.start();
    await house.until(house.account, ({ login }) => login === 'refused');
    const { exitCode, out } = await fairlead([...asked(house), '--json']);
    expect(exitCode).toBe(1);
    expect(codes(JSON.parse(out) as DoctorView, 'problem')).toEqual(['login-refused']);
    await house.end();
  });

  test('that runs and shares its stream with a stranger, it says so', async () => {
    const house = await rehearsedHouse('virtual');
    await house.filled();
    house.emulator.switches.set({ 'second-reader': 'takes-half' });
    await house.until(house.stream, ({ state }) => state === 'shared', 6 * 3_600_000);
    const { exitCode, out } = await fairlead([...asked(house), '--json']);
    expect(exitCode).toBe(0);
    expect(found(JSON.parse(out) as DoctorView, 'stream-shared')).toMatchObject({
      level: 'warning',
      what: expect.stringContaining('is read by somebody else too'),
      ask: 'whoever runs this gateway',
    });
    await house.end();
  });

  test('that starts later, what the doctor read is not read again', async () => {
    const house = await rehearsedHouse('virtual');
    const { emulator, dataDir } = house;
    const clock = house.clock();
    await look({ clock, emulator, dataDir }, { groups: emulator.accounts.owner.userGroupIds });
    const before = emulator.calls().length;
    await house.filled();
    const since = emulator.calls().slice(before);
    // The tree of each installation is nothing that the doctor asks for.
    expect(new Set(since.map(({ class: kind }) => kind))).toEqual(new Set(['stream-details', 'hierarchy']));
    expect(brokenClauses(seenBy(emulator))).toEqual([]);
    await house.end();
  });
});

describe('what is said', () => {
  test('holds no name, address, login or secret', async () => {
    const here = await ward({ ladder: 'forecast' });
    const told = JSON.stringify(await look(here)) + JSON.stringify(await look(here, { as: 'user', password: 'wrong' }));
    const { owner, user } = here.emulator.accounts;
    const names = here.emulator.world.chargers().map(({ name }) => name);
    const rows: unknown[] = [];
    const spied: typeof fetch = async (input, init) => {
      const answer = await here.emulator.fetch(input, init);
      if (/\/api\/installation(\?|$)/.test(String(input))) rows.push(await answer.clone().json());
      return answer;
    };
    await look({ ...here, dataDir: join(here.dataDir, 'other') }, { options: { fetch: spied } });
    const personal = [...JSON.stringify(rows).matchAll(/"(?:Name|Address|City|ZipCode|ContactEmail)":"([^"]+)"/g)];
    expect(personal.length).toBeGreaterThan(1);
    for (const [, value = ''] of personal) expect(told).not.toContain(value);
    for (const value of [owner.username, owner.password, user.username, 'wrong', ...names])
      expect(told).not.toContain(value);
  });

  test('in a terminal stands in 80 columns, the gravest first, and the exit code says whether something is a problem', async () => {
    const emulator = await startEmulator({ httpPort: 0, amqpPort: 0, switches: { bus: 'installation' } });
    const dataDir = mkdtempSync(join(tmpdir(), 'fairlead-doctor-'));
    const [first, second] = emulator.world.chargers();
    emulator.world.warn(first?.id ?? '', ['TEMPERATURE']);
    emulator.world.setMode(second?.installationId ?? '', 'schedule');
    const env = {
      FAIRLEAD_BASE_URL: emulator.url,
      FAIRLEAD_USERNAME: emulator.accounts.owner.username,
      FAIRLEAD_PASSWORD: emulator.accounts.owner.password,
    };
    const args = ['doctor', '--data-dir', dataDir];
    const { exitCode, output } = await startFairlead(args, env).ended;
    expect(exitCode).toBe(0);
    expect(output).toMatch(/^warning {3}/m);
    expect(output).toContain('\nok        The cloud accepts the login.\n');
    expect(output).toMatch(/\n {2}ask {5}yourself: this account is the owner of the installation\.\n/);
    expect(output).toMatch(/\n\nNo problem, \d warnings?, \d+ ok\. Calls to the cloud: \d+;/);
    for (const line of output.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(brokenClauses(seenBy(emulator))).toEqual([]);

    const wrong = await startFairlead([...args, '--json'], { ...env, FAIRLEAD_PASSWORD: 'wrong' }).ended;
    expect(wrong.exitCode).toBe(1);
    expect(codes(JSON.parse(wrong.output) as DoctorView, 'problem')).toEqual(['login-refused']);
    await emulator.stop();
    rmSync(dataDir, { recursive: true });
  });

  test('when it is interrupted is that what was read is kept, and the next look goes on from there', async () => {
    const emulator = await startEmulator({ httpPort: 0, amqpPort: 0, fleet: { chargers: 60 } });
    const dataDir = mkdtempSync(join(tmpdir(), 'fairlead-doctor-'));
    const env = {
      FAIRLEAD_BASE_URL: emulator.url,
      FAIRLEAD_USERNAME: emulator.accounts.owner.username,
      FAIRLEAD_PASSWORD: emulator.accounts.owner.password,
    };
    const args = ['doctor', '--data-dir', dataDir];
    const running = startFairlead(args, env);
    await running.says(/Looking/);
    await vi.waitUntil(() => emulator.calls().some(({ class: kind }) => kind === 'state'), { timeout: 20_000 });
    const { exitCode, output } = await running.stop('SIGINT');
    expect([exitCode, output]).toEqual([
      1,
      'Looking, which takes some seconds …\nStopped; what was read is kept for the next look.\n',
    ]);
    expect(emulator.calls().filter(({ class: kind }) => kind === 'state').length).toBeLessThan(60);

    const next = await startFairlead(args, env).ended;
    expect([next.exitCode, next.output]).toEqual([0, expect.stringContaining('60 of 60 chargers online.')]);
    const kinds = emulator.calls().map(({ class: kind }) => kind);
    expect(kinds.filter((kind) => kind === 'token' || kind === 'list')).toHaveLength(3);
    expect(kinds.filter((kind) => kind === 'state')).toHaveLength(60);
    expect(brokenClauses(seenBy(emulator))).toEqual([]);
    await emulator.stop();
    rmSync(dataDir, { recursive: true });
  });

  test.each([
    [['doctor', '--jsn'], {}, /unknown option '--jsn'[\s\S]*Did you mean --json\?/],
    [['doctor'], { FAIRLEAD_CONTACT: '' }, /no contact is set\. Set FAIRLEAD_CONTACT/],
    [['doctor'], { FAIRLEAD_USER_GROUP_IDS: 'x' }, /Correct FAIRLEAD_USER_GROUP_IDS\.\n$/],
  ] as const)('of a mistake, %s with %o, is usage', async (args, env, said) => {
    const { exitCode, out, err } = await fairlead(args, env);
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toMatch(said);
  });
});

/** Resolves when the first reads of a house are over: ten looks without a call. */
async function quiet({ emulator, until }: RehearsedHouse): Promise<void> {
  let counted = -1;
  let looks = 0;
  await until(
    async () => emulator.calls().length,
    (calls) => {
      looks = calls === counted ? looks + 1 : 0;
      counted = calls;
      return looks === 10;
    },
  );
}

const asked = (house: RehearsedHouse): readonly string[] => [
  ...['doctor', '--data-dir', house.dataDir, '--port', new URL(house.gateway().url).port],
];

function siteOf({ emulator }: Ward): string {
  return emulator.world.chargers()[0]?.installationId ?? '';
}
