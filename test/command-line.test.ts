// The command line as a stranger meets it: help, mistakes, the page's link, settings from outside, and a clean end.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { namedScenarios, switchIds } from '@fairlead/emulator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emptyFolder, fairlead, freePorts, launcher, startFairlead } from './command-line.ts';
import { type RehearsedHouse, rehearsedHouse } from './rehearsed-house.ts';

let folder: string;
beforeAll(() => {
  folder = emptyFolder();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('help', () => {
  test.each([
    [
      [],
      [
        'demo',
        'up',
        'emulator',
        'doctor',
        'verdict',
        'open',
        'Exit codes: 0 ok, 1 failure, 2 usage, 3 cannot reach, 4 refused',
      ],
    ],
    [['demo'], ['--port', '--data-dir', '--emulator-port', '--amqp-port', '--amqp-tls-port', '8700', 'FAIRLEAD_PORT']],
    [['up'], ['--port', '--data-dir', '--host', '--log-level', 'FAIRLEAD_USERNAME', 'FAIRLEAD_BASE_URL', 'Example']],
    [
      ['emulator'],
      [
        '--emulator-port',
        '--seed',
        '--tempo',
        '8710',
        '8711',
        '8712',
        'FAIRLEAD_EMULATOR_PORT',
        'curl',
        '--amqp-port 5671',
        '--ladder',
        '--fleet',
        '--scenario',
        ...Object.entries(namedScenarios).map(([name, { about }]) => `${name.padEnd(20)}${about}`),
        ...switchIds.map((id) => `--${id} `),
      ],
    ],
    [['doctor'], ['--port', '--data-dir', '--json', 'FAIRLEAD_USERNAME', 'FAIRLEAD_BASE_URL', 'Exit codes', 'Example']],
    [['verdict'], ['--emulator-port', '--json', '--control-port', '--control-key-file', 'Exit codes', 'Example']],
    [['open'], ['--port', '--data-dir', 'one-time link']],
  ])('of "%s" names what can be given', async (command, words) => {
    const { exitCode, out, err } = await fairlead([...command, '--help']);
    expect([exitCode, err]).toEqual([0, '']);
    for (const word of ['Usage: fairlead', ...words]) expect(out).toContain(word);
  });

  test('the version is the package’s', async () => {
    const manifest = readFileSync(join(import.meta.dirname, '..', 'packages', 'fairlead', 'package.json'), 'utf8');
    expect(await fairlead(['--version'])).toEqual({ exitCode: 0, out: `${JSON.parse(manifest).version}\n`, err: '' });
  });

  test('no command at all shows the help and counts as a mistake', async () => {
    const { exitCode, out, err } = await fairlead([]);
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toContain('Usage: fairlead');
  });
});

describe('a mistake in what was typed or set', () => {
  const variables = { FAIRLEAD_USERNAME: 'owner@fairlead.test', FAIRLEAD_PASSWORD: 'demo-owner' };
  test.each<[readonly string[], Record<string, string>, RegExp]>([
    [['dmo'], {}, /unknown command 'dmo'[\s\S]*Did you mean demo\?[\s\S]*fairlead --help/],
    [['up', '--prot', '1'], {}, /unknown option '--prot'[\s\S]*Did you mean --port\?[\s\S]*fairlead up --help/],
    [['up', 'now'], {}, /too many arguments for 'up'/],
    [['up', '--port', '65536'], {}, /'65536' is invalid\. A port is a whole number from 0 \(any free one\) to 65535\./],
    [['demo', '--emulator-port', '-1'], {}, /'-1' is invalid\. A port is a whole number/],
    [['demo', '--port'], {}, /option '--port <port>' argument missing/],
    [['open', '--port', '8.7'], {}, /'8\.7' is invalid\. A port is a whole number/],
    [['emulator'], { FAIRLEAD_AMQP_PORT: 'amqp' }, /'amqp' from env 'FAIRLEAD_AMQP_PORT' is invalid\. A port is/],
    [['emulator', '--tempo', '0'], {}, /A number above 0 is needed/],
    [['emulator', '--outage', 'rain'], {}, /'rain' is invalid\. Give none, 500-empty, 502-html/],
    [['emulator', '--token-life-s', '0'], {}, /'0' is invalid\. Give a whole number of s from 1 to 86400\./],
    [
      ['emulator', '--scenario', 'rain'],
      {},
      /the scenario rain: none has this name, and there is no such file\. Give one of calm-day, .*, or a file/,
    ],
    [['emulator', '--switches', 'missing.json'], {}, /Failed to read the switches from missing\.json: ENOENT/],
    [['emulator', '--fleet', 'home', '--chargers', '3'], {}, /'--fleet <name>' cannot be used with option '--chargers/],
    [['emulator', '--installations', '3'], {}, /--installations needs --chargers\. Give both, or --fleet\./],
    [
      ['emulator', '--chargers', '200000', '--emulator-port', '0', '--amqp-port', '0', '--amqp-tls-port', '0'],
      {},
      /whole number from 1 to 100000/,
    ],
    [['emulator', '--bind', '0.0.0.0'], {}, /other machines could log in .*--allow-demo-passwords/],
    [['emulator', '--ladder', 'off'], {}, /Allowed choices are forecast, enforce/],
    [['up', '--log-level', 'loud'], variables, /logLevel: .*"debug".*Correct --log-level or FAIRLEAD_LOG_LEVEL\./],
    [['up'], { ...variables, FAIRLEAD_CONTACT: '' }, /wants to know who calls.*Set FAIRLEAD_CONTACT/],
    [['up'], { ...variables, FAIRLEAD_HOST: '0.0.0.0' }, /can be reached by other machines.*--allow-remote/],
    [['up'], { ...variables, FAIRLEAD_BASE_URL: 'api.zaptec.com' }, /Invalid URL\. Correct FAIRLEAD_BASE_URL\./],
    [['up'], { ...variables, FAIRLEAD_BASE_URL: 'http://example.org' }, /plain http .* send the password readably/],
    [['up'], { ...variables, FAIRLEAD_USER_GROUP_IDS: 'mine' }, /Invalid UUID\. Correct FAIRLEAD_USER_GROUP_IDS\./],
  ])('%j with %j ends with 2 and says what to correct', async (args, env, said) => {
    const run = await fairlead(args, { FAIRLEAD_DATA_DIR: join(folder, 'mistake'), ...env });
    expect(run.err).toMatch(said);
    expect(run.err).toMatch(/^(error: |Failed to )/);
    expect(run.err).not.toMatch(/node:internal|\.ts:\d|\n {4}at /);
    expect([run.exitCode, run.out.replace('Building the page …\n', '')]).toEqual([2, '']);
    expect(run.err).not.toContain('demo-owner');
  });
});

test('whoever stops listening ends no command and sees no fault of it', async () => {
  const child = spawn(process.execPath, [launcher, 'emulator', '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  const complaint = text(child.stderr);
  const [exitCode] = await once(child, 'close');
  expect([exitCode, await complaint]).toEqual([0, '']);
});

describe('open', () => {
  let house: RehearsedHouse;
  let port: string;
  beforeAll(async () => {
    house = await rehearsedHouse('virtual');
    await house.start();
    port = new URL(house.gateway().url).port;
  });
  afterAll(() => house.end());
  const at = async (server: Server): Promise<string> => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return String((server.address() as AddressInfo).port);
  };

  test('prints a link whose code lets a browser in, once', async () => {
    const { exitCode, out, err } = await fairlead(['open', '--port', port, '--data-dir', house.dataDir]);
    expect([exitCode, err]).toEqual([0, '']);
    const code = /^http:\/\/127\.0\.0\.1:(\d+)\/#open=(\S+)\n$/.exec(out)?.[2];
    const enter = () =>
      house.ask('/v1/session', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ code }),
        key: null,
      });
    expect((await enter()).status).toBe(204);
    expect((await enter()).status).toBe(401);
  });

  test('takes port and folder from the environment', async () => {
    const { exitCode } = await fairlead(['open'], { FAIRLEAD_PORT: port, FAIRLEAD_DATA_DIR: house.dataDir });
    expect(exitCode).toBe(0);
  });

  test('ends with 3 when no gateway runs there', async () => {
    const server = createTcpServer();
    const closed = await at(server);
    await new Promise((resolve) => server.close(resolve));
    const { exitCode, out, err } = await fairlead(['open', '--port', closed, '--data-dir', house.dataDir]);
    expect([exitCode, out]).toEqual([3, '']);
    expect(err).toBe(
      `Failed to open the page: nothing answers at http://127.0.0.1:${closed}. Start the gateway, or name its port with --port.\n`,
    );
  });

  test('ends with 4 when the gateway does not know the key', async () => {
    writeFileSync(join(folder, 'admin-key'), 'flk_of-another-gateway\n', { mode: 0o600 });
    const { exitCode, err } = await fairlead(['open', '--port', port, '--data-dir', folder]);
    expect(exitCode).toBe(4);
    expect(err).toMatch(/does not know the key in \S+admin-key\. Name the folder of that gateway with --data-dir\.\n$/);
    expect(err).not.toContain('flk_of-another-gateway');
  });

  test('names a folder that holds no key', async () => {
    const { exitCode, err } = await fairlead(['open', '--port', port, '--data-dir', join(folder, 'nowhere')]);
    expect(exitCode).toBe(1);
    expect(err).toMatch(
      /nowhere\/admin-key does not exist\. Start the gateway first, or name its folder with --data-dir\.\n$/,
    );
  });

  test('is not fooled by another program on the port', async () => {
    const server = createServer((_, response) => response.end('<html>hello</html>'));
    const other = await at(server);
    const { exitCode, err } = await fairlead(['open', '--port', other, '--data-dir', house.dataDir]);
    server.close();
    expect(exitCode).toBe(1);
    expect(err).toMatch(/is no gateway.*Name the gateway's port with --port\.\n$/);
  });
});

describe('a run', () => {
  test('demo: variables set ports and folder, and an interrupt that comes twice at once stops it cleanly', async () => {
    const [port = '', http = '', amqp = '', tls = ''] = await freePorts(4);
    const dataDir = join(folder, 'by-variable');
    const running = startFairlead(['demo'], {
      FAIRLEAD_PORT: port,
      FAIRLEAD_EMULATOR_PORT: http,
      FAIRLEAD_AMQP_PORT: amqp,
      FAIRLEAD_AMQP_TLS_PORT: tls,
      FAIRLEAD_DATA_DIR: dataDir,
    });
    await running.says(/Stop with Ctrl-C/);
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${http}/api/chargers`)).status).toBe(401);
    const startedMs = performance.now();
    const once = running.stop('SIGINT');
    await running.says(/Stopping/);
    const [{ exitCode, output }] = await Promise.all([once, running.stop('SIGINT')]);
    expect(performance.now() - startedMs).toBeLessThan(10_000);
    expect(exitCode).toBe(0);
    expect(output).toContain(`http://127.0.0.1:${port}/#open=`);
    expect(output).toMatch(/Stopping …\nStopped\. The next start goes on where this one ended\.\n$/);
    expect(output).not.toMatch(/\n {4}at /);
    for (const file of ['admin-key', 'fairlead.db', 'world.json'])
      expect(existsSync(join(dataDir, file)), file).toBe(true);
  });

  test('emulator: says what it is, lets in whom it prints, and goes on with its world after SIGTERM', async () => {
    const ports = ['--emulator-port', '0', '--amqp-port', '0', '--amqp-tls-port', '0'];
    const groups: (string | undefined)[] = [];
    for (const start of ['first', 'second']) {
      const running = startFairlead(['emulator', ...ports, '--data-dir', join(folder, 'emulator')]);
      const [, url, owner] = await running.says(/API +(\S+) [\s\S]*Owner +(.+)\n[\s\S]*Stop with Ctrl-C/);
      const [, form = ''] = await running.says(/Try +curl (.+) http:\/\/\S+\/oauth\/token/);
      const body = new URLSearchParams(form.replaceAll('-d ', '').replaceAll(' ', '&'));
      expect(`${body.get('username')} / ${body.get('password')}`).toBe(owner);
      const answer = await fetch(`${url}/oauth/token`, { method: 'POST', body });
      expect([answer.status, (await answer.json()).token_type]).toEqual([200, 'Bearer']);
      groups.push((await running.says(/User group +(\S+)/))[1]);
      const { exitCode, output } = await running.stop('SIGTERM');
      expect(exitCode).toBe(0);
      expect(output).toContain('The emulated cloud is running');
      expect(output.includes('goes on with its earlier world')).toBe(start === 'second');
    }
    expect(groups[0]).toBe(groups[1]);
  });
});

describe('an emulator that was told what it is like', () => {
  const anyPorts = ['--emulator-port', '0', '--amqp-port', '0', '--amqp-tls-port', '0'];

  test('is of the wanted size, takes switches from the file and from flags, which win, and says so', async () => {
    const dir = emptyFolder();
    writeFileSync(join(dir, 'switches.json'), '{"outage": "503-html", "state-cache": "off"}');
    const args = ['emulator', ...anyPorts, '--chargers', '3', '--installations', '2', '--switches', 'switches.json'];
    const running = startFairlead([...args, '--outage', '502-html', '--ladder', 'enforce'], {}, dir);
    const [, url = ''] = await running.says(/API +(http:\S+)/);
    await running.says(/Ladder {6}enforce\n {2}Switches {4}outage=502-html, state-cache=off\n[\s\S]*Stop with Ctrl-C/);
    expect((await fetch(`${url}/api/chargers`)).status).toBe(502);
    expect((await running.stop('SIGINT')).exitCode).toBe(0);
    const saved = JSON.parse(readFileSync(join(dir, '.fairlead', 'emulator', 'world.json'), 'utf8'));
    expect(JSON.stringify(saved)).toContain('"chargers":3,"installations":2');
    const other = startFairlead(['emulator', ...anyPorts, '--fleet', 'home', '--seed', '2'], {}, dir);
    await other.says(/goes on with its earlier world, made of another seed and fleet\./);
    await other.says(
      /World .*world\.json \(for another seed and fleet move the file away, or give another --data-dir\)/,
    );
    expect((await other.stop('SIGINT')).exitCode).toBe(0);
    const same = startFairlead([...args.slice(0, -2), '--seed', '1'], {}, dir);
    await same.says(/goes on with its earlier world\./);
    await same.says(/World .*world\.json\n/);
    expect((await same.stop('SIGINT')).exitCode).toBe(0);
    rmSync(dir, { recursive: true });
  });

  test.each([
    ['home', 1],
    ['cooperative', 40],
  ])('has the chargers of --fleet %s, the ids of its --seed and the pace of its --tempo', async (fleet, chargers) => {
    const dir = emptyFolder();
    const likeThis = ['--fleet', fleet, '--seed', '7', '--tempo', '2.5'];
    const running = startFairlead(['emulator', ...anyPorts, ...likeThis], {}, dir);
    const [, url = ''] = await running.says(/API +(http:\S+)[\s\S]*Stop with Ctrl-C/);
    const told = async (path: string) => (await fetch(`${url}/_emulator${path}`)).json();
    expect(await told('/world')).toMatchObject({ seed: 7, chargers, installations: 1 });
    expect(await told('/clock')).toMatchObject({ tempo: 2.5 });
    expect((await running.stop('SIGINT')).exitCode).toBe(0);
    rmSync(dir, { recursive: true });
  });

  test('plays a scenario from a file, says each step as it happens, and ends it with Ctrl-C', async () => {
    const dir = emptyFolder();
    const steps = [
      { at: '00:00:00', do: 'fault', kind: 'status', status: 502, path: '/api/constants', say: 'Constants are gone.' },
      { at: '00:00:00', do: 'unplug', charger: 99 },
      { at: '00:00:01', do: 'cut-bus', for: '1s' },
    ];
    writeFileSync(join(dir, 'mine.json'), JSON.stringify({ name: 'mine', lasts: '1h', steps }));
    const running = startFairlead(['emulator', ...anyPorts, '--scenario', 'mine.json'], {}, dir);
    const [, url = ''] = await running.says(/API +(http:\S+)/);
    await running.says(
      /Ctrl-C[\s\S]*00:00:00 {2}fault 502: Constants are gone\.\n00:00:00 {2}unplug charger 99 \(nothing/,
    );
    expect((await fetch(`${url}/api/constants`)).status).toBe(502);
    await running.says(/00:00:01 {2}cut-bus for 1s\n00:00:02 {2}cut-bus is over\n/);
    const { exitCode, output } = await running.stop('SIGINT');
    expect(exitCode).toBe(0);
    expect(output).toMatch(
      /Stopping …\n\d\d:\d\d:\d\d {2}fault 502 is over\n.* {2}mine is ended; what it turned is turned back\n$/,
    );
    rmSync(dir, { recursive: true });
  });

  test.each([
    ['{\n"name": }', /Failed to read the scenario: line 2 of \S+scenario\.json is no JSON from column 9 on\./],
    [
      '{"name": "mine", "lasts": "1h", "steps": [{"at": "soon", "do": "say"}]}',
      /step 1 of \S+scenario\.json has "at": "soon"/,
    ],
  ])('a scenario file of %s is refused in a sentence', async (content, said) => {
    const file = join(folder, 'scenario.json');
    writeFileSync(file, content);
    const run = await fairlead(['emulator', ...anyPorts, '--scenario', file, '--data-dir', join(folder, 'scenario')]);
    expect([run.exitCode, run.out]).toEqual([2, '']);
    expect(run.err).toMatch(said);
  });

  test.each([
    ['{"outage": "rain"}', /Failed to turn the switch outage: "rain" is not one of its values/],
    ['{"no-such": 1}', /Failed to read the switches from .*: there is no switch called "no-such"/],
    ['["outage"]', /it is no JSON object/],
    ['{outage', /it is not JSON/],
  ])('a switch file of %s is refused in a sentence', async (content, said) => {
    const file = join(folder, 'switches.json');
    writeFileSync(file, content);
    const run = await fairlead(['emulator', ...anyPorts, '--switches', file, '--data-dir', join(folder, 'switches')]);
    expect([run.exitCode, run.out]).toEqual([2, '']);
    expect(run.err).toMatch(said);
  });
});
