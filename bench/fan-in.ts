// 200 commands from 4 programs that know nothing of each other: through the gateway, and straight at the cloud.
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@fairlead/emulator';
import { type Gateway, startGateway } from '@fairlead/gateway';
import type { CallFact } from '@fairlead/policy';
import type { Errand, Report } from './fan-in/program.ts';

const chargerCount = 200;
const programs = 4;
const settleWithinMs = 180_000;
/** 12 calls at once, then 9.9 a second: (200 - 12) / 9.9. */
const idealS = (chargerCount - 12) / 9.9;
/** Printed beside the figure; a machine under load must not fail it. */
const goalS = 19.4;

console.log(
  'Topology: one process holds the emulated cloud and the gateway (HTTP and AMQP over loopback sockets); 4 client processes, each with its own app key; the yardstick is the same 4 processes sending the same 200 commands straight at the emulator.',
);

const dir = await mkdtemp(join(tmpdir(), 'fairlead-fan-in-'));
try {
  const house = await openHouse();
  try {
    await throughTheGateway(house);
    await statesThroughTheDropIn(house);
  } finally {
    await house.gateway.close();
    await house.emulator.stop();
  }
  await straight();
} finally {
  await rm(dir, { recursive: true, force: true });
}

interface Run {
  readonly startedAtMs: number;
  /** Calls of all programs that had the end that was wanted. */
  readonly good: number;
}

interface House {
  readonly emulator: Emulator;
  readonly gateway: Gateway;
  readonly keys: readonly string[];
}

async function openHouse(): Promise<House> {
  const emulator = await cloud();
  const { owner } = emulator.accounts;
  const gateway = await startGateway({
    config: {
      port: 0,
      dataDir: join(dir, 'data'),
      logLevel: 'warn',
      accounts: [{ baseUrl: emulator.url, userGroupIds: [...owner.userGroupIds] }],
    },
    credentials: { main: { read: async () => ({ username: owner.username, password: owner.password }) } },
  });
  await gateway.ready(AbortSignal.timeout(settleWithinMs));
  const admin = { authorization: `Bearer ${(await readFile(gateway.adminKeyFile, 'utf8')).trim()}` };
  const keys: string[] = [];
  for (let program = 0; program < programs; program++) {
    const answer = await fetch(`${gateway.url}/v1/apps`, {
      method: 'POST',
      headers: { ...admin, 'content-type': 'application/json' },
      body: JSON.stringify({ name: `program-${program}`, scopes: ['read', 'command', 'personal'] }),
    });
    keys.push(((await answer.json()) as { key: string }).key);
  }
  await quiet(emulator, gateway, admin);
  return { emulator, gateway, keys };
}

async function throughTheGateway({ emulator, gateway, keys }: House): Promise<void> {
  const before = emulator.callCounts();
  const { startedAtMs, good } = await runPrograms((program) => ({
    kind: 'pause',
    url: gateway.url,
    key: keys[program] as string,
    chargers: share(emulator, program),
  }));
  const after = emulator.callCounts();
  const calls = emulator.calls().slice(before.total);
  const commands = calls.filter((call) => call.class === 'command');
  const lastSentS = (Math.max(...commands.map((call) => call.sentAtMs)) - startedAtMs) / 1000;
  const counted = after.total - before.total;
  const refused = (after.byStatus.get(429) ?? 0) - (before.byStatus.get(429) ?? 0);
  console.log(`
Through the gateway (the emulator's bucket is full at the start)
  200th command sent after   ${lastSentS.toFixed(2)} s   (goal ${goalS} s, ideal ${idealS.toFixed(2)} s, ratio ${(lastSentS / idealS).toFixed(3)})
  calls the cloud counted    ${counted}   (goal exactly ${chargerCount}; of these ${commands.length} commands)
  refused with 429           ${refused}   (goal 0)
  confirmed by the charger   ${good} of ${chargerCount}`);
  others(calls);
  hold(counted === chargerCount, `${chargerCount} commands made ${counted} calls; exactly ${chargerCount} are wanted.`);
  hold(
    commands.length === chargerCount,
    `${commands.length} of the calls were commands; all ${chargerCount} are wanted.`,
  );
  hold(refused === 0, `The cloud refused ${refused} calls with 429; none is wanted.`);
}

