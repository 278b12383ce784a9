// Stop and start again, through the command line: the world goes on, the gateway shows what it stored, the cloud is not
// asked again for what is held, and no command is lost or sent twice.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@fairlead/emulator';
import {
  type ChargerDetailView,
  type ChargerView,
  type CommandView,
  type Gateway,
  type StreamView,
  startGateway,
} from '@fairlead/gateway';
import { type Clock, systemClock } from '@fairlead/sdk';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type RunningCommand, runningCommand } from './running-command.ts';
import { until } from './until.ts';

const fairlead = join(import.meta.dirname, '..', 'packages', 'fairlead', 'bin', 'fairlead.js');
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const minuteMs = 60_000;

let folder: string;
let dataDir: string;
const running: RunningCommand[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fairlead-continuity-'));
  dataDir = join(folder, 'data');
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((command) => command.stop('SIGKILL')));
  rmSync(folder, { recursive: true, force: true });
});

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): RunningCommand {
  const command = runningCommand(process.execPath, [fairlead, ...args, '--data-dir', dataDir], { folder, env });
  running.push(command);
  return command;
}

/** A gateway's own API, asked with the key that lies in its folder. */
function asking(url: string) {
  const key = (): string => readFileSync(join(dataDir, 'admin-key'), 'utf8').trim();
  const ask = async <T>(path: string, method = 'GET'): Promise<T> =>
    (await (await fetch(`${url}${path}`, { method, headers: { authorization: `Bearer ${key()}` } })).json()) as T;
  return {
    url,
    ask,
    chargers: async () => (await ask<{ items: ChargerView[] }>('/v1/chargers')).items,
    stream: async () => (await ask<{ items: StreamView[] }>('/v1/streams')).items[0]?.state,
  };
}
type Asking = ReturnType<typeof asking>;

const isUp = (state: StreamView['state'] | undefined): boolean => state === 'live' || state === 'quiet';

