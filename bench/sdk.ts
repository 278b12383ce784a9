// What the SDK costs before it does anything: how long its import takes and how large it is installed, beside the official
// Service Bus client that it brings along.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const rounds = 9;
const root = dirname(import.meta.dirname);
const ours = ['policy', 'protocol', 'sdk'].map((room) => `fairlead-${room}-`);

console.log(
  'Topology: the packed tarballs in one empty folder, @azure/service-bus 7.9.5 in another; each import in a process of its own, ours and the yardstick in turn; a second is one by the clock, of the import alone.',
);
const folder = await mkdtemp(join(tmpdir(), 'fairlead-bench-sdk-'));
try {
  const packed = join(folder, 'packed');
  await run(process.execPath, [join(root, 'scripts', 'pack.ts'), packed], { cwd: root });
  const tarballs = (await readdir(packed)).filter((name) => ours.some((start) => basename(name).startsWith(start)));
  const sdk = await install(
    'sdk',
    tarballs.map((name) => join(packed, name)),
  );
  const bus = await install('bus', ['@azure/service-bus@7.9.5']);

  const times = { sdk: [] as number[], bus: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    times.sdk.push(await importMs(sdk, '@fairlead/sdk'));
    times.bus.push(await importMs(bus, '@azure/service-bus'));
  }
  const [sdkMs, busMs] = [median(times.sdk), median(times.bus)];
  const [sdkBytes, busBytes] = [await bytesOf(join(sdk, 'node_modules')), await bytesOf(join(bus, 'node_modules'))];
  const own = await bytesOf(join(sdk, 'node_modules', '@fairlead'));
  console.log(`
Import, median of ${rounds}
  @fairlead/sdk          ${sdkMs.toFixed(0)} ms
  @azure/service-bus     ${busMs.toFixed(0)} ms, ratio ${(sdkMs / busMs).toFixed(2)}

Installed
  @fairlead/sdk          ${megabytes(sdkBytes)} MB in ${await packagesIn(sdk)} packages, ${megabytes(own)} MB of it ours
  @azure/service-bus     ${megabytes(busBytes)} MB in ${await packagesIn(bus)} packages, ratio ${(sdkBytes / busBytes).toFixed(2)}`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function install(name: string, packages: readonly string[]): Promise<string> {
  const app = join(folder, name);
  await mkdir(app);
  await writeFile(join(app, 'package.json'), '{ "name": "app", "version": "1.0.0", "private": true }');
  const env = { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}` };
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', ...packages], { cwd: app, env });
  return app;
}

async function importMs(app: string, name: string): Promise<number> {
  const program = `const at = performance.now(); await import('${name}'); console.log(performance.now() - at);`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program], { cwd: app });
  return Number(stdout);
}

async function bytesOf(path: string): Promise<number> {
  const files = await readdir(path, { recursive: true, withFileTypes: true });
  const sizes = files
    .filter((file) => file.isFile())
    .map(async (file) => (await stat(join(file.parentPath, file.name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

async function packagesIn(app: string): Promise<number> {
  const { stdout } = await run('npm', ['ls', '--all', '--parseable'], { cwd: app });
  return new Set(stdout.trim().split('\n')).size - 1;
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[values.length >> 1] ?? 0;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
