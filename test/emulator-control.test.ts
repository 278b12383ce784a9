// The control API of an emulator that was started at the command line: where it is said to be, and with which key.
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emptyFolder, fairlead, startFairlead } from './command-line.ts';

const key = 'a-key-of-the-control-api-0123456789';
const anyPorts = ['--emulator-port', '0', '--amqp-port', '0', '--amqp-tls-port', '0'];
let folder: string;
let keyFile: string;
beforeAll(() => {
  folder = emptyFolder();
  keyFile = join(folder, 'control-key');
  writeFileSync(keyFile, `${key}\n`, { mode: 0o600 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const emulator = (...args: string[]) => ['emulator', ...anyPorts, '--data-dir', join(folder, 'world'), ...args];

describe('an emulator with a control port', () => {
  test.each([
    ['a file', ['--control-key-file'], {}],
    ['a variable', [], { FAIRLEAD_CONTROL_KEY: key }],
  ])('takes its key from %s, asks for it, and tells it nowhere', async (_, flags, env) => {
    const [flag] = flags;
    const args = emulator('--control-port', '0', ...(flag === undefined ? [] : [flag, keyFile]));
    const running = startFairlead(args, env);
    const [, document = ''] = await running.says(/Control +(\S+)\/openapi\.json {3}\(with the key/);
    expect((await fetch(`${document}/world`)).status).toBe(401);
    const authorization = `Bearer ${key}`;
    expect((await fetch(`${document}/world`, { headers: { authorization } })).status).toBe(200);
    const snapshot = await (await fetch(`${document}/snapshot`, { headers: { authorization } })).text();
    const reset = await fetch(`${document}/reset`, { method: 'POST', headers: { authorization } });
    expect(reset.status).toBe(204);
    const { exitCode, output } = await running.stop('SIGTERM');
    expect(exitCode).toBe(0);
    const world = readFileSync(join(folder, 'world', 'world.json'), 'utf8');
    for (const told of [output, snapshot, world]) expect(told).not.toContain(key);
  });

  test('beyond loopback and without one there is no control API, and the start says so in a line', async () => {
    // 127.1 is this machine in a form that is not known to be loopback's: nothing is bound beyond it.
    const running = startFairlead(emulator('--bind', '127.1', '--allow-demo-passwords'));
    const [, url = ''] = await running.says(/API +(\S+) /);
    await running.says(/Control +none, since other machines reach this address; --control-port and a key open it\n/);
    expect((await fetch(`${url}/_emulator/world`)).status).toBe(403);
    expect((await running.stop('SIGTERM')).exitCode).toBe(0);
  });
});

describe('what is refused, in a sentence that does not repeat the key', () => {
  test.each<[readonly string[], Record<string, string>, number, RegExp]>([
    [['--control-key', key], {}, 2, /its key needs a port of its own\. Give --control-port/],
    [['--control-port', '0', '--control-key', 'short-a-key'], {}, 2, /its key is none\. Give 16 to 512/],
    [['--control-port', '0'], { FAIRLEAD_CONTROL_KEY: 'short-a-key' }, 2, /its key is none\. Give 16 to 512/],
    [
      ['--control-port', '0', '--control-key-file', 'missing'],
      {},
      4,
      /Failed to read the control key from missing: ENOENT/,
    ],
    [['--control-port', 'x'], {}, 2, /A port is a whole number/],
    [
      ['--bind', '127.1', '--allow-demo-passwords', '--control-port', '0'],
      {},
      2,
      /there is no key\. Give one of at least 16/,
    ],
  ])('%j with %j', async (args, env, exitCode, said) => {
    const run = await fairlead(emulator(...args), env);
    expect(run.err).toMatch(said);
    expect([run.exitCode, run.out]).toEqual([exitCode, '']);
    for (const secret of [key, 'short-a-key']) expect(run.err).not.toContain(secret);
  });

  test('a key given twice', async () => {
    const run = await fairlead(emulator('--control-port', '0', '--control-key', key, '--control-key-file', keyFile));
    expect(run.err).toMatch(/cannot be used with option '--control-key/);
    expect([run.exitCode, run.err.includes(key)]).toEqual([2, false]);
  });

  test.runIf(process.platform !== 'win32')('a key file that others may read', async () => {
    const open = join(folder, 'open-key');
    writeFileSync(open, key);
    chmodSync(open, 0o644);
    const run = await fairlead(emulator('--control-port', '0', '--control-key-file', open));
    expect([run.exitCode, run.err.includes(key)]).toEqual([4, false]);
    expect(run.err).toContain('other users may read it. Run chmod 600 on it.');
  });

  test('help names the flags and variables, and shows no key', async () => {
    const run = await fairlead(['emulator', '--help'], { FAIRLEAD_CONTROL_KEY: key });
    for (const word of ['--control-port', '--control-key ', '--control-key-file', 'FAIRLEAD_CONTROL_KEY_FILE'])
      expect(run.out).toContain(word);
    expect(run.out).not.toContain(key);
  });
});
