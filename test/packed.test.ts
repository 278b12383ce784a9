// What `npm publish` would give to users, installed into an empty folder.
import { copyFile, mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../scripts/repository.ts';
import { installPackages, npmIn } from './installed-packages.ts';
import { runningCommand } from './running-command.ts';

const installed = (...parts: string[]) => join(folder, 'app', 'node_modules', ...parts);
const anyPort = ['--emulator-port', '0', '--amqp-port', '0', '--amqp-tls-port', '0'];

let folder: string;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'fairlead-packed-')));
  await installPackages(folder);
}, 300_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

/** What npx runs, without the shell in between that would swallow its exit code when interrupted. */
function fairlead(...args: string[]) {
  return runningCommand(installed('.bin', 'fairlead'), args, { folder: join(folder, 'app') });
}

test('the packages carry emitted JavaScript and no sources', async () => {
  for (const name of await readdir(installed('@fairlead'))) {
    const files = await readdir(installed('@fairlead', name), { recursive: true });
    expect(files, name).toContain(join('dist', 'index.js'));
    expect(
      files.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts')),
      name,
    ).toEqual([]);
    expect(
      files.filter((file) => file.includes('.test.')),
      name,
    ).toEqual([]);
  }
});

test('nothing that is installed is a native add-on', async () => {
  const files = await readdir(join(folder, 'app', 'node_modules'), { recursive: true });
  expect(files.filter((file) => file.endsWith('.node'))).toEqual([]);
});

test('a program of ten lines uses @fairlead/sdk, and its error in words', async () => {
  const emulator = fairlead('emulator', ...anyPort, '--data-dir', 'sdk-rehearsal');
  const [, url = ''] = await emulator.says(/API\s+(http:\/\/127\.0\.0\.1:\d+)/);
  const program = join(folder, 'app', 'read.mjs');
  await copyFile(join(root, 'docs', 'examples', 'sdk', 'read.mjs'), program);
  const home = join(folder, 'home');
  const login = { ZAPTEC_USERNAME: 'owner@fairlead.test', ZAPTEC_PASSWORD: 'demo-owner' };
  const env = { ZAPTEC_URL: url, ...login, HOME: home, USERPROFILE: home };
  const read = await runningCommand(process.execPath, [program], { folder: join(folder, 'app'), env }).ended;
  expect(read.output).toMatch(/^.+ \([A-Z]{3}\d{6}\): (charging|disconnected|requesting|finished)/);
  expect(read.exitCode).toBe(0);
  const explains =
    "const { explain, SdkError } = await import('@fairlead/sdk'); console.log(explain(new SdkError('held', '')).remedy)";
  const said = await runningCommand(process.execPath, ['-e', explains], { folder: join(folder, 'app') }).ended;
  expect(said.output).toBe('Read it from the mirror\n');
  await emulator.stop('SIGINT');
});

test('the guide’s test for Node uses @fairlead/emulator', async () => {
  const program = join(folder, 'app', 'list-chargers.test.mjs');
  await copyFile(join(root, 'docs', 'examples', 'node', 'list-chargers.test.mjs'), program);
  const said = await runningCommand(process.execPath, ['--test', program], { folder: join(folder, 'app') }).ended;
  expect([said.exitCode, said.output]).toEqual([0, expect.stringContaining('sees the chargers and breaks no clause')]);
  expect(await readdir(installed('@fairlead', 'emulator'))).toContain('README.md');
});

test('npx fairlead says its version', async () => {
  const { version } = JSON.parse(await readFile(installed('fairlead', 'package.json'), 'utf8')) as { version: string };
  expect((await npmIn(join(folder, 'app'), 'exec', '--no', '--', 'fairlead', '--version')).trim()).toBe(version);
});

test('fairlead emulator gives a token to its demo account and stops cleanly', async () => {
  const emulator = fairlead('emulator', ...anyPort);
  const [, url] = await emulator.says(/API\s+(http:\/\/127\.0\.0\.1:\d+)/);
  const answer = await fetch(`${url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'password', username: 'owner@fairlead.test', password: 'demo-owner' }),
  });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toHaveProperty('access_token');
  expect(await emulator.stop('SIGINT')).toMatchObject({ exitCode: 0, signal: null });
});

test('fairlead emulator plays a scenario that came along in the package', async () => {
  const emulator = fairlead('emulator', ...anyPort, '--scenario', 'provider-migration', '--data-dir', 'rehearsal');
  await emulator.says(/Ctrl-C/);
  expect((await emulator.stop('SIGINT')).output).toMatch(
    /00:00:\d\d {2}provider-migration is ended; what it turned is turned back/,
  );
});

test('fairlead demo serves the page and the API, and stops cleanly', async () => {
  const demo = fairlead('demo', '--port', '0', ...anyPort);
  const [, url] = await demo.says(/(http:\/\/127\.0\.0\.1:\d+)\/#open=/);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  const page = await fetch(`${url}/`);
  expect(page.headers.get('content-type')).toContain('text/html');
  expect(await page.text()).toMatch(/<script[^>]+src="\/?assets\//);
  expect(await demo.stop('SIGINT')).toMatchObject({ exitCode: 0, signal: null });
});
