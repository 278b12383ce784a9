// Packs every package as it would be published: emitted JavaScript, a manifest for users, the page inside the command.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type ManifestJson, publishedManifest } from './published-manifest.ts';
import { root, toolEnvironment, toolScript } from './repository.ts';

const run = promisify(execFile);
const packages = join(root, 'packages');
const dashboard = join(packages, 'dashboard');

interface Room {
  readonly folder: string;
  readonly manifest: ManifestJson;
}

/**
 * @param destination an existing folder
 * @returns the paths of the tarballs, one per package that is not private
 */
export async function packPackages(destination: string): Promise<readonly string[]> {
  const rooms = (await everyRoom()).filter(({ manifest }) => manifest.private !== true);
  await emit(rooms);
  const staging = await mkdtemp(join(tmpdir(), 'fairlead-pack-'));
  try {
    const tarballs: string[] = [];
    for (const room of rooms) tarballs.push(await pack(room, await stage(room, staging), destination));
    return tarballs;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function everyRoom(): Promise<readonly Room[]> {
  const entries = await readdir(packages, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(packages, name));
  const read = async (folder: string): Promise<Room> => ({
    folder,
    manifest: JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as ManifestJson,
  });
  return Promise.all(folders.map(read));
}

/** From nothing: what was emitted for a file that is gone must not be published. */
async function emit(rooms: readonly Room[]): Promise<void> {
  await Promise.all(rooms.map(({ folder }) => rm(join(folder, 'dist'), { recursive: true, force: true })));
  await run(process.execPath, [toolScript('typescript', 'tsc'), '-b', '--force'], {
    cwd: root,
    env: toolEnvironment(),
  });
}

async function stage({ folder, manifest }: Room, staging: string): Promise<string> {
  const stage = join(staging, manifest.name.replace('/', '-'));
  await mkdir(stage);
  await cp(join(folder, 'dist'), join(stage, 'dist'), {
    recursive: true,
    filter: (path) => !path.endsWith('.tsbuildinfo'),
  });
  if (manifest['bin'] !== undefined) await cp(join(folder, 'bin'), join(stage, 'bin'), { recursive: true });
  await cp(join(root, 'LICENSE'), join(stage, 'LICENSE'));
  await writeFile(join(stage, 'package.json'), `${JSON.stringify(publishedManifest(manifest), null, 2)}\n`);
  const readme = join(manifest.name === 'fairlead' ? root : folder, 'README.md');
  if (existsSync(readme)) await cp(readme, join(stage, 'README.md'));
  if (manifest.name === 'fairlead') await buildPage(join(stage, 'public'));
  return stage;
}

/** A build that inherits a test's environment would ship the framework's development build. */
async function buildPage(folder: string): Promise<void> {
  const { NODE_ENV: _nodeEnv, VITEST: _vitest, ...env } = toolEnvironment();
  const vite = toolScript('vite', 'vite', dashboard);
  await run(process.execPath, [vite, 'build', '--outDir', folder, '--logLevel', 'error'], { cwd: dashboard, env });
}

async function pack({ manifest }: Room, stage: string, destination: string): Promise<string> {
  await run('npm', ['pack', '--silent', '--pack-destination', destination], { cwd: stage, env: toolEnvironment() });
  return join(destination, `${manifest.name.replace('@', '').replace('/', '-')}-${manifest.version}.tgz`);
}
