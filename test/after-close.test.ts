// A closed client is quiet: nothing of it runs on, what is held can still be read, and all that would call says that it is closed.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@fairlead/emulator';
import {
  type CurrentAnswer,
  connect,
  memoryJournal,
  memoryKeeper,
  openAccount,
  type StateKeeper,
  type Zaptec,
} from '@fairlead/sdk';
import { afterEach, describe, expect, test } from 'vitest';
import { clientOptions } from './client-options.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';

interface House {
  readonly clock: ManualClock;
  readonly emulator: Emulator;
  readonly zaptec: Zaptec;
  /** Timers of the client alone: the emulator has its own on the same clock. */
  timers(): number;
  close(): Promise<void>;
}

const houses: House[] = [];
afterEach(async () => {
  for (const { emulator } of houses.splice(0)) await emulator.stop();
});

function optionsOf(emulator: Emulator, clock: ManualClock, set: Set<unknown>) {
  return {
    ...clientOptions(emulator, clock),
    // What the account reads by itself is held, and would answer.
    reads: { detail: false, hierarchy: false, firmware: false },
    clock: {
      ...clock,
      setTimer(callback: () => void, delayMs: number) {
        const timer = clock.setTimer(() => {
          set.delete(timer);
          callback();
        }, delayMs);
        set.add(timer);
        return timer;
      },
      clearTimer(timer: unknown) {
        set.delete(timer);
        clock.clearTimer(timer);
      },
    },
  };
}

async function house(): Promise<House> {
  const clock = manualClock();
  const emulator = await startEmulator({ doors: 'in-process', clock, fleet: { chargers: 2, charging: 1 } });
  const set = new Set<unknown>();
  const zaptec = await connect(optionsOf(emulator, clock, set));
  await clock.advanceBy(15_000);
  const close = () => clock.during(zaptec.close(), 10_000);
  const opened = { clock, emulator, zaptec, timers: () => set.size, close };
  houses.push(opened);
  return opened;
}

const idsOf = ({ emulator }: House) => {
  const charger = emulator.world.chargers().find(({ mode }) => mode === 3);
  return { chargerId: charger?.id ?? '', installationId: charger?.installationId ?? '' };
};
const session = '00000000-0000-4000-8000-000000000001';
const october = { from: '2026-10-01T00:00:00Z', to: '2026-11-01T00:00:00Z' };

/** Each of them would make a call. */
const calls: Readonly<
  Record<string, (zaptec: Zaptec, ids: ReturnType<typeof idsOf>) => PromiseLike<unknown> | AsyncIterable<unknown>>
> = {
  'chargers.find': ({ chargers }) => chargers.find('ZAP999999'),
  'chargers.detail': ({ chargers }, { chargerId }) => chargers.detail(chargerId),
  'chargers.readState': ({ chargers }, { chargerId }) => chargers.readState(chargerId),
  'chargers.pause': ({ chargers }, { chargerId }) => chargers.pause(chargerId),
  'chargers.restart': ({ chargers }, { chargerId }) => chargers.restart(chargerId),
  'chargers.update': ({ chargers }, { chargerId }) => chargers.update(chargerId, { meterValueIntervalS: 900 }),
  'installations.find': ({ installations }) => installations.find('nowhere'),
  'installations.detail': ({ installations }, { installationId }) => installations.detail(installationId),
  'installations.hierarchy': ({ installations }, { installationId }) => installations.hierarchy(installationId),
  'installations.firmware': ({ installations }, { installationId }) => installations.firmware(installationId),
  'installations.report': ({ installations }, { installationId }) =>
    installations.report(installationId, { from: '2026-10-01', to: '2026-11-01' }),
  'installations.update': ({ installations }, { installationId }) =>
    installations.update(installationId, { minPowerOfflineMode: true }),
  'installations.setAvailableCurrent': ({ installations }, { installationId }) =>
    installations.setAvailableCurrent(installationId, { amps: 10 }),
  'sessions.get': ({ sessions }) => sessions.get(session),
  'sessions.archived': ({ sessions }, { installationId }) => sessions.archived({ ...october, installationId }),
  'sessions.history': ({ sessions }, { installationId }) => sessions.history({ ...october, installationId }),
  'sessions.setPriority': ({ sessions }) => sessions.setPriority(session, { phases: 1 }),
  constants: (zaptec) => zaptec.constants(),
  'account.call': ({ account }) =>
    account.call({ endpoint: 'constants', cause: 'user', lane: 'interactive', app: null }),
};

