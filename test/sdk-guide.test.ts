// The three programs of docs/sdk.md, run as they stand there against the emulated cloud over sockets.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@fairlead/emulator';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { root } from '../scripts/repository.ts';
import { brokenClauses, seenBy } from './joint-history.ts';
import { type RunningCommand, runningCommand } from './running-command.ts';
import { until } from './until.ts';

let emulator: Emulator;
/** Where the programs keep what they keep. */
let home: string;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'fairlead-sdk-guide-'));
  emulator = await startEmulator({ fleet: { chargers: 3, charging: 1 } });
});
afterEach(async () => {
  expect(brokenClauses(seenBy(emulator))).toEqual([]);
  await emulator.stop();
  rmSync(home, { recursive: true });
});

function example(name: string, ...args: string[]): RunningCommand {
  return runProgram(join(root, 'docs', 'examples', 'sdk', name), ...args);
}

function runProgram(program: string, ...args: string[]): RunningCommand {
  const { username, password, userGroupIds } = emulator.accounts.owner;
  return runningCommand(process.execPath, [program, ...args], {
    folder: root,
    env: {
      ...{ ZAPTEC_URL: emulator.url, ZAPTEC_USERNAME: username, ZAPTEC_PASSWORD: password },
      ...{ ZAPTEC_USER_GROUP: userGroupIds.join(','), HOME: home, USERPROFILE: home },
    },
  });
}

const charging = () => emulator.world.chargers().find(({ mode }) => mode === 3)?.serial ?? 'none';

test('read lists every charger with its mode, and ends', async () => {
  const { exitCode, output } = await example('read.mjs').ended;
  expect(output.trim().split('\n')).toHaveLength(3);
  for (const { serial } of emulator.world.chargers()) expect(output).toContain(`(${serial}): `);
  expect(output).toMatch(/: charging, [1-9][\d.]* W, no warnings/);
  expect(output).not.toContain('unknown');
  expect(exitCode).toBe(0);
});

test('follow tells what the bus brings, and ends when it is interrupted', async () => {
  const program = example('follow.mjs');
  await program.says(/^following$/m);
  const idle = emulator.world.chargers().find(({ mode }) => mode === 1);
  emulator.world.plug(idle?.id ?? '');
  await program.says(/ChargerOperationMode [23] \d+ ms old, by stream, live/);
  const { exitCode } = await program.stop('SIGINT');
  expect(exitCode).toBe(0);
});

test('the ten lines of the package’s README list and follow as they stand, but for the address', async () => {
  const readme = readFileSync(join(root, 'packages', 'sdk', 'README.md'), 'utf8');
  const [, lines = ''] = /```js\n([\s\S]+?)```/.exec(readme) ?? [];
  expect(lines).toContain('fromEnvironment(),');
  const folder = mkdtempSync(join(root, 'node_modules', '.sdk-readme-'));
  const program = join(folder, 'ten-lines.mjs');
  expect(lines).toContain('keepIn: ');
  writeFileSync(program, lines.replace('fromEnvironment(),', 'fromEnvironment(), baseUrl: process.env.ZAPTEC_URL,'));
  const running = runProgram(program);
  await running.says(/ charging\n/);
  await running.says(/kind: 'value'/);
  await running.stop('SIGTERM');
  rmSync(folder, { recursive: true });
});

test('command pauses and resumes, and says what an unknown charger is', async () => {
  const { output } = await example('command.mjs', charging()).ended;
  expect(output).toMatch(/^[A-Z]{3}\d+\npause confirmed\s+resume confirmed\s*$/);
  expect(emulator.calls().filter((call) => call.class === 'command')).toHaveLength(2);
});

test('command without a serial takes the first charger that charges, and says so where none does', async () => {
  const serial = charging();
  const { output } = await example('command.mjs').ended;
  expect(output).toMatch(new RegExp(`^${serial}\\npause confirmed\\s+resume confirmed\\s*$`));
  for (const { id, mode } of emulator.world.chargers()) if (mode !== 1) emulator.world.unplug(id);
  const idle = await example('command.mjs').ended;
  expect(idle).toMatchObject({ exitCode: 0, output: 'no charger charges: plug a car in, or name a charger\n' });
});

test('one after the other, three times each, they keep every clause together', async () => {
  // More cars, so that no round waits for the one that was just resumed.
  for (const { id, mode } of emulator.world.chargers()) if (mode === 1) emulator.world.plug(id);
  for (let round = 0; round < 3; round += 1) {
    expect((await example('read.mjs').ended).exitCode).toBe(0);
    const following = example('follow.mjs');
    await following.says(/^following$/m);
    expect((await following.stop('SIGINT')).exitCode).toBe(0);
    const serial = await until(
      async () => charging(),
      (found) => found !== 'none',
      60_000,
    );
    expect((await example('command.mjs', serial).ended).output).toMatch(
      /^[A-Z]{3}\d+\npause confirmed\s+resume confirmed\s*$/,
    );
  }
  // afterEach judges them.
  expect(emulator.calls().filter((call) => call.class === 'token')).toHaveLength(1);
}, 240_000);

test('command sends nothing to a charger that the account does not know', async () => {
  const { output } = await example('command.mjs', 'ZAP999999').ended;
  expect(output).toMatch(
    /^ZAP999999\nnot sent: the account knows no such charger\. Use an id or a serial from its list\./,
  );
  expect(emulator.calls().filter((call) => call.class === 'command')).toHaveLength(0);
});
