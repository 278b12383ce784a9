// The ten lines in a program that ends and begins again all the time: killed in the middle of whatever it does, or run by cron.
// One folder keeps it polite; without it the same program breaks the policy, and the last test says how.
import { cpSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, type EmulatorOptions, startEmulator } from '@fairlead/emulator';
import { type ClauseId, judge } from '@fairlead/policy';
import { type AccountOptions, connect, type MessageSource, type Zaptec } from '@fairlead/sdk';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ManualClock, manualClock } from './manual-clock.ts';
import { seeded } from './seeded-random.ts';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fairlead-restarts-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface House {
  readonly clock: ManualClock;
  readonly emulator: Emulator;
}

const way = seeded(3);

async function open(options: EmulatorOptions = {}): Promise<House> {
  const clock = manualClock();
  const fleet = { chargers: 3, charging: 1 };
  return { clock, emulator: await startEmulator({ doors: 'in-process', clock, fleet, ...options }) };
}

/** One life of the program: what leaves it after its death arrives nowhere, and nothing arrives at it. */
interface Life {
  readonly zaptec: Zaptec;
  /** Ends as a process does that is killed, and leaves its files as they were at that instant. */
  kill(): Promise<void>;
}

async function live({ clock, emulator }: House, more: Partial<AccountOptions>): Promise<Life> {
  const { owner } = emulator.accounts;
  const links = new Set<{ close(): Promise<void> }>();
  let dead = false;
  /** Half a second there and half a second back at most: a kill often finds calls under way. */
  const travel = async (): Promise<void> => {
    await new Promise<void>((resolve) => clock.setTimer(resolve, way() * 500));
    if (dead) throw new TypeError('fetch failed');
  };
  const real = emulator.messageSource();
  const source: MessageSource = {
    async open(details, handler, how) {
      const message: typeof handler.message = async (each) => (dead ? 'abandon' : handler.message(each));
      const link = await real.open(details, { ...handler, message }, how);
      links.add(link);
      return link;
    },
  };
  const zaptec = await connect({
    baseUrl: emulator.url,
    userAgent: 'restarts/1.0 (+https://example.org)',
    credentials: { read: async () => owner },
    userGroupIds: owner.userGroupIds,
    async fetch(...request) {
      await travel();
      const answer = await emulator.fetch(...request);
      await travel();
      return answer;
    },
    ...{ source, clock, random: () => 0.5 },
    ...more,
  });
  return {
    zaptec,
    async kill() {
      dead = true;
      const putBack = typeof more.keepIn === 'string' ? image(more.keepIn) : () => {};
      const closing = zaptec.close();
      await Promise.all([...links].map((link) => link.close()));
      await clock.advanceBy(secondMs);
      await closing;
      putBack();
    },
  };
}

/** What is written after the kill, by the ending of what cannot be killed inside a test, is undone. */
function image(keepIn: string): () => void {
  const copy = `${keepIn}.image`;
  cpSync(keepIn, copy, { recursive: true });
  return () => {
    rmSync(keepIn, { recursive: true });
    renameSync(copy, keepIn);
  };
}

function broken({ emulator }: House): readonly ClauseId[] {
  const seen = judge([...emulator.calls(), ...emulator.streamEvents()]).verdicts;
  const own = emulator.operator.report().verdicts;
  const found = [...seen, ...own].filter(({ verdict }) => verdict === 'broken').map(({ clause }) => clause);
  return [...new Set(found)].toSorted();
}

const callsOf = ({ emulator }: House, kind: string): number =>
  emulator.calls().filter((call) => call.class === kind).length;

/** A program that lists, looks one up, follows, and never ends by itself. */
async function tenLines({ zaptec }: Life, { emulator }: House): Promise<void> {
  const serial = emulator.world.chargers()[0]?.serial ?? '';
  for await (const charger of zaptec.chargers.list()) void charger;
  await zaptec.chargers.find(serial);
  for await (const change of zaptec.changes()) void change;
}

async function begun(house: House, more: Partial<AccountOptions>, forMs: number): Promise<Life> {
  const life = await live(house, more);
  void tenLines(life, house).catch(() => {});
  await house.clock.advanceBy(forMs);
  return life;
}

interface Often {
  readonly lives: number;
  readonly mostMs: number;
  readonly seed: number;
}

async function restartOften(house: House, more: Partial<AccountOptions>, often: Often): Promise<void> {
  const random = seeded(often.seed);
  for (let life = 0; life < often.lives; life++) {
    await (await begun(house, more, Math.floor(random() * often.mostMs))).kill();
    await house.clock.advanceBy(Math.floor(random() * 10 * secondMs));
  }
}

test('killed and started again for hours, it keeps every clause', async () => {
  const house = await open();
  await restartOften(house, { keepIn: join(folder, 'kept') }, { lives: 120, mostMs: minuteMs, seed: 5 });
  expect(broken(house)).toEqual([]);
  expect(house.emulator.operator.standings()).toEqual([]);
  expect(callsOf(house, 'token')).toBe(1);
});

test('killed every few seconds, in the middle of its calls too, it keeps every clause once it has begun', async () => {
  for (const seed of [77, 539, 770]) {
    const house = await open();
    const keepIn = join(folder, String(seed));
    // A login or a first list whose answer died with the process is made again: nothing is held that could stand for it.
    await (await begun(house, { keepIn }, minuteMs)).kill();
    await restartOften(house, { keepIn }, { lives: 40, mostMs: 5 * secondMs, seed });
    expect(broken(house), `seed ${seed}`).toEqual([]);
    expect(callsOf(house, 'token')).toBe(1);
  }
});

test('without the bus, polled at the floors, it keeps every clause as well', async () => {
  const house = await open();
  house.emulator.faults.cutBus();
  await restartOften(house, { keepIn: join(folder, 'kept') }, { lives: 100, mostMs: minuteMs, seed: 12 });
  expect(broken(house)).toEqual([]);
  expect(callsOf(house, 'token')).toBe(1);
  expect(callsOf(house, 'state')).toBeGreaterThan(20);
});

test('started by cron every minute and ended in good order, it keeps every clause', async () => {
  const house = await open();
  for (let life = 0; life < 130; life++) {
    const running = await live(house, { keepIn: join(folder, 'kept') });
    const ending = tenLines(running, house);
    await house.clock.advanceBy(20 * secondMs);
    await Promise.all([running.zaptec.close(), house.clock.advanceBy(5 * secondMs), ending]);
    await house.clock.advanceBy(35 * secondMs);
  }
  expect(broken(house)).toEqual([]);
  expect(callsOf(house, 'token')).toBe(1);
});

test('without the folder the same program breaks the policy, and the log says so at each start', async () => {
  const house = await open();
  const lines: string[] = [];
  const line = (_: object, message: string): void => void lines.push(message);
  const log = { debug() {}, info() {}, error() {}, warn: line };
  await restartOften(house, { log }, { lives: 30, mostMs: minuteMs, seed: 5 });
  expect(broken(house)).toEqual(expect.arrayContaining(['list-cadence', 'detail-cadence', 'token-reuse']));
  expect(callsOf(house, 'token')).toBeGreaterThan(20);
  expect(lines.filter((each) => each.includes('keepIn'))).toHaveLength(30);
});