test.each(Object.entries(calls))('after close %s fails with `closed`, and no timer is set', async (_, call) => {
  const open = await house();
  await open.close();
  expect(open.timers()).toBe(0);
  const before = open.emulator.calls().length;
  const error = await settled(open.clock, call(open.zaptec, idsOf(open)));
  expect(error).toMatchObject({ name: 'SdkError', code: 'closed' });
  await open.clock.advanceBy(60_000);
  expect(open.timers()).toBe(0);
  expect(open.emulator.calls().length).toBe(before);
});

/** What the cloud does to a client that follows it, and then closes. */
const weathers: Readonly<Record<string, (emulator: Emulator) => void>> = {
  'all is well': () => {},
  'the login is refused': ({ faults }) => {
    faults.revokeTokens();
    faults.plan({ kind: 'status', status: 400, body: '{"error":"invalid_grant"}' }, { path: '/oauth/token' }, Infinity);
  },
  'the cloud is away': ({ faults }) => faults.goDark(),
  'the cloud hangs': ({ switches }) => switches.set({ outage: 'hang' }),
  'the account is paused by a 429': ({ faults }) => void faults.plan({ kind: 'status', status: 429 }, {}, Infinity),
};

describe.each(Object.entries(weathers))('after close no timer is left, where %s', (_, begins) => {
  test.each([
    ['from the start on', 0],
    ['from the second hour on', 7_200_000],
  ])('%s', async (__, fromMs) => {
    const clock = manualClock();
    const emulator = await startEmulator({ doors: 'in-process', clock, fleet: { chargers: 2, charging: 1 } });
    const set = new Set<unknown>();
    if (fromMs === 0) begins(emulator);
    const zaptec = await connect({ ...optionsOf(emulator, clock, set), reads: {} });
    await clock.advanceBy(fromMs);
    if (fromMs > 0) begins(emulator);
    const followed = new AbortController();
    const following = Array.fromAsync(zaptec.changes({ signal: followed.signal }));
    const ready = settled(clock, zaptec.account.ready());
    await clock.advanceBy(fromMs === 0 ? 2_000 : 3_600_000);
    followed.abort();
    await clock.during(Promise.all([zaptec.close(), following, ready]), 12_000);
    expect(set.size).toBe(0);
    await emulator.stop();
  });
});

test('after close what is held can still be read, and changes are over', async () => {
  const open = await house();
  await open.close();
  const { zaptec } = open;
  expect(await Array.fromAsync(zaptec.chargers.list())).toHaveLength(2);
  expect(await Array.fromAsync(zaptec.installations.list())).toHaveLength(1);
  expect(await Array.fromAsync(zaptec.changes())).toEqual([]);
  expect((await zaptec.chargers.find(idsOf(open).chargerId))?.mode.value).toBe('charging');
  for (const begin of [() => zaptec.account.ready(), () => zaptec.account.start()])
    expect(await settled(open.clock, begin())).toMatchObject({ code: 'closed' });
  await zaptec.close();
  expect(open.timers()).toBe(0);
});

test('a wish for current that is open at close is withdrawn, whether it waits for its slot or for its minute', async () => {
  const open = await house();
  const { installations } = open.zaptec;
  const { installationId } = idsOf(open);
  const wish = async (amps: number): Promise<CurrentAnswer> => {
    const asked = installations.setAvailableCurrent(installationId, { amps });
    await open.clock.advanceBy(10_000);
    return asked;
  };
  const first = await wish(20);
  expect(await first.done).toMatchObject({ outcome: 'applied' });
  const waits = await wish(10);
  expect(waits).toMatchObject({ state: 'scheduled', late: true });
  await open.close();
  expect(await waits.done).toMatchObject({ outcome: 'withdrawn' });
  await open.clock.advanceBy(3_600_000);
  expect(open.timers()).toBe(0);
});

