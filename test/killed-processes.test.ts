// The ten lines as real processes over sockets, killed with SIGKILL wherever they are: the disk, the lock and the token are real.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Emulator, startEmulator } from '@fairlead/emulator';
import { judge } from '@fairlead/policy';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { root } from '../scripts/repository.ts';
import { type RunningCommand, runningCommand } from './running-command.ts';
import { seeded } from './seeded-random.ts';

let emulator: Emulator;
let folder: string;
beforeEach(async () => {
  emulator = await startEmulator({ fleet: { chargers: 3, charging: 1 } });
  folder = mkdtempSync(join(tmpdir(), 'fairlead-killed-'));
});
afterEach(async () => {
  await emulator.stop();
  rmSync(folder, { recursive: true });
});

function start(...args: string[]): RunningCommand {
  const { username, password, userGroupIds } = emulator.accounts.owner;
  return runningCommand(process.execPath, [join(root, 'test', 'restarted-program.mjs'), ...args], {
    folder: root,
    env: {
      ...{ ZAPTEC_URL: emulator.url, ZAPTEC_USERNAME: username, ZAPTEC_PASSWORD: password },
      ZAPTEC_USER_GROUP: userGroupIds.join(','),
      STATE_DIRECTORY: undefined,
    },
  });
}

function broken(): readonly string[] {
  const { verdicts } = judge([...emulator.calls(), ...emulator.streamEvents()]);
  const all = [...verdicts, ...emulator.operator.report().verdicts];
  return [...new Set(all.filter(({ verdict }) => verdict === 'broken').map(({ clause }) => clause))].toSorted();
}
const logins = (): number => emulator.calls().filter((call) => call.class === 'token').length;

test('a process that is killed again and again logs in once, asks for nothing twice, and serves what it held', async () => {
  const first = start(folder);
  await first.says(/^ready$/m);
  await first.stop('SIGKILL');
  const random = seeded(9);
  for (let life = 0; life < 8; life++) {
    const running = start(folder);
    await pause(200 + random() * 800);
    await running.stop('SIGKILL');
  }
  const last = start(folder);
  await last.says(/^ready$/m);
  const { output } = await last.stop('SIGKILL');
  for (const { serial } of emulator.world.chargers()) expect(output).toContain(serial);
  expect(broken()).toEqual([]);
  expect(logins()).toBe(1);
  expect(emulator.calls().filter((call) => call.class === 'list')).toHaveLength(2);
});

test('two processes on one folder: the second says whom it met and makes no call, and follows once the first is gone', async () => {
  const first = start(folder);
  await first.says(/^ready$/m);
  const second = await start(folder).ended;
  expect(second.output).toMatch(
    /^in-use: Failed to open .*journal\.sqlite: another program uses it, or this one, which opened it before\. End the other/m,
  );
  expect(second.exitCode).toBe(3);
  expect([logins(), emulator.calls().filter((call) => call.class === 'list').length]).toEqual([1, 2]);
  await first.stop('SIGKILL');
  const third = start(folder);
  await third.says(/^ready$/m);
  await third.stop('SIGKILL');
  expect(broken()).toEqual([]);
});

test('what lies in the folder is for its owner alone, and neither token nor password nor a name stands in it in clear', async () => {
  const running = start(folder);
  await running.says(/^ready$/m);
  await running.stop('SIGKILL');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['journal.sqlite', 'state.sqlite']));
  for (const { parentPath, name } of files) expect(statSync(join(parentPath, name)).mode & 0o777).toBe(0o600);
  const { username, password } = emulator.accounts.owner;
  for (const word of [
    username,
    password,
    'eyJ',
    ...emulator.world.chargers().flatMap(({ name, serial }) => [name, serial]),
  ]) {
    const found = spawnSync('grep', ['-rlaF', word, folder], { encoding: 'utf8' });
    expect(found.stdout, word).toBe('');
    expect(found.status).toBe(1);
  }
});

test('without the folder each life logs in and lists anew, and the cloud finds it', async () => {
  for (let life = 0; life < 3; life++) {
    const running = start();
    await running.says(/^ready$/m);
    await running.stop('SIGKILL');
  }
  expect(broken()).toEqual(expect.arrayContaining(['list-cadence', 'token-reuse']));
  expect(logins()).toBe(3);
});
