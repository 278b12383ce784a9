// From starting the command to the first message in the official client's hands: as users install it, and from sources. A
// car is plugged in by the control API, since nobody else changes anything so soon.
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPackages } from '../../test/installed-packages.ts';
import { type RunningCommand, runningCommand } from '../../test/running-command.ts';
import { below, median } from './figures.ts';
import { openReader } from './reader.ts';

const starts = 5;
const goals = { firstMs: 1_000, bytes: 150e6 };
const sources = join(import.meta.dirname, '..', '..', 'packages', 'fairlead');
const size = ['--chargers', '40', '--installations', '1'];
const anyPorts = ['--emulator-port', '0', '--amqp-port', '0', '--amqp-tls-port', '0'];

interface Start {
  readonly readyMs: number;
  readonly firstMs: number;
  readonly spent: Spent;
}

interface Spent {
  readonly residentBytes: number;
  readonly processorMs: number;
}

export async function coldStart(): Promise<void> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fairlead-bench-')));
  try {
    const installed = join(await installPackages(folder), 'node_modules', 'fairlead');
    await startOften('as installed', installed, mkdtempSync(join(folder, 'installed-')));
    await startOften(
      'from sources, whose types the first start strips',
      sources,
      mkdtempSync(join(folder, 'sources-')),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startOften(what: string, home: string, folder: string): Promise<void> {
  const script = join(home, 'bin', 'fairlead.js');
  const first: Start[] = [];
  const later: Start[] = [];
  for (let start = 0; start < starts; start++) {
    const compiled = join(folder, `compiled-${start}`);
    first.push(await oneStart(script, join(folder, `first-${start}`), compiled));
    later.push(await oneStart(script, join(folder, `later-${start}`), compiled));
  }
  tell(`${what}, the first start (nothing is compiled yet)`, first);
  tell(`${what}, every later one`, later);
}

async function oneStart(script: string, dataDir: string, compiled: string): Promise<Start> {
  const startedMs = performance.now();
  const command = runningCommand(process.execPath, [script, 'emulator', ...size, ...anyPorts, '--data-dir', dataDir], {
    folder: tmpdir(),
    env: { NODE_COMPILE_CACHE: compiled },
  });
  const [, url = ''] = await command.says(/API +(\S+) [\s\S]*Stop with/);
  const readyMs = performance.now() - startedMs;
  const { owner } = (await control(url, 'GET', '/accounts')) as {
    owner: { username: string; password: string; userGroupIds: readonly string[] };
  };
  const reader = await openReader({ kind: 'place', url, ...owner, groupId: owner.userGroupIds[0] ?? '' });
  let came = false;
  const first = reader.first.then(() => {
    came = true;
  });
  const chargers = (await control(url, 'GET', '/chargers')) as readonly { id: string; mode: number }[];
  for (const { id } of chargers.filter(({ mode }) => mode === 1)) {
    if (came) break;
    await control(url, 'POST', `/chargers/${id}/plug`);
  }
  await first;
  const firstMs = performance.now() - startedMs;
  const spent = spentBy(command);
  await reader.close();
  await command.stop('SIGTERM');
  return { readyMs, firstMs, spent };
}

async function control(url: string, method: string, path: string): Promise<unknown> {
  const answer = await fetch(`${url}/_emulator${path}`, { method });
  const text = await answer.text();
  return text === '' ? null : JSON.parse(text);
}

/** Of the command alone, as Linux tells it; elsewhere nothing is known. A clock tick is 10 ms. */
function spentBy({ pid }: RunningCommand): Spent {
  if (!existsSync(`/proc/${pid}/stat`)) return { residentBytes: Number.NaN, processorMs: Number.NaN };
  const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const [user = 0, system = 0] = fields.split(' ').slice(11, 13).map(Number);
  const kB = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return { residentBytes: Number(kB) * 1024, processorMs: (user + system) * 10 };
}

function tell(what: string, all: readonly Start[]): void {
  const each = all.map(({ firstMs }) => Math.round(firstMs)).join(' ');
  const of = (pick: (start: Start) => number) => median(all.map(pick));
  console.log(
    `cold start, 40 chargers, ${what}: first message after ${below(
      of(({ firstMs }) => firstMs),
      goals.firstMs,
      'ms',
    )}, each ${each}; ` +
      `ready after ${of(({ readyMs }) => readyMs).toFixed(0)} ms; ${of(({ spent }) => spent.processorMs)} ms of processor time; ` +
      `resident ${below(of(({ spent }) => spent.residentBytes) / 1e6, goals.bytes / 1e6, 'MB')}`,
  );
}
