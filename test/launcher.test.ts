// bin/fairlead.js picks the Node that runs Fairlead. Tried in a folder that looks like the published package.
import { cp, mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RunningCommand, runningCommand } from './running-command.ts';

const bin = join(import.meta.dirname, '..', 'packages', 'fairlead', 'bin');
/** Makes this Node say that it is an old one; a child of the launcher does not inherit it. */
const pretendOld =
  'data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.20.2"}})';

let folder: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'fairlead-launcher-')));
  await cp(bin, join(folder, 'bin'), { recursive: true });
  await mkdir(join(folder, 'dist'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

interface LaunchingNode {
  readonly old: boolean;
  /** Path of a module that is loaded before the launcher. */
  readonly before?: string;
}

function launch(args: readonly string[], { old, before }: LaunchingNode): RunningCommand {
  const modules = [...(old ? [pretendOld] : []), ...(before === undefined ? [] : [before])];
  const flags = modules.flatMap((path) => ['--import', path]);
  return runningCommand(process.execPath, [...flags, join(folder, 'bin', 'fairlead.js'), ...args], { folder });
}

const program = (body: string) =>
  writeFile(join(folder, 'dist', 'main.js'), `export async function main(args) { ${body} }`);

/** As npm lays a platform package beside us. */
async function bringNodeAlong(): Promise<void> {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const beside = join(folder, 'node_modules', `node-${platform}-${process.arch}`);
  await mkdir(join(beside, 'bin'), { recursive: true });
  await writeFile(join(beside, 'package.json'), '{ "bin": { "node": "bin/node" } }');
  await symlink(process.execPath, join(beside, 'bin', 'node'));
}

test('a Node that will do runs the program at once, with its arguments and its exit code', async () => {
  await program('console.log(args.join(" "), process.versions.node); return 4;');
  const { exitCode, output } = await launch(['demo', '--port', '0'], { old: false }).ended;
  expect(output.trim()).toBe(`demo --port 0 ${process.versions.node}`);
  expect(exitCode).toBe(4);
});

test('a program that returns nothing ends with 0', async () => {
  await program('');
  expect((await launch([], { old: false }).ended).exitCode).toBe(0);
});

test('compiled code is kept beside the package, and where it cannot be kept the program runs all the same', async () => {
  await program('return 0;');
  expect((await launch([], { old: false }).ended).exitCode).toBe(0);
  const kept = join(folder, 'node_modules', '.cache', 'fairlead');
  expect((await readdir(kept, { recursive: true })).length).toBeGreaterThan(1);
  await rm(join(folder, 'node_modules'), { recursive: true });
  await writeFile(join(folder, 'node_modules'), 'no folder');
  const { exitCode, output } = await launch([], { old: false }).ended;
  expect([exitCode, output]).toEqual([0, '']);
});

test('a Node that is too old, with none brought along, is told in one sentence what to do', async () => {
  await program('console.log("ran");');
  const { exitCode, output } = await launch(['demo'], { old: true }).ended;
  expect(output).toMatch(/^Fairlead needs Node 24\.11 or newer and this is Node 20\.20\.2\. Install Node 24 .*\n$/);
  expect(exitCode).toBe(1);
});

test('a Node that is too old hands over to the one that came along', async () => {
  await bringNodeAlong();
  await program('console.log(args.join(" "), process.versions.node); return 3;');
  const { exitCode, output } = await launch(['up'], { old: true }).ended;
  expect(output.trim()).toBe(`up ${process.versions.node}`);
  expect(exitCode).toBe(3);
});

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s reaches the program behind the launcher, and it ends in its own way',
  async (signal) => {
    await bringNodeAlong();
    await program(`
    const alive = setInterval(() => {}, 1000);
    const stopped = new Promise((resolve) => process.once('${signal}', () => resolve(5)));
    console.log('up');
    const code = await stopped;
    clearInterval(alive);
    return code;
  `);
    const command = launch([], { old: true });
    await command.says(/up/);
    expect((await command.stop(signal)).exitCode).toBe(5);
  },
);

/** A module with which SIGTERM comes in the middle of `spawn`: at once, or when the program runs already. */
async function stopWhile(moment: { readonly childRuns: boolean }): Promise<string> {
  const path = join(folder, 'interrupted-spawn.js');
  await writeFile(
    path,
    `
    import childProcess from 'node:child_process';
    import { existsSync } from 'node:fs';
    import { syncBuiltinESMExports } from 'node:module';
    const { spawn } = childProcess;
    const stop = () => process.kill(process.pid, 'SIGTERM');
    childProcess.spawn = (...args) => {
      if (!${moment.childRuns}) stop();
      const child = spawn(...args);
      const turn = new Int32Array(new SharedArrayBuffer(4));
      while (${moment.childRuns} && !existsSync('up')) Atomics.wait(turn, 0, 0, 10);
      if (${moment.childRuns}) stop();
      return child;
    };
    syncBuiltinESMExports();
  `,
  );
  return path;
}

/** Of an orphan, which nothing else would end. */
const endsByItself = 'setTimeout(() => process.exit(9), 10_000);';

test('a signal that comes when the program already runs and the launcher has not noticed yet is handed on', async () => {
  await bringNodeAlong();
  await program(`
    ${endsByItself}
    const { writeFileSync } = await import('node:fs');
    process.once('SIGTERM', () => process.exit(5));
    writeFileSync('up', '');
    await new Promise(() => {});
  `);
  const before = await stopWhile({ childRuns: true });
  expect((await launch([], { old: true, before }).ended).exitCode).toBe(5);
});

test('a signal that comes before there is a program behind the launcher ends the program, and the launcher tells so', async () => {
  await bringNodeAlong();
  await program(`${endsByItself} await new Promise(() => {});`);
  const before = await stopWhile({ childRuns: false });
  expect((await launch([], { old: true, before }).ended).exitCode).toBe(128 + constants.signals.SIGTERM);
});
