// Where the built page lies: inside the package, or in the repository, where it is built when it is missing or older
// than its sources.
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const here = dirname(fileURLToPath(import.meta.url));
const packaged = join(here, '..', 'public');
const workspace = join(here, '..', '..', 'dashboard');

/** The folder with `index.html`; null when there is none and none can be built (the API works without). */
export async function dashboardFiles(say: (line: string) => void): Promise<string | null> {
  if (existsSync(join(packaged, 'index.html'))) return packaged;
  const manifest = join(workspace, 'package.json');
  if (!existsSync(manifest)) return null;
  const built = join(workspace, 'dist');
  if (isStale(built)) {
    say('Building the page …');
    await build(manifest, built);
  }
  return built;
}

function isStale(built: string): boolean {
  const index = join(built, 'index.html');
  if (!existsSync(index)) return true;
  const builtAtMs = statSync(index).mtimeMs;
  const sources = ['index.html', 'vite.config.ts', 'svelte.config.js'].map((name) => join(workspace, name));
  for (const entry of readdirSync(join(workspace, 'src'), { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) sources.push(join(entry.parentPath, entry.name));
  }
  return sources.some((path) => existsSync(path) && statSync(path).mtimeMs > builtAtMs);
}

/** Built beside and put in its place as a whole: another start at the same time sees the old page or the new one. */
async function build(manifest: string, built: string): Promise<void> {
  const viteManifest = createRequire(manifest).resolve('vite/package.json');
  const vite = join(dirname(viteManifest), 'bin', 'vite.js');
  // A build that inherits a test's environment would ship the framework's development build.
  const { NODE_ENV: _nodeEnv, VITEST: _vitest, ...env } = process.env;
  const draft = `${built}-${process.pid}`;
  const args = [vite, 'build', '--logLevel', 'error', '--outDir', draft, '--emptyOutDir'];
  try {
    await promisify(execFile)(process.execPath, args, { cwd: workspace, env });
    rmSync(built, { recursive: true, force: true });
    renameSync(draft, built);
  } catch (cause) {
    rmSync(draft, { recursive: true, force: true });
    // Whoever built it in the meantime built the same.
    if (!isStale(built)) return;
    throw new Error('Failed to build the page. Run "npm run build -w packages/dashboard" to see why.', { cause });
  }
}