test('a wish that waits for the details of its installation at close fails with `closed`', async () => {
  const open = await house();
  await open.clock.advanceBy(7_200_000);
  const { installations } = open.zaptec;
  const asked = installations
    .setAvailableCurrent(idsOf(open).installationId, { amps: 10 })
    .catch((error: unknown) => error);
  await open.close();
  expect(await asked).toMatchObject({ code: 'closed' });
  expect(open.timers()).toBe(0);
});

test('who waits for the first lists of an account that is closed, or was, is told so', async () => {
  const clock = manualClock();
  const emulator = await startEmulator({ doors: 'in-process', clock, fleet: { chargers: 1 } });
  const set = new Set<unknown>();
  const account = openAccount(optionsOf(emulator, clock, set));
  const waiting = settled(clock, account.ready());
  await clock.during(account.close(), 10_000);
  expect(await waiting).toMatchObject({ code: 'closed' });
  expect(await settled(clock, account.ready())).toMatchObject({ code: 'closed' });
  expect(await settled(clock, account.start())).toMatchObject({ code: 'closed' });
  await clock.advanceBy(60_000);
  expect(set.size).toBe(0);
  await emulator.stop();
});

test('a start that is under way at the close ends with `closed`', async () => {
  const clock = manualClock();
  const emulator = await startEmulator({ doors: 'in-process', clock, fleet: { chargers: 1 } });
  const loaded = Promise.withResolvers<null>();
  const secrets = { load: () => loaded.promise, save: async () => {} };
  const account = openAccount({ ...optionsOf(emulator, clock, new Set()), secrets });
  const starting = account.start().catch((error: unknown) => error);
  await clock.during(account.close(), 10_000);
  loaded.resolve(null);
  expect(await clock.during(starting, 1_000)).toMatchObject({ code: 'closed' });
  await emulator.stop();
});

test('a read that hangs at the close ends with `closed`, as one that had not left', async () => {
  const open = await house();
  open.emulator.switches.set({ outage: 'hang' });
  await open.clock.advanceBy(7_200_000);
  const hangs = open.zaptec.installations.detail(idsOf(open).installationId).catch((error: unknown) => error);
  const constants = open.zaptec.constants().catch((error: unknown) => error);
  await open.clock.advanceBy(2_000);
  await open.close();
  await open.clock.advanceBy(2_000);
  expect(await hangs).toMatchObject({ code: 'closed' });
  expect(await constants).toMatchObject({ code: 'closed' });
});

/** What came of it, an error too; time runs meanwhile. A promise that nobody settles fails the test. */
async function settled(clock: ManualClock, asked: PromiseLike<unknown> | AsyncIterable<unknown>): Promise<unknown> {
  const ending = (Symbol.asyncIterator in asked ? Array.fromAsync(asked) : Promise.resolve(asked)).catch(
    (error: unknown) => error,
  );
  await clock.advanceBy(20_000);
  return Promise.race([ending, Promise.resolve('never settled')]);
}

test('a page of a list that left before the close is held when it is answered, also where the store is slow', async () => {
  const clock = manualClock();
  const kept = memoryKeeper();
  const keeper: StateKeeper = {
    load: (accountId) => kept.load(accountId),
    async persist(accountId, batch) {
      await new Promise((resolve) => void clock.setTimer(() => resolve(null), 300));
      await kept.persist(accountId, batch);
    },
  };
  const emulator = await startEmulator({ doors: 'in-process', clock, fleet: { chargers: 2, charging: 1 } });
  const zaptec = await connect({ ...clientOptions(emulator, clock), fetch: slowly(emulator.fetch, clock), keeper });
  const isListed = (): boolean => emulator.calls().some(({ path }) => path === '/api/chargers');
  for (let step = 0; step < 100 && !isListed(); step++) await clock.advanceBy(100);
  expect([isListed(), (await keeper.load('main')).chargers.length]).toEqual([true, 0]);
  // As soon as it is closed: a program may end then.
  const atOnce = zaptec.close().then(() => kept.load('main'));
  expect((await clock.during(atOnce, 10_000)).chargers).toHaveLength(2);
  await emulator.stop();
});

