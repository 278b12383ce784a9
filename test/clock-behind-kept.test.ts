// A machine that starts with its clock behind what it kept (a dead battery), and is never put right: what happens now must not
// lose against what was kept from a time that has not come yet.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@fairlead/emulator';
import { judge } from '@fairlead/policy';
import { type AccountOptions, type Clock, connect, type Zaptec } from '@fairlead/sdk';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clientOptions } from './client-options.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';

const hourMs = 3_600_000;

let keepIn: string;
let clock: ManualClock;
let emulator: Emulator;
const lines: string[] = [];

beforeEach(async () => {
  keepIn = mkdtempSync(join(tmpdir(), 'fairlead-behind-'));
  clock = manualClock();
  emulator = await startEmulator({ doors: 'in-process', clock, fleet: { chargers: 3, charging: 1 } });
  lines.length = 0;
});
afterEach(async () => {
  await emulator.stop();
  rmSync(keepIn, { recursive: true });
});

function open(behindMs: number, more: Partial<AccountOptions> = {}): Promise<Zaptec> {
  const mine: Clock = { ...clock, nowMs: () => clock.nowMs() - behindMs };
  const line = (_: object, message: string): void => void lines.push(message);
  const log = { debug() {}, info() {}, warn: line, error: line };
  return connect({ ...clientOptions(emulator, mine), keepIn, log, ...more });
}

async function kept(): Promise<string> {
  const zaptec = await open(0);
  const chargers = await clock.during(Array.fromAsync(zaptec.chargers.list()), 60_000);
  await clock.during(zaptec.close());
  return chargers.find(({ mode }) => mode.value === 'charging')?.id ?? '';
}

const truthOf = (id: string): number | undefined => emulator.world.chargers().find((each) => each.id === id)?.mode;
const modes = { 1: 'disconnected', 3: 'charging', 5: 'finished' } as const;

test.each([
  ['the stream', false],
  ['reads alone', true],
])(
  'told by %s, what happens after a restart 24 h behind is held as it happens, and one line says why',
  async (_, cut) => {
    const id = await kept();
    await clock.advanceBy(10 * 60_000);
    if (cut) emulator.faults.cutBus();
    const zaptec = await open(24 * hourMs);
    await clock.advanceBy(20_000);
    emulator.world.unplug(id);
    for (const afterMs of [11 * 60_000, 6 * hourMs, 20 * hourMs]) {
      await clock.advanceBy(afterMs);
      const charger = await clock.during(zaptec.chargers.find(id), 1_000);
      const truth = truthOf(id) as keyof typeof modes;
      expect([afterMs, charger?.mode.value]).toEqual([afterMs, modes[truth]]);
    }
    expect(lines.filter((each) => each.includes('clock is behind'))).toHaveLength(1);
    expect(broken()).toEqual([]);
    await clock.during(zaptec.close());
  },
);

test('what is not told anew is not said to be fresh', async () => {
  const id = await kept();
  await clock.advanceBy(10 * 60_000);
  emulator.faults.cutBus();
  const zaptec = await open(24 * hourMs, { fetch: () => Promise.reject(new TypeError('fetch failed')) });
  await clock.advanceBy(60_000);
  expect(zaptec.chargers.freshness(id).freshness).toBe('stale');
  const charger = await clock.during(zaptec.chargers.find(id, { values: 'held' }), 1_000);
  expect(charger?.mode).toMatchObject({ via: expect.any(String), mostAgeMs: null }); // how long ago it was nobody knows
  await clock.during(zaptec.close());
});

test('with the clock right again the next start lists every charger at once and holds what is true', async () => {
  const id = await kept();
  const behind = await open(24 * hourMs);
  await clock.advanceBy(2 * hourMs);
  await clock.during(behind.close());
  emulator.world.unplug(id);
  const zaptec = await open(0);
  const chargers = await clock.during(Array.fromAsync(zaptec.chargers.list()), 60_000);
  expect(chargers).toHaveLength(3);
  const truth = truthOf(id) as keyof typeof modes;
  expect(chargers.find((each) => each.id === id)?.mode.value).toBe(modes[truth]);
  await clock.during(zaptec.close());
});

function broken(): readonly string[] {
  const seen = judge([...emulator.calls(), ...emulator.streamEvents()]).verdicts;
  return seen.filter(({ verdict }) => verdict === 'broken').map(({ clause }) => clause);
}