describe('fairlead demo, started three times', () => {
  const anyPort = ['--port', '0', '--emulator-port', '0', '--amqp-port', '0', '--amqp-tls-port', '0'];

  interface CloudCharger {
    readonly Id: string;
    readonly OperatingMode: number;
    readonly SignedMeterValueKwh: number;
  }

  interface Demo extends Asking {
    readonly command: RunningCommand;
    readonly said: string;
    /** The first look at the page brings a car. */
    lookAtPage(): Promise<void>;
    /** What the cloud itself says, over its own door. */
    cloudChargers(): Promise<readonly CloudCharger[]>;
  }

  async function startDemo(): Promise<Demo> {
    const command = run(['demo', ...anyPort]);
    const [, url = '', code = ''] = await command.says(/(http:\/\/127\.0\.0\.1:\d+)\/#open=(\S+)/);
    const [said, cloud = ''] = await command.says(/[\s\S]*Cloud\s+(http:\S+)[\s\S]*Stop with/);
    let token: Promise<string> | undefined;
    return {
      ...asking(url),
      command,
      said,
      async lookAtPage() {
        const headers = { 'content-type': 'application/json' };
        await fetch(`${url}/v1/session`, { method: 'POST', headers, body: JSON.stringify({ code }) });
      },
      async cloudChargers() {
        token ??= logIn(cloud);
        const headers = { authorization: `Bearer ${await token}` };
        const answer = await fetch(`${cloud}/api/chargers`, { headers });
        return ((await answer.json()) as { Data: CloudCharger[] }).Data;
      },
    };
  }

  /** Logins are a second apart, the gateway's included. */
  async function logIn(cloud: string): Promise<string> {
    const form = { grant_type: 'password', username: 'owner@fairlead.test', password: 'demo-owner' };
    const login = () => fetch(`${cloud}/oauth/token`, { method: 'POST', body: new URLSearchParams(form) });
    const granted = await until(login, ({ status }) => status === 200);
    return ((await granted.json()) as { access_token: string }).access_token;
  }

  /** The newest fiscal reading that the gateway holds of each charger, kWh. */
  async function storedReadings(demo: Demo): Promise<ReadonlyMap<string, number>> {
    const readings = new Map<string, number>();
    for (const { id } of await demo.chargers()) {
      const { observations } = await demo.ask<ChargerDetailView>(`/v1/chargers/${id}`);
      const signed = observations.find(({ stateId }) => stateId === 554)?.value ?? '';
      const ocmf = JSON.parse(signed.split('|')[1] ?? '{"RD":[]}') as { RD: { RV: number }[] };
      readings.set(id, ocmf.RD[0]?.RV ?? Number.NaN);
    }
    return readings;
  }

  const modes = new Map([
    [1, 'disconnected'],
    [2, 'requesting'],
    [3, 'charging'],
    [5, 'finished'],
  ]);

  /** The two say the same of every charger, in the end. */
  const agrees = (demo: Demo) =>
    until(
      async () => ({ truth: await demo.cloudChargers(), views: await demo.chargers() }),
      ({ truth, views }) =>
        views.every(({ id, mode }) => {
          const expected = modes.get(truth.find(({ Id }) => Id === id)?.OperatingMode ?? 0);
          // A mode 5 with a final stop is called paused.
          return mode.value === expected || (mode.value === 'paused' && expected === 'finished');
        }),
    );

  const sessions = (views: readonly ChargerView[]): string[] =>
    views.flatMap(({ sessionId }) => (sessionId === null ? [] : [sessionId]));

  /** By session, kWh. */
  const energies = (views: readonly ChargerView[]) =>
    new Map(
      views.flatMap(({ sessionId, sessionEnergyKwh }) =>
        sessionId === null ? [] : [[sessionId, sessionEnergyKwh.value ?? 0]],
      ),
    );

  /** The first session that was not known before. */
  async function newSession(demo: Demo, known: readonly string[]): Promise<string> {
    const unknown = (views: readonly ChargerView[]) => sessions(views).filter((id) => !known.includes(id));
    const [id = ''] = unknown(await until(demo.chargers, (views) => unknown(views).length > 0, 30_000));
    return id;
  }

  test('the emulated world goes on, also over a kill: no meter falls, no session id repeats', async () => {
    const first = await startDemo();
    expect(first.said).not.toContain('goes on where');
    const meters = new Map((await first.cloudChargers()).map((row) => [row.Id, row.SignedMeterValueKwh]));
    expect(meters.size).toBe(6);
    const readings = new Map(
      await until(
        () => storedReadings(first),
        (found) => found.size === meters.size,
      ),
    );
    const noMeterFell = async (demo: Demo): Promise<void> => {
      for (const { Id, SignedMeterValueKwh } of await demo.cloudChargers()) {
        expect(SignedMeterValueKwh).toBeGreaterThanOrEqual(meters.get(Id) ?? Number.NaN);
        meters.set(Id, SignedMeterValueKwh);
      }
      for (const [id, kwh] of await storedReadings(demo)) {
        expect(kwh).toBeGreaterThanOrEqual(readings.get(id) ?? Number.NaN);
        readings.set(id, kwh);
      }
    };
    const noSessionFell = (before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): void => {
      for (const [id, kwh] of after) expect(kwh).toBeGreaterThanOrEqual(before.get(id) ?? 0);
    };
    const held = await first.chargers();
    expect(sessions(held).length).toBeGreaterThan(1);
    expect(await first.command.stop('SIGINT')).toMatchObject({ exitCode: 0, signal: null });

    const second = await startDemo();
    expect(second.said).toContain('goes on where');
    // Cars that stood there stand there, in the sessions they had.
    expect(sessions(await second.chargers())).toEqual(expect.arrayContaining(sessions(held)));
    await second.lookAtPage();
    await noMeterFell(second);
    await agrees(second);
    noSessionFell(energies(held), energies(await second.chargers()));
    const lost = await newSession(second, sessions(held));
    const before = energies(await second.chargers());
    expect((await second.command.stop('SIGKILL')).signal).toBe('SIGKILL');

    const third = await startDemo();
    await third.lookAtPage();
    // What the gateway stored was ahead of the world that was saved: the page follows the world all the same.
    await until(third.chargers, (views) => !sessions(views).includes(lost));
    await noMeterFell(third);
    await agrees(third);
    noSessionFell(before, energies(await third.chargers()));
    await newSession(third, [...before.keys()]);
    expect(sessions(await third.chargers())).not.toContain(lost);
    await noMeterFell(third);
    expect(await third.command.stop('SIGINT')).toMatchObject({ exitCode: 0, signal: null });
  });

  test.runIf(process.platform === 'linux')('it is one process with at most two workers', async () => {
    const { command } = await startDemo();
    const threads = readdirSync(`/proc/${command.pid}/task`);
    const names = threads.map((id) => readFileSync(`/proc/${command.pid}/task/${id}/comm`, 'utf8').trim());
    const children = threads.map((id) => readFileSync(`/proc/${command.pid}/task/${id}/children`, 'utf8').trim());
    expect(children.filter((pids) => pids !== '')).toEqual([]);
    expect(names.filter((name) => name === 'WorkerThread').length).toBeLessThanOrEqual(2);
    // Beside them: Node's own helpers, four for the heap and four for files, whatever the program does.
    expect(names.length).toBeLessThanOrEqual(2 + 12);
    expect((await command.stop('SIGINT')).exitCode).toBe(0);
  });
});

describe('fairlead up, stopped and started again beside a cloud that stays', () => {
  let emulator: Emulator;
  let port: number;

  beforeEach(async () => {
    emulator = await startEmulator({ httpPort: 0, amqpPort: 0, fleet: 'demo' });
    port = await freePort();
  });
  afterEach(() => emulator.stop());

  interface Up extends Asking {
    readonly command: RunningCommand;
  }

  /** Resolves when the doors are open, whatever the cloud does. */
  async function startUp(): Promise<Up> {
    const { username, password, userGroupIds } = emulator.accounts.owner;
    const command = run(['up', '--port', String(port), '--log-level', 'silent'], {
      FAIRLEAD_BASE_URL: emulator.url,
      FAIRLEAD_USERNAME: username,
      FAIRLEAD_PASSWORD: password,
      FAIRLEAD_USER_GROUP_IDS: userGroupIds.join(','),
    });
    const up = asking(`http://127.0.0.1:${port}`);
    await until(
      () =>
        fetch(`${up.url}/healthz`).then(
          ({ status }) => status,
          () => 0,
        ),
      (status) => status === 200,
      30_000,
    );
    return { ...up, command };
  }

  const stop = async ({ command }: Up): Promise<void> =>
    expect(await command.stop('SIGINT')).toMatchObject({ exitCode: 0, signal: null });

  async function filled(up: Up): Promise<readonly ChargerView[]> {
    const views = await until(
      up.chargers,
      (found) => found.length === 6 && found.every(({ freshness }) => freshness === 'live'),
    );
    await until(up.stream, isUp);
    return views;
  }

  const pathsSince = (count: number): string[] =>
    emulator
      .calls()
      .slice(count)
      .map(({ path }) => path);

  const commandCalls = (): number => emulator.calls().filter((call) => call.class === 'command').length;

  test('a second start asks for nothing that is held: no login, no list, no state', async () => {
    const first = await startUp();
    await filled(first);
    // Detail, tree and firmware of both installations come last, and one at a time.
    const ofInstallations = async () =>
      pathsSince(0).filter((path) => path.includes('{id}') || path.includes('{installationId}'));
    const kept = (path: string) => !/messagingConnectionDetails|state$/.test(path);
    await until(ofInstallations, (paths) => paths.filter(kept).length === 6);
    await filled(first);
    await stop(first);
    const before = emulator.callCounts().total;
    const second = await startUp();
    await until(second.stream, isUp);
    // Every value comes by the stream from here on: a car that leaves is seen without a read.
    const charging = emulator.world.chargers().find(({ mode }) => mode === 3);
    emulator.world.unplug(charging?.id ?? '');
    await until(second.chargers, (views) => views.find(({ id }) => id === charging?.id)?.mode.value === 'disconnected');
    expect(new Set(pathsSince(before))).toEqual(new Set(['/api/userGroups/{id}/messagingConnectionDetails']));
    expect(emulator.callCounts().byStatus.get(429)).toBeUndefined();
    await stop(second);
  });

  test('with the cloud dark what was stored is served at once, with its age, and as stale once it is', async () => {
    const first = await startUp();
    const known = await filled(first);
    await stop(first);
    emulator.faults.goDark();
    emulator.faults.cutBus();

    const second = await startUp();
    const shown = await second.chargers();
    expect(shown.map(({ id, serial, name }) => [id, serial, name])).toEqual(
      known.map(({ id, serial, name }) => [id, serial, name]),
    );
    for (const view of shown) {
      const before = known.find(({ id }) => id === view.id);
      expect(view.freshness).toBe('recent');
      expect(Date.parse(view.lastSeenAt ?? '')).toBeGreaterThanOrEqual(Date.parse(before?.lastSeenAt ?? ''));
      expect(Date.parse(view.mode.receivedAt ?? '')).toBeLessThan(Date.now());
    }
    await stop(second);

    const later = await inProcess(later20Minutes);
    const stale = await asking(later.url).chargers();
    expect(stale.map(({ id, mode }) => [id, mode.value])).toEqual(shown.map(({ id, mode }) => [id, mode.value]));
    expect(new Set(stale.map(({ freshness }) => freshness))).toEqual(new Set(['stale']));
    await later.close();
  });

  test('a command that was sent when the gateway stopped is confirmed by the next one and not sent again', async () => {
    const first = await startUp();
    const target = (await filled(first)).find(({ mode }) => mode.value === 'charging');
    // Without the bus nothing shows that it was carried out, until the next start.
    emulator.faults.cutBus();
    await until(first.stream, (state) => !isUp(state));
    const { id } = await first.ask<CommandView>(`/v1/chargers/${target?.id}/pause`, 'POST');
    await until(
      () => first.ask<CommandView>(`/v1/commands/${id}`),
      ({ state }) => state === 'sent' && commandCalls() === 1,
    );
    await stop(first);
    emulator.faults.restoreBus();
    const second = await startUp();
    const ended = await until(
      () => second.ask<CommandView>(`/v1/commands/${id}`),
      ({ endedAt }) => endedAt !== null,
      60_000,
    );
    expect(ended).toMatchObject({ state: 'confirmed', reason: null });
    expect(commandCalls()).toBe(1);
    await stop(second);
  });

  test('a command that still waited when the gateway stopped is not sent late, and says so', async () => {
    const first = await startUp();
    const [one, other] = (await filled(first)).filter(({ mode }) => mode.value === 'charging');
    // A refusal stops the whole account for a second: what is asked for meanwhile waits.
    emulator.faults.failNext({ path: 'sendCommand' }, { status: 429 });
    await first.ask<CommandView>(`/v1/chargers/${one?.id}/pause`, 'POST');
    await until(
      async () => commandCalls(),
      (count) => count === 1,
    );
    const { id } = await first.ask<CommandView>(`/v1/chargers/${other?.id}/pause`, 'POST');
    expect(await first.ask<CommandView>(`/v1/commands/${id}`)).toMatchObject({ state: 'queued', sentAt: null });
    await stop(first);
    const sent = commandCalls();
    const second = await startUp();
    const ended = await until(
      () => second.ask<CommandView>(`/v1/commands/${id}`),
      ({ endedAt }) => endedAt !== null,
    );
    expect(ended).toMatchObject({ state: 'refused', sentAt: null });
    expect(ended.reason).toContain('stopped before this was sent');
    await until(second.stream, isUp);
    expect(commandCalls()).toBe(sent);
    expect(emulator.world.chargers().find((charger) => charger.id === other?.id)?.mode).toBe(3);
    await stop(second);
  });

  const later20Minutes: Clock = { ...systemClock, nowMs: () => systemClock.nowMs() + 20 * minuteMs };

  /** The same folder, another clock: the command line has no time machine. */
  function inProcess(clock: Clock): Promise<Gateway> {
    const { username, password, userGroupIds } = emulator.accounts.owner;
    return startGateway({
      config: { port: 0, dataDir, accounts: [{ baseUrl: emulator.url, userGroupIds: [...userGroupIds] }] },
      credentials: { main: { read: async () => ({ username, password }) } },
      clock,
      log: silent,
    });
  }
});

/** A port that was free a moment ago. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