describe.each([
  ['from the first batch on', 0],
  ['from the second minute on', 60_000],
])('a store that never answers %s', (_, fromMs) => {
  test('holds up the close for 12 s at most, and the folder is free', async () => {
    const keepIn = mkdtempSync(join(tmpdir(), 'fairlead-close-'));
    const clock = manualClock();
    const emulator = await startEmulator({ doors: 'in-process', clock, fleet: { chargers: 2, charging: 1 } });
    const hangsFromMs = clock.nowMs() + fromMs;
    const kept = memoryKeeper();
    let hungAtMs = 0;
    const keeper: StateKeeper = {
      load: (accountId) => kept.load(accountId),
      persist(accountId, batch) {
        if (clock.nowMs() < hangsFromMs) return kept.persist(accountId, batch);
        hungAtMs = clock.nowMs();
        return new Promise(() => {});
      },
    };
    const lines: string[] = [];
    const line = (_fields: object, message: string): void => void lines.push(message);
    const set = new Set<unknown>();
    const options = {
      ...optionsOf(emulator, clock, set),
      reads: {},
      keepIn,
      log: { debug() {}, info() {}, warn: line, error: line },
    };
    const zaptec = await connect({ ...options, keeper });
    await clock.advanceBy(7_200_000); // the installation is read each hour
    // A batch is under way: 30 s later it would count as not kept.
    for (let step = 0; step < 7_200 && clock.nowMs() - hungAtMs > 10_000; step++) await clock.advanceBy(1_000);
    await clock.during(zaptec.close(), 12_000);
    expect(lines.filter((each) => each.startsWith('The account closed'))).toHaveLength(1);
    expect(set.size).toBe(0);
    const next = await connect(options);
    await clock.during(next.close(), 10_000);
    await emulator.stop();
    rmSync(keepIn, { recursive: true });
  });
});

/** Each answer takes 0.4 s. */
function slowly(cloud: typeof fetch, clock: ManualClock): typeof fetch {
  return async (input, init) => {
    const answer = await cloud(input, init);
    await new Promise((resolve) => void clock.setTimer(() => resolve(null), 400));
    return answer;
  };
}

test('what left before the close is held when it is answered: the next run has it, and asks for nothing of it', async () => {
  const [keeper, journal] = [memoryKeeper(), memoryJournal()];
  const clock = manualClock();
  const emulator = await startEmulator({ doors: 'in-process', clock, fleet: { chargers: 2, charging: 1 } });
  const options = { ...clientOptions(emulator, clock), fetch: slowly(emulator.fetch, clock), keeper, journal };
  const zaptec = await connect(options);
  // A login's pause and 0.4 s for each of login, installations and chargers: the reads that follow have just left.
  const listed = await clock.during(Array.fromAsync(zaptec.chargers.list({ values: 'held' })), 2_400);
  const left = emulator.calls().length;
  expect((await keeper.load('main')).installations[0]?.answers).toBeUndefined();
  await clock.during(zaptec.close(), 10_000);
  const read = journal.history().filter((fact) => fact.kind === 'call' && fact.status === 200);
  const ofDetails = read.filter((fact) => fact.kind === 'call' && fact.path === '/api/installation/{id}');
  const ofStates = read.filter((fact) => fact.kind === 'call' && fact.path === '/api/chargers/{id}/state');
  expect([listed.length, emulator.calls().length, ofDetails.length, ofStates.length]).toEqual([2, left, 1, 2]);
  const { installations, observations } = await keeper.load('main');
  expect(Object.keys(installations[0]?.answers ?? {}).sort()).toEqual(['detail', 'firmware', 'hierarchy']);
  expect(new Set(observations.map(({ chargerId }) => chargerId)).size).toBe(2);
  await emulator.stop();
});
