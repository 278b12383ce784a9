// What `npm publish` would give to users, installed into an empty folder.
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packPackages } from '../scripts/pack-packages.ts';
import { root } from '../scripts/repository.ts';
import { runningCommand } from './running-command.ts';

const run = promisify(execFile);
const installed = (...parts: string[]) => join(folder, 'app', 'node_modules', ...parts);
const anyPort = ['--emulator-port', '0', '--amqp-port', '0', '--amqp-tls-port', '0'];

let folder: string;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'fairlead-packed-')));
  const app = join(folder, 'app');
  await mkdir(app);
  await writeFile(join(app, 'package.json'), '{ "name": "app", "version": "1.0.0", "private": true }');
  const tarballs = await packPackages(folder);
  await npm('install', '--prefer-offline', '--no-audit', '--no-fund', ...tarballs);
}, 300_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

async function npm(...args: string[]): Promise<string> {
  const path = `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`;
  const { stdout } = await run('npm', args, { cwd: join(folder, 'app'), env: { ...process.env, PATH: path } });
  return stdout;
}

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
  const env = { ZAPTEC_URL: url, ZAPTEC_USERNAME: 'owner@fairlead.test', ZAPTEC_PASSWORD: 'demo-owner' };
  const read = await runningCommand(process.execPath, [program], { folder: join(folder, 'app'), env }).ended;
  expect(read.output).toMatch(/^.+ \([A-Z]{3}\d{6}\): (charging|disconnected|requesting|finished)/);
  expect(read.exitCode).toBe(0);
  const explains =
    "const { explain, SdkError } = await import('@fairlead/sdk'); console.log(explain(new SdkError('held', '')).remedy)";
  const said = await runningCommand(process.execPath, ['-e', explains], { folder: join(folder, 'app') }).ended;
  expect(said.output).toBe('Read it from the mirror\n');
  await emulator.stop('SIGINT');
});

test('npx fairlead says its version', async () => {
  const { version } = JSON.parse(await readFile(installed('fairlead', 'package.json'), 'utf8')) as { version: string };
  expect((await npm('exec', '--no', '--', 'fairlead', '--version')).trim()).toBe(version);
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
