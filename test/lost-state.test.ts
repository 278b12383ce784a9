// The state is lost and the journal is not: a file deleted, its key gone, a disk that took the one and not the other.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@fairlead/emulator';
import { judge } from '@fairlead/policy';
import { connect, explain, type Log, type Zaptec } from '@fairlead/sdk';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clientOptions } from './client-options.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';

const minuteMs = 60_000;

let keepIn: string;
let clock: ManualClock;
let emulator: Emulator;
const lines: string[] = [];
const line = (_: object, message: string): void => void lines.push(message);
const log: Log = { debug() {}, info() {}, warn: line, error: line };

beforeEach(async () => {
  keepIn = mkdtempSync(join(tmpdir(), 'fairlead-lost-'));
  clock = manualClock();
  emulator = await startEmulator({ doors: 'in-process', clock, fleet: { chargers: 5, charging: 1 } });
  lines.length = 0;
});
afterEach(async () => {
  await emulator.stop();
  rmSync(keepIn, { recursive: true });
});

const open = (): Promise<Zaptec> => connect({ ...clientOptions(emulator, clock), keepIn, log });

async function loseOne(...names: readonly string[]): Promise<void> {
  const zaptec = await open();
  await clock.advanceBy(20_000);
  await clock.during(zaptec.close());
  lose(...names);
}

function lose(...names: readonly string[]): void {
  const [cloud = ''] = readdirSync(keepIn);
  for (const name of names) rmSync(join(keepIn, cloud, 'main', name), { force: true });
}

const fullLists = (): number =>
  emulator.calls().filter((call) => call.class === 'list' && call.narrowing === 'none' && call.status === 200).length;

test.each([
  ['the state', 'state.sqlite', []],
  // It seals the token too: a login more.
  ['its key', 'secret-key', ['token-reuse']],
])(
  'where %s is lost a quarter of an hour after the lists, they are read at once and a command finds its charger',
  async (_, name, costs) => {
    await loseOne(name);
    await clock.advanceBy(15 * minuteMs);
    const serial = emulator.world.chargers().find(({ mode }) => mode === 3)?.serial ?? '';
    const zaptec = await open();
    const paused = zaptec.chargers.pause(serial);
    const [listed, outcome] = await clock.during(Promise.all([Array.fromAsync(zaptec.chargers.list()), paused]));
    expect(listed).toHaveLength(5);
    expect(listed.filter(({ mode }) => mode.value === null)).toEqual([]);
    expect(outcome).toMatchObject({ outcome: 'confirmed' });
    await zaptec.account.ready();
    expect(broken()).toEqual(costs);
    await clock.during(zaptec.close());
  },
);

test('a login that is refused over kept state keeps the lists from who asks, and the log does not say that they are served', async () => {
  await loseOne();
  await clock.advanceBy(120 * minuteMs);
  lines.length = 0;
  const read = async () => ({ ...emulator.accounts.owner, password: 'another' });
  const zaptec = await connect({ ...clientOptions(emulator, clock), credentials: { read }, keepIn, log });
  await clock.advanceBy(minuteMs);
  await expect(Array.fromAsync(zaptec.chargers.list())).rejects.toMatchObject({ code: 'login-refused' });
  expect(zaptec.account.mirror.chargers()).toHaveLength(5);
  expect(lines).toContain('The lists could not be read; what is held stays.');
  expect(lines.join('\n')).not.toContain('served');
  await clock.during(zaptec.close());
});

test('in a restart loop whose state is never kept, each list is read twice an hour at most, and who waits is told how long', async () => {
  await loseOne('state.sqlite');
  for (let life = 0; life < 8; life++) {
    const zaptec = await open();
    await clock.advanceBy(minuteMs);
    await clock.during(zaptec.close(), 1_000);
    lose('state.sqlite');
    lines.length = 0;
  }
  expect(fullLists()).toBe(4);
  const zaptec = await open();
  const first = zaptec.account.ready().catch((error: unknown) => error);
  await clock.advanceBy(1_000);
  const error = await first;
  expect(error).toMatchObject({ code: 'too-early', message: expect.stringContaining('Nothing of this login is held') });
  // The state is kept over restarts here: no advice to do that.
  expect([(error as Error).message, explain(error).remedy].join(' ')).not.toMatch(
    /keep the state|Use what is held until/,
  );
  // It is known: nobody waits an hour to be told again.
  await expect(Array.fromAsync(zaptec.installations.list())).rejects.toMatchObject({ code: 'too-early' });
  expect(lines).toEqual([expect.stringMatching(/^The lists could not be read; not all of them are held/)]);
  await clock.advanceBy(60 * minuteMs);
  const listed = [Array.fromAsync(zaptec.chargers.list()), Array.fromAsync(zaptec.installations.list())];
  const [chargers, installations] = await clock.during(Promise.all(listed), minuteMs);
  expect([chargers, installations].map((each) => each?.length)).toEqual([5, 1]);
  expect(broken()).toEqual([]);
  await clock.during(zaptec.close());
});

function broken(): readonly string[] {
  const seen = judge([...emulator.calls(), ...emulator.streamEvents()]).verdicts;
  const own = emulator.operator.report().verdicts;
  const found = [...seen, ...own].filter(({ verdict }) => verdict === 'broken').map(({ clause }) => clause);
  return [...new Set(found)];
}
