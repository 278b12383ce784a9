// What ends a command with which exit code, as its help says. Those of `open` and `verdict` are tested with them.
import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { startEmulator } from '@fairlead/emulator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { emptyFolder, fairlead, freePorts } from './command-line.ts';

let folder: string;
beforeAll(() => {
  folder = emptyFolder();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const anyPort = ['--emulator-port', '0', '--amqp-port', '0', '--amqp-tls-port', '0'];
const place = (name: string): readonly string[] => ['--data-dir', join(folder, name)];

async function told(command: string): Promise<string> {
  const { out } = await fairlead([command, '--help']);
  return (/Exit codes: [\s\S]+/.exec(out)?.[0] ?? '').replaceAll(/\s+/g, ' ').trim();
}

test.each([
  ['demo', [0, 1, 2]],
  ['up', [0, 1, 2, 4]],
  ['emulator', [0, 1, 2, 4]],
  ['doctor', [0, 1, 2]],
  ['verdict', [0, 1, 2, 3, 4, 5]],
  ['open', [0, 1, 2, 3, 4]],
])('%s has %j', async (command, codes) => {
  expect([...(await told(command)).matchAll(/ (\d) /g)].map(([, code]) => Number(code))).toEqual(codes);
});

test.each(['demo', 'up', 'emulator'])('%s ends with 1 where its port is in use', async (command) => {
  const [port = ''] = await freePorts(1);
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(Number(port), '127.0.0.1', resolve));
  const ports = command === 'up' ? ['--port', port] : [...anyPort, '--emulator-port', port];
  const login = {
    FAIRLEAD_USERNAME: 'a@fairlead.test',
    FAIRLEAD_PASSWORD: 'x',
    FAIRLEAD_BASE_URL: 'http://127.0.0.1:1',
  };
  const { exitCode, err } = await fairlead([command, ...ports, ...place(`port-${command}`)], login);
  expect([exitCode, err]).toEqual([1, expect.stringMatching(/^Failed to /)]);
  taken.close();
});

test('emulator ends with 1 where its world is damaged', async () => {
  const dataDir = emptyFolder();
  writeFileSync(join(dataDir, 'world.json'), 'no world');
  expect((await fairlead(['emulator', ...anyPort, '--data-dir', dataDir])).exitCode).toBe(1);
  rmSync(dataDir, { recursive: true });
});

test('emulator and verdict end with 4 where the control key cannot be read', async () => {
  const key = ['--control-port', '0', '--control-key-file', join(folder, 'no-such-file')];
  for (const args of [['emulator', ...anyPort, ...place('key')], ['verdict']]) {
    const { exitCode, err } = await fairlead([...args, ...key]);
    expect([exitCode, err]).toEqual([4, expect.stringMatching(/^Failed to read the control key from /)]);
  }
});

test('where no login can be read up ends with 4, and doctor with 1', async () => {
  expect((await fairlead(['up', ...place('no-login')])).exitCode).toBe(4);
  expect((await fairlead(['doctor', ...place('no-login')])).exitCode).toBe(1);
});

test('doctor ends with 1 where the login is refused, and where there is no network', async () => {
  const emulator = await startEmulator({ fleet: { chargers: 1 } });
  const login = { FAIRLEAD_USERNAME: 'owner@fairlead.test', FAIRLEAD_PASSWORD: 'not-it' };
  const refused = await fairlead(['doctor', ...place('refused')], { ...login, FAIRLEAD_BASE_URL: emulator.url });
  expect([refused.exitCode, refused.out]).toEqual([1, expect.stringMatching(/^problem /)]);
  await emulator.stop();
  const away = await fairlead(['doctor', ...place('away')], { ...login, FAIRLEAD_BASE_URL: emulator.url });
  expect([away.exitCode, away.out]).toEqual([1, expect.stringMatching(/^problem /)]);
});
