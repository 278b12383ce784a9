// Makes the two clients in other languages ready to run, once: what is made is kept beside npm's packages, under a name
// that changes with what it is made of.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../scripts/repository.ts';

const run = promisify(execFile);
const cache = join(root, 'node_modules', '.cache', 'foreign-clients');
const here = import.meta.dirname;

/** A command and its first arguments. */
export type ClientCommand = readonly [file: string, ...args: string[]];

/** @param script what to run. Default the one beside this file. */
export async function preparePython(python: string, script = join(here, 'python', 'visit.py')): Promise<ClientCommand> {
  const requirements = join(here, 'python', 'requirements.txt');
  const venv = await kept('python', readFileSync(requirements), async (folder) => {
    await run(python, ['-m', 'venv', folder]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', '-r', requirements];
    await run(join(folder, 'bin', 'python'), pip);
  });
  return [join(venv, 'bin', 'python'), script];
}

/** @param source folder of the program. Default the one beside this file. */
export async function prepareGo(go: string, source = join(here, 'go')): Promise<ClientCommand> {
  const contents = readdirSync(source).map((name) => readFileSync(join(source, name)));
  const folder = await kept('go', Buffer.concat(contents), async (made) => {
    await mkdir(made, { recursive: true });
    const env = { ...process.env, GOFLAGS: '-mod=readonly' };
    await run(go, ['build', '-o', join(made, 'visit'), '.'], { cwd: source, env });
  });
  return [join(folder, 'visit')];
}

/** A folder that exists whole or not at all. An environment of Python knows its own path, so it is marked, not moved. */
async function kept(name: string, madeOf: Buffer, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(cache, `${name}-${createHash('sha256').update(madeOf).digest('hex').slice(0, 16)}`);
  const whole = `${folder}.whole`;
  if (existsSync(whole)) return folder;
  await rm(folder, { recursive: true, force: true });
  await mkdir(cache, { recursive: true });
  await make(folder);
  await mkdir(whole);
  return folder;
}
