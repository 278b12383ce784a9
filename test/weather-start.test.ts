// Bad weather at the start of a command: one sentence with what, why and what to do, the right exit code, nothing lost.
import { readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { emptyFolder, fairlead, freePorts, type Said, startFairlead } from './command-line.ts';
import { type RehearsedHouse, rehearsedHouse } from './rehearsed-house.ts';

const anyPorts = ['--emulator-port', '0', '--amqp-port', '0', '--amqp-tls-port', '0'];
const login = { FAIRLEAD_USERNAME: 'owner@fairlead.test', FAIRLEAD_PASSWORD: 'demo-owner' };
const nobodyThere = { ...login, FAIRLEAD_BASE_URL: 'http://127.0.0.1:9' };
let folder: string;
beforeAll(() => {
  folder = emptyFolder();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Nothing but one sentence on standard error, and nothing of our insides. */
function oneSentence({ out, err }: Said): string {
  expect(err).toMatch(/^Failed to [^\n]+\.\n$/);
  expect(err).not.toMatch(/node:internal|\.ts:\d|\n {4}at /);
  expect(out.replace('Building the page …\n', '')).toBe('');
  return err;
}

describe('a port in use', () => {
  let taken: Server;
  let port: string;
  beforeAll(async () => {
    taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const address = taken.address();
    port = typeof address === 'object' && address !== null ? String(address.port) : '';
  });
  afterAll(() => taken.close());

  test.each([
    ['demo', '--port', ['--port', '0', ...anyPorts]],
    ['demo', '--emulator-port', ['--port', '0', ...anyPorts]],
    ['demo', '--amqp-port', ['--port', '0', ...anyPorts]],
    ['demo', '--amqp-tls-port', ['--port', '0', ...anyPorts]],
    ['emulator', '--emulator-port', anyPorts],
    ['emulator', '--amqp-port', anyPorts],
    ['emulator', '--amqp-tls-port', anyPorts],
    ['up', '--port', []],
  ])('%s %s: said with the flag that changes it', async (command, flag, others) => {
    const args = [command, ...others, flag, port, '--data-dir', join(folder, 'port')];
    const said = await fairlead(args, nobodyThere);
    expect(said.exitCode).toBe(1);
    const sentence = oneSentence(said);
    expect(sentence).toContain(`port ${port} on 127.0.0.1 is in use`);
    expect(sentence).toMatch(new RegExp(`${flag}\\b`));
  });
});

test.each(['--emulator-port', '--amqp-port', '--amqp-tls-port', '--control-port'])(
  'the emulator: a %s in use ends the process',
  async (flag) => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    const args = ['emulator', ...anyPorts, flag, String(port), '--data-dir', join(folder, 'ends')];
    const { exitCode, output } = await startFairlead(args).ended;
    taken.close();
    expect([exitCode, output]).toEqual([1, expect.stringContaining(`port ${port} on 127.0.0.1 is in use`)]);
  },
);

test('a second emulator in one folder is refused, and the first one and what it wrote are left as they are', async () => {
  const dataDir = join(folder, 'shared');
  const first = startFairlead(['emulator', ...anyPorts, '--data-dir', dataDir]);
  await first.says(/Stop with Ctrl-C/);
  const ca = readFileSync(join(dataDir, 'ca.pem'), 'utf8');
  const second = await fairlead(['emulator', ...anyPorts, '--data-dir', dataDir]);
  expect(second.exitCode).toBe(1);
  expect(oneSentence(second)).toContain(`${dataDir}: another emulator is using it. Stop that one`);
  expect(readFileSync(join(dataDir, 'ca.pem'), 'utf8')).toBe(ca);
  await first.stop('SIGKILL');
  const third = startFairlead(['emulator', ...anyPorts, '--data-dir', dataDir]);
  await third.says(/goes on with its earlier world/);
  expect((await third.stop('SIGINT')).exitCode).toBe(0);
});

test.each(['demo', 'up', 'emulator'])('%s: a folder without a name is refused', async (command) => {
  const said = await fairlead([command, '--data-dir', '']);
  expect([said.exitCode, said.err]).toEqual([2, expect.stringContaining('A folder is needed.')]);
});

describe('a data directory that cannot be used', () => {
  test.each([
    ['demo', ['--port', '0', ...anyPorts]] as const,
    ['emulator', anyPorts] as const,
    ['up', ['--port', '0']] as const,
  ])('%s: said with the folder and what to do', async (command, ports) => {
    const file = join(folder, 'a-file');
    writeFileSync(file, 'kept');
    const said = await fairlead([command, ...ports, '--data-dir', join(file, 'below')], nobodyThere);
    expect(said.exitCode).toBe(1);
    expect(oneSentence(said)).toContain(join(file, 'below'));
    expect(said.err).toContain('--data-dir');
    expect(readFileSync(file, 'utf8')).toBe('kept');
  });
});

describe('a damaged world', () => {
  const whole = '{"version":1,"savedAt":"2026-11-20T15:00:00.000Z","world":{"activeTopics":[],"world":{"version":1}}}';
  test.each([
    ['nothing', ''],
    ['half of it', whole.slice(0, 60)],
    ['null', 'null'],
    ['a list', '[]'],
    ['no world', '{}'],
    ['a world without chargers', whole],
    ['another version', whole.replace('"version":1', '"version":7')],
  ])('%s: said with the file, which stays as it is', async (_, content) => {
    const dir = emptyFolder();
    const file = join(dir, 'world.json');
    writeFileSync(file, content);
    const said = await fairlead(['emulator', ...anyPorts, '--data-dir', dir]);
    expect(said.exitCode).toBe(1);
    expect(oneSentence(said)).toContain(file);
    expect(said.err).toMatch(/Move the file away to start with a new world/);
    expect(readFileSync(file, 'utf8')).toBe(content);
    rmSync(dir, { recursive: true });
  });
});

describe('no login', () => {
  test('none is configured: the variable is named, and nothing is started', async () => {
    const dir = join(folder, 'none');
    const said = await fairlead(['up', '--port', '0', '--data-dir', dir]);
    expect(said.exitCode).toBe(4);
    expect(oneSentence(said)).toMatch(/FAIRLEAD_USERNAME is not set\. Set it .*FAIRLEAD_CREDENTIALS_FILE/);
    expect(() => statSync(dir)).toThrow('ENOENT');
  });

  test('half of it is configured: the missing half is named, the other not told', async () => {
    const said = await fairlead(['up', '--port', '0'], { FAIRLEAD_USERNAME: 'owner@fairlead.test' });
    expect(said.exitCode).toBe(4);
    expect(oneSentence(said)).toContain('FAIRLEAD_PASSWORD is not set');
    expect(said.err).not.toContain('owner@fairlead.test');
  });

  test.each([
    ['is not there', null, 0o600, /ENOENT/],
    ['is readable for others', '{"username":"owner","password":"hunter2"}', 0o644, /chmod 600/],
    ['holds something else', 'hunter2', 0o600, /it is not \{"username": "…", "password": "…"\}/],
  ])('a credentials file that %s', async (_, content, mode, why) => {
    const file = join(folder, `credentials-${mode}-${content?.length}`);
    if (content !== null) writeFileSync(file, content, { mode });
    const said = await fairlead(['up', '--port', '0'], { FAIRLEAD_CREDENTIALS_FILE: file });
    expect(said.exitCode).toBe(4);
    expect(oneSentence(said)).toContain(file);
    expect(said.err).toMatch(why);
    expect(said.err).not.toContain('hunter2');
  });
});

describe('with a filled store', () => {
  let house: RehearsedHouse;
  beforeAll(async () => {
    house = await rehearsedHouse('real');
    await house.filled();
  });
  afterAll(() => house.end());
  const env = () => ({
    ...login,
    FAIRLEAD_BASE_URL: house.emulator.url,
    FAIRLEAD_USER_GROUP_IDS: house.emulator.accounts.owner.userGroupIds.join(','),
  });
  const up = (over: Record<string, string> = {}, port = '0') =>
    startFairlead(['up', '--port', port, '--data-dir', house.dataDir, '--log-level', 'silent'], { ...env(), ...over });
  const served = async (url: string, path: string) => {
    const key = readFileSync(join(house.dataDir, 'admin-key'), 'utf8').trim();
    return (await (await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${key}` } })).json()).items;
  };
  const urlIn = /Drop-in API (\S+)/;
  afterEach(() => house.stop());

  test('a second gateway is told who holds the store, and the first one is unharmed', async () => {
    const before = await house.chargers();
    const { exitCode, output } = await up().ended;
    expect(exitCode).toBe(1);
    expect(output.replace('Building the page …\n', '')).toMatch(/^Failed to open the store in [^\n]+\.\n$/);
    expect(output).toContain(`another gateway (process ${process.pid}) is using it`);
    expect(output).toContain('--data-dir');
    const after = await house.until(house.chargers, (views) => views.length === before.length);
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(await house.account()).toMatchObject({ login: 'ok', trouble: null });
  });

  test('the demo app’s key opens nothing, and a good start says that it follows the cloud', async () => {
    const running = up();
    const [, url = ''] = await running.says(urlIn);
    const direct = await fetch(`${url}/v1/chargers`, { headers: { authorization: 'Bearer flk_demo-app-key' } });
    expect([direct.status, (await direct.json()).code]).toEqual([401, 'not-authenticated']);
    const form = new URLSearchParams({ grant_type: 'password', username: 'demo-app', password: 'flk_demo-app-key' });
    const dropIn = await fetch(`${url}/oauth/token`, { method: 'POST', body: form });
    expect([dropIn.status, (await dropIn.json()).error]).toEqual([400, 'invalid_grant']);
    const { exitCode, output } = await running.stop('SIGTERM');
    expect(output).toMatch(/The gateway is running and follows the cloud\./);
    expect(exitCode).toBe(0);
  });

  test('a wrong password: said at once, tried once over two starts, and what was stored is served', async () => {
    const refusals = () => house.logins().filter((status) => status === 400).length;
    house.emulator.faults.revokeTokens();
    for (const _ of ['first', 'second']) {
      const running = up({ FAIRLEAD_PASSWORD: 'not-the-password' });
      const [, url = ''] = await running.says(urlIn);
      expect(await served(url, '/v1/chargers')).toHaveLength(6);
      expect((await served(url, '/v1/accounts'))[0]).toMatchObject({ login: 'refused' });
      const { exitCode, output } = await running.stop('SIGTERM');
      expect(output).toMatch(/running, but not connected: what was stored before is served, with its age/);
      expect(output).toMatch(
        /Trouble +Failed to log in: the cloud refused the user name or the password\. Correct them/,
      );
      expect(output).not.toContain('not-the-password');
      expect(exitCode).toBe(0);
      expect(refusals()).toBe(1);
    }
  });

  test('a cloud that does not answer: said within seconds, and what was stored is served', async () => {
    house.emulator.faults.goDark();
    const running = up();
    const [, url = ''] = await running.says(urlIn);
    expect(await served(url, '/v1/chargers')).toHaveLength(6);
    const { exitCode, output } = await running.stop('SIGINT');
    await house.emulator.faults.comeBack();
    expect(output).toMatch(/running, but not connected/);
    expect(output).toMatch(
      /Trouble +Failed to reach the cloud: it has not answered yet \(.+\)\. Check the network and its address/,
    );
    expect(output).toMatch(new RegExp(`Cloud +${house.emulator.url}`));
    expect(exitCode).toBe(0);
  });

  test('another cloud than the one that told what is stored: nothing of it is served', async () => {
    const running = up({ FAIRLEAD_BASE_URL: 'http://127.0.0.1:9' });
    const [, url = ''] = await running.says(urlIn);
    expect(await served(url, '/v1/chargers')).toEqual([]);
    const { exitCode, output } = await running.stop('SIGINT');
    expect([exitCode, output]).toEqual([0, expect.stringMatching(/Cloud +http:\/\/127\.0\.0\.1:9/)]);
  });

  test('a stop before the cloud answered is clean and claims nothing', async () => {
    const [port = ''] = await freePorts(1);
    const running = up({ FAIRLEAD_BASE_URL: 'http://127.0.0.1:9' }, port);
    const alive = async () => expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    await vi.waitFor(alive, { timeout: 20_000 });
    const { exitCode, output } = await running.stop('SIGTERM');
    expect(exitCode).toBe(0);
    expect(output).not.toContain('gateway is running');
    expect(output).toMatch(/Stopping …\nStopped\.\n$/);
  });

  test.each([
    ['is something else', (file: string) => writeFileSync(file, 'x'.repeat(20_000))],
    ['was cut off', (file: string) => truncateSync(file, 5_000)],
  ])('a store that %s: said with the file, which stays as it is', async (_, damage) => {
    const file = join(house.dataDir, 'fairlead.db');
    for (const rest of ['-wal', '-shm']) rmSync(`${file}${rest}`, { force: true });
    damage(file);
    const before = readFileSync(file);
    const said = await fairlead(['up', '--port', '0', '--data-dir', house.dataDir, '--log-level', 'silent'], env());
    expect(said.exitCode).toBe(1);
    expect(oneSentence(said)).toContain(`Failed to read the store ${file}: the file is damaged`);
    expect(said.err).toMatch(/Move it away to start with an empty store, or put a backup in its place\./);
    expect(readFileSync(file).equals(before)).toBe(true);
  });
});
