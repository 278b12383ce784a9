// Our packages as a user gets them: packed, and installed into an empty folder of a program of its own.
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { packPackages } from '../scripts/pack-packages.ts';

const run = promisify(execFile);

/** Packs into the folder and installs in `app` below it, which is answered; what others wrote comes from npm's cache or registry. */
export async function installPackages(folder: string): Promise<string> {
  const app = join(folder, 'app');
  await mkdir(app);
  await writeFile(join(app, 'package.json'), '{ "name": "app", "version": "1.0.0", "private": true }');
  await npmIn(app, 'install', '--prefer-offline', '--no-audit', '--no-fund', ...(await packPackages(folder)));
  return app;
}

/** npm with this process's Node first on the path. @returns what it says */
export async function npmIn(folder: string, ...args: readonly string[]): Promise<string> {
  const path = `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`;
  const { stdout } = await run('npm', args, { cwd: folder, env: { ...process.env, PATH: path } });
  return stdout;
}