async function statesThroughTheDropIn({ emulator, gateway, keys }: House): Promise<void> {
  const before = emulator.callCounts().total;
  const { good } = await runPrograms((program) => ({
    kind: 'states',
    url: gateway.url,
    key: keys[program] as string,
    app: `program-${program}`,
    chargers: emulator.world.chargers().map((charger) => charger.id),
  }));
  const counted = emulator.callCounts().total - before;
  console.log(`
The same programs read all 200 states through the drop-in API
  states read                ${good} of ${programs * chargerCount}
  calls the cloud counted    ${counted}   (goal 0)`);
  others(emulator.calls().slice(before));
  hold(counted === 0, `Reading states made ${counted} calls to the cloud; none is wanted.`);
}

async function straight(): Promise<void> {
  const emulator = await cloud();
  try {
    const { username, password } = emulator.accounts.owner;
    const login = await fetch(`${emulator.url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'password', username, password }),
    });
    const { access_token: key } = (await login.json()) as { access_token: string };
    const { good } = await runPrograms((program) => ({
      kind: 'straight',
      url: emulator.url,
      key,
      chargers: share(emulator, program),
    }));
    console.log(`
Straight at the cloud, each program as fast as it can
  accepted                   ${good} of ${chargerCount}
  refused with 429           ${emulator.callCounts().byStatus.get(429) ?? 0}`);
  } finally {
    await emulator.stop();
  }
}

/** A goal that is not about time: whoever misses it has a defect on any machine. */
function hold(held: boolean, missed: string): void {
  if (held) return;
  console.error(`Missed: ${missed}`);
  process.exitCode = 1;
}

function cloud(): Promise<Emulator> {
  return startEmulator({ fleet: { chargers: chargerCount, charging: chargerCount, installations: 10 } });
}

/** The chargers of one program: 50 of the 200. */
function share(emulator: Emulator, program: number): readonly string[] {
  const each = chargerCount / programs;
  const mine = emulator.world.chargers().slice(program * each, (program + 1) * each);
  return mine.map((charger) => charger.id);
}

/** Waits until every car charges, the gateway has nothing queued, and its own bucket is full. */
async function quiet(emulator: Emulator, gateway: Gateway, headers: Record<string, string>): Promise<void> {
  const untilMs = Date.now() + settleWithinMs;
  for (let calls = -1; ; calls = emulator.callCounts().total) {
    const answer = await fetch(`${gateway.url}/v1/fair-use`, { headers });
    const { items } = (await answer.json()) as {
      readonly items: readonly {
        readonly availableRequests: number;
        readonly burst: number;
        readonly queued: number;
      }[];
    };
    const full = items.every((use) => use.queued === 0 && use.availableRequests >= use.burst - 0.01);
    const charging = emulator.world.chargers().every((charger) => charger.mode === 3);
    if (full && charging && emulator.callCounts().total === calls) return;
    if (Date.now() > untilMs) throw new Error('The gateway did not come to rest within three minutes.');
    await new Promise((resolve) => setTimeout(resolve, 2_000));
  }
}

/** Starts the programs, waits until all are up, then sends each its errand at once. */
async function runPrograms(errandOf: (program: number) => Errand): Promise<Run> {
  const children = Array.from({ length: programs }, () => fork(new URL('./fan-in/program.ts', import.meta.url)));
  await Promise.all(children.map(nextMessage));
  const startedAtMs = Date.now();
  const reports = children.map((child, program) => {
    const report = nextMessage(child);
    child.send(errandOf(program));
    return report as Promise<Report>;
  });
  return { startedAtMs, good: (await Promise.all(reports)).reduce((total, report) => total + report.good, 0) };
}

function nextMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`A client process ended with ${code} before it reported.`)));
  });
}

/** Calls that were no commands, should there be any. */
function others(calls: readonly CallFact[]): void {
  for (const call of calls) {
    if (call.class !== 'command')
      console.log(`  also called                ${call.method} ${call.path} (${call.status})`);
  }
}
