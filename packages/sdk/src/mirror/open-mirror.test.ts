import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import type { Log } from '../account.ts';
import { KeeperError } from './keeper-error.ts';
import { memoryKeeper } from './memory-keeper.ts';
import type { MirrorChange } from './mirror.ts';
import type { Observation } from './observed.ts';
import { openMirror } from './open-mirror.ts';
import type { Batch, ChargerRow, InstallationRecord, StateKeeper } from './state-keeper.ts';

const chargerId = 'c0ffee00-0000-4000-8000-000000000001';
const startMs = Date.UTC(2026, 10, 20, 15);

function observation(over: Partial<Observation> = {}): Observation {
  return {
    chargerId,
    stateId: 710,
    value: '3',
    observedAtUs: startMs * 1000,
    receivedAtMs: startMs,
    via: 'stream',
    sequenceNumber: 1,
    clockSuspect: false,
    ...over,
  };
}

const row = (over: Partial<ChargerRow> = {}): ChargerRow => ({
  id: chargerId,
  serial: 'ZAP000001',
  name: 'North wall',
  installationId: null,
  deviceType: 4,
  active: true,
  roles: 2,
  readAtMs: startMs,
  row: { Id: chargerId, DeviceId: 'ZAP000001' },
  ...over,
});

const installation: InstallationRecord = {
  id: '1a57a110-0000-4000-8000-000000000001',
  name: 'House',
  messagingEnabled: true,
  roles: 2,
  readAtMs: startMs,
  row: { Id: '1a57a110-0000-4000-8000-000000000001' },
};

const batch = (over: Partial<Batch>): Batch => ({ observations: [], chargers: [], installations: [], ...over });

function open(keeper: StateKeeper = memoryKeeper()) {
  const lines: string[] = [];
  const line = (_fields: object, message: string) => void lines.push(message);
  const log: Log = { debug: line, info: line, warn: line, error: line };
  const clock = manualClock(startMs);
  const mirror = openMirror({ accountId: 'main', keeper, clock, log });
  const changes: MirrorChange[] = [];
  const undo = mirror.subscribe((change) => changes.push(change));
  return { mirror, changes, undo, lines, clock };
}

/** A keeper whose commits end when the test says so. */
function heldKeeper() {
  const commits: { batch: Batch; done: () => void; fail: (cause: Error) => void }[] = [];
  const keeper: StateKeeper = {
    load: async () => batch({}),
    persist: (_accountId, given) =>
      new Promise((resolve, reject) => commits.push({ batch: given, done: resolve, fail: reject })),
  };
  return { keeper, commits };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('a first value is kept, shown and published', async () => {
  const { mirror, changes } = open();
  await mirror.apply(batch({ observations: [observation()] }));
  expect(mirror.observation(chargerId, 710)?.value).toBe('3');
  expect([...mirror.observations(chargerId).keys()]).toEqual([710]);
  expect(changes).toEqual([{ kind: 'observation', observation: observation(), held: undefined }]);
});

test('nothing is shown or published before the keeper has it', async () => {
  const { keeper, commits } = heldKeeper();
  const { mirror, changes } = open(keeper);
  const applied = mirror.apply(batch({ observations: [observation()] }));
  await turn();
  expect(commits).toHaveLength(1);
  expect(mirror.observation(chargerId, 710)).toBeUndefined();
  expect(changes).toEqual([]);
  commits[0]?.done();
  await applied;
  expect(changes).toHaveLength(1);
});

test('when the keeper fails the caller gets the error and memory stays as it was', async () => {
  const { keeper, commits } = heldKeeper();
  const { mirror, changes } = open(keeper);
  const failing = mirror.apply(batch({ observations: [observation()], chargers: [row()] }));
  await turn();
  commits[0]?.fail(new Error('row S3CRET is not unique'));
  const error: unknown = await failing.catch((cause: unknown) => cause);
  expect(error).toMatchObject({ name: 'SdkError', code: 'store-failed', message: expect.stringContaining('(Error)') });
  expect(inspect(error)).not.toContain('S3CRET');
  expect(mirror.observation(chargerId, 710)).toBeUndefined();
  expect(mirror.chargers()).toEqual([]);
  expect(changes).toEqual([]);

  const again = mirror.apply(batch({ observations: [observation()] }));
  await turn();
  commits[1]?.done();
  await again;
  expect(mirror.observation(chargerId, 710)?.value).toBe('3');
});

test.each([
  ['of its own kind and code', Object.assign(new Error('postgres://u:S3CRET@db'), { code: 'EIO' }), '(Error EIO)'],
  ['with the sentence of a KeeperError', new KeeperError('The disk is gone.'), '(The disk is gone)'],
  ['that is no error at all', 'S3CRET', '(string)'],
])('a keeper that cannot be read rejects the load with one sentence, for a failure %s', async (_, cause, told) => {
  const { mirror } = open({ ...memoryKeeper(), load: () => Promise.reject(cause) });
  const error: unknown = await mirror.load().catch((thrown: unknown) => thrown);
  const message = `Failed to load the state kept: what earlier runs kept cannot be read ${told}. Look at the store before starting again.`;
  expect(error).toMatchObject({ name: 'SdkError', code: 'store-unreadable', message });
  expect(inspect(error, { depth: 9 })).not.toContain('S3CRET');
  await mirror.apply(batch({ observations: [observation()] }));
  expect(mirror.observation(chargerId, 710)?.value).toBe('3');
});

test('a keeper that tells something else than state is one that cannot be read, and nothing of it is taken over', async () => {
  const told = { observations: [observation()], chargers: 'S3CRET' } as unknown as Batch;
  const { mirror } = open({ ...memoryKeeper(), load: async () => told });
  const error: unknown = await mirror.load().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'SdkError', code: 'store-unreadable' });
  expect(inspect(error, { depth: 9 })).not.toContain('S3CRET');
  expect(mirror.observation(chargerId, 710)).toBeUndefined();
});

test('the example of a mirror on its own runs as it stands', async () => {
  const source = readFileSync(new URL('./open-mirror.ts', import.meta.url), 'utf8');
  const [, example = ''] = /@example\n((?: \* .*\n)+?) \*\/\nexport function openMirror/.exec(source) ?? [];
  const said: unknown[] = [];
  const program = new Function('openMirror', 'console', `return (async () => {${example.replace(/^ \*/gm, '')}})()`);
  await program(openMirror, { log: (line: unknown) => said.push(line) });
  expect(said).toEqual(['observation', '3']);
});

test('concurrent batches are carried out one after another', async () => {
  const { keeper, commits } = heldKeeper();
  const { mirror } = open(keeper);
  const first = mirror.apply(batch({ observations: [observation()] }));
  const second = mirror.apply(batch({ observations: [observation({ value: '5', observedAtUs: startMs * 1000 + 1 })] }));
  await turn();
  expect(commits).toHaveLength(1);
  commits[0]?.done();
  await first;
  await turn();
  expect(commits).toHaveLength(2);
  commits[1]?.done();
  await second;
  expect(mirror.observation(chargerId, 710)?.value).toBe('5');
});

test('the keeper gets one winner per charger and state id', async () => {
  const { keeper, commits } = heldKeeper();
  const { mirror } = open(keeper);
  const newest = observation({ value: '5', observedAtUs: startMs * 1000 + 9 });
  const applied = mirror.apply(
    batch({ observations: [observation(), newest, observation({ value: '1' }), observation({ stateId: 513 })] }),
  );
  await turn();
  expect(commits[0]?.batch.observations).toEqual([newest, observation({ stateId: 513 })]);
  commits[0]?.done();
  await applied;
});

test('there is one winner also in a batch of thousands, wherever in it the newest stands', async () => {
  for (const newestAt of [0, 499, 500, 1_700, 2_099]) {
    const { keeper, commits } = heldKeeper();
    const { mirror } = open(keeper);
    const many = Array.from({ length: 2_100 }, (_, at) =>
      observation({ stateId: 500 + (at % 3), value: String(at), sequenceNumber: at === newestAt ? 9_999 : at }),
    );
    const applied = mirror.apply(batch({ observations: many }));
    await turn();
    const [winners = []] = commits.map((commit) => commit.batch.observations);
    expect(winners).toHaveLength(3);
    expect(winners).toContainEqual(many[newestAt]);
    commits[0]?.done();
    await applied;
    expect(mirror.observation(chargerId, 500 + (newestAt % 3))?.value).toBe(String(newestAt));
  }
});

test('in a batch of hundreds each value replaces the one of its own id', async () => {
  const { mirror, changes } = open();
  const told = (stateId: number, us: number) =>
    observation({ stateId, value: `${stateId} at ${us}`, observedAtUs: startMs * 1000 + us });
  // Beyond the ids that are secret.
  const ids = Array.from({ length: 760 }, (_, n) => 20_000 + n);
  await mirror.apply(batch({ observations: ids.map((id) => told(id, 0)) }));
  await mirror.apply(batch({ observations: ids.toReversed().map((id) => told(id, 1)) }));
  for (const id of ids) expect(mirror.observation(chargerId, id)?.value).toBe(`${id} at 1`);
  expect(changes.slice(ids.length).map((change) => change.kind === 'observation' && change.held?.value)).toEqual(
    ids.toReversed().map((id) => `${id} at 0`),
  );
});

test('a newer time of the same value is kept but is no change', async () => {
  const { mirror, changes } = open();
  await mirror.apply(batch({ observations: [observation()] }));
  await mirror.apply(batch({ observations: [observation({ observedAtUs: startMs * 1000 + 60_000_000 })] }));
  expect(mirror.observation(chargerId, 710)?.observedAtUs).toBe(startMs * 1000 + 60_000_000);
  expect(changes).toHaveLength(1);
});

test('what loses is neither kept nor published', async () => {
  const { keeper, commits } = heldKeeper();
  const { mirror, changes } = open(keeper);
  const applied = mirror.apply(batch({ observations: [observation()], chargers: [row()] }));
  await turn();
  commits[0]?.done();
  await applied;
  await mirror.apply(
    batch({
      observations: [observation({ value: '1', observedAtUs: startMs * 1000 - 1 })],
      chargers: [row({ name: 'Old name', readAtMs: startMs - 1 })],
    }),
  );
  expect(commits).toHaveLength(1);
  expect(changes).toHaveLength(2);
  expect(mirror.charger(chargerId)?.name).toBe('North wall');
});

test('a charger is found by id and by serial, and by its new serial only after it was exchanged', async () => {
  const { mirror, changes } = open();
  await mirror.apply(batch({ chargers: [row()], installations: [installation] }));
  expect(mirror.find(chargerId)?.name).toBe('North wall');
  expect(mirror.find('ZAP000001')?.id).toBe(chargerId);
  expect(mirror.find('zap000001')?.id).toBe(chargerId);
  expect(mirror.find(chargerId.toUpperCase())?.id).toBe(chargerId);
  await mirror.apply(batch({ chargers: [row({ serial: 'ZAP000002', readAtMs: startMs + 1 })] }));
  expect(mirror.find('ZAP000001')).toBeUndefined();
  expect(mirror.find('ZAP000002')?.id).toBe(chargerId);
  expect(mirror.installations()).toEqual([installation]);
  expect(changes.map((change) => change.kind)).toEqual(['installation', 'charger', 'charger']);
});

test('a row read again unchanged is no change', async () => {
  const { mirror, changes } = open();
  await mirror.apply(batch({ chargers: [row()] }));
  await mirror.apply(batch({ chargers: [row({ readAtMs: startMs + 3_600_000 })] }));
  expect(mirror.charger(chargerId)?.readAtMs).toBe(startMs + 3_600_000);
  expect(changes).toHaveLength(1);
});

test('a second mirror over the same keeper shows what the first one kept, and publishes nothing', async () => {
  const keeper = memoryKeeper();
  const first = open(keeper);
  await first.mirror.apply(batch({ observations: [observation()], chargers: [row()], installations: [installation] }));
  const second = open(keeper);
  await second.mirror.load();
  expect(second.mirror.observation(chargerId, 710)).toEqual(first.mirror.observation(chargerId, 710));
  expect(second.mirror.chargers()).toEqual([row()]);
  expect(second.mirror.installations()).toEqual([installation]);
  expect(second.changes).toEqual([]);
});

test('two accounts in one keeper do not see each other', async () => {
  const keeper = memoryKeeper();
  await open(keeper).mirror.apply(batch({ observations: [observation()] }));
  expect((await keeper.load('other')).observations).toEqual([]);
});

test('an answer beside the row is a change only where it tells otherwise than the one before, whatever the order of fields', async () => {
  const { mirror, changes } = open();
  const told = (readAtMs: number, body: unknown) => ({
    ...installation,
    readAtMs,
    answers: { detail: { readAtMs, body } },
  });
  await mirror.apply(batch({ installations: [installation] }));
  changes.length = 0;
  await mirror.apply(batch({ installations: [told(startMs + 1, { MaxCurrent: 32 })] }));
  const { id, name, ...rest } = told(startMs + 2, { MaxCurrent: 32 });
  await mirror.apply(batch({ installations: [{ ...rest, name, id }] }));
  expect(changes).toEqual([]);
  await mirror.apply(batch({ installations: [told(startMs + 3, { MaxCurrent: 16 })] }));
  expect(changes).toEqual([{ kind: 'installation', installationId: installation.id }]);
});

test('a listener that throws is reported, stays, and harms nobody', async () => {
  const { mirror, changes, lines } = open();
  let calls = 0;
  mirror.subscribe(() => {
    calls++;
    throw new Error('broken listener');
  });
  await mirror.apply(batch({ observations: [observation(), observation({ stateId: 513 })] }));
  expect(calls).toBe(2);
  expect(changes).toHaveLength(2);
  expect(lines.filter((line) => line.includes('listener'))).toHaveLength(2);
});

test('after its undo a listener hears nothing', async () => {
  const { mirror, changes, undo } = open();
  undo();
  await mirror.apply(batch({ observations: [observation()] }));
  expect(changes).toEqual([]);
});

test('a commit of more than 5 s is reported', async () => {
  const { keeper, commits } = heldKeeper();
  const { mirror, lines, clock } = open(keeper);
  const applied = mirror.apply(batch({ observations: [observation()] }));
  await clock.advanceBy(5_001);
  commits[0]?.done();
  await applied;
  expect(lines.some((line) => line.includes('slow'))).toBe(true);
});

test('every field of a value comes back as it went in', async () => {
  const { mirror } = open();
  const given = observation({ stateId: -2, value: null, via: 'poll', sequenceNumber: 0 });
  const suspect = observation({ stateId: 1, sequenceNumber: 2 ** 47, clockSuspect: true });
  await mirror.apply(batch({ observations: [given, suspect] }));
  expect({ chargerId, stateId: -2, ...mirror.observation(chargerId, -2) }).toEqual(given);
  expect({ chargerId, stateId: 1, ...mirror.observation(chargerId, 1) }).toEqual(suspect);
});

test('a charger with more than a thousand state ids keeps the first thousand and the log says so once', async () => {
  const { mirror, lines } = open();
  const many = Array.from({ length: 1_002 }, (_, stateId) => observation({ stateId }));
  await mirror.apply(batch({ observations: many }));
  await mirror.apply(batch({ observations: [observation({ stateId: 5_000 })] }));
  expect(mirror.observations(chargerId).size).toBe(1_000);
  expect(lines.filter((line) => line.includes('mirror is full'))).toHaveLength(1);
});

test('what the mirror has no room for is neither kept nor published; what it holds already goes on', async () => {
  const kept: Batch[] = [];
  const keeper: StateKeeper = {
    load: async () => batch({ observations: Array.from({ length: 1_001 }, (_, at) => observation({ stateId: -at })) }),
    persist: async (_accountId, given) => void kept.push(given),
  };
  const { mirror, changes, lines } = open(keeper);
  await mirror.load();
  expect(lines.filter((line) => line.includes('mirror is full'))).toHaveLength(1);
  const newer = (stateId: number, value: string, us: number) =>
    observation({ stateId, value, observedAtUs: startMs * 1000 + us });
  await mirror.apply(batch({ observations: [newer(5_000, 'NEW', 2)] }));
  await mirror.apply(batch({ observations: [newer(5_000, 'OLD', 1)] }));
  const other = 'c0ffee00-0000-4000-8000-000000000002';
  const told = [newer(5_000, 'NEW', 2), newer(-999, '1', 1), { ...observation(), chargerId: other }];
  await mirror.apply(batch({ observations: told }));
  expect(kept.map(({ observations }) => observations)).toEqual([told.slice(1)]);
  expect(changes).toHaveLength(2);
  expect([mirror.observation(chargerId, -999)?.value, mirror.observation(other, 710)?.value]).toEqual(['1', '3']);
  expect(mirror.observation(chargerId, 5_000)).toBeUndefined();
});

test('nothing secret is held, kept or published, on whatever way it comes', async () => {
  const { keeper, commits } = heldKeeper();
  const secretRow = { Id: chargerId, Pin: '4711', Nested: { PropertyOcppPassword: 'hush' }, Name: 'North wall' };
  const secretInstallation = { ...installation, row: { ...installation.row, WebhooksAuthPayload: 'hush' } };
  keeper.load = async () => batch({ observations: [observation({ stateId: 864, value: 'hush' })] });
  const { mirror, changes } = open(keeper);
  await mirror.load();
  const applied = mirror.apply(
    batch({
      observations: [observation({ stateId: 863, value: 'hush' }), observation()],
      chargers: [row({ row: secretRow })],
      installations: [secretInstallation],
    }),
  );
  await turn();
  commits[0]?.done();
  await applied;
  expect([...mirror.observations(chargerId).keys()]).toEqual([710]);
  expect(mirror.charger(chargerId)?.row).toEqual({ Id: chargerId, Nested: {}, Name: 'North wall' });
  expect(mirror.installations()).toEqual([installation]);
  expect(JSON.stringify([commits.map((commit) => commit.batch), changes])).not.toMatch(/hush|4711/);
});

const hourMs = 3_600_000;

test.each([
  ['stream', 0],
  ['poll', 1_000],
] as const)(
  'on a machine whose clock is hours behind, %s values count by the time of bus and cloud',
  async (via, agoMs) => {
    const { mirror } = open();
    const told = (value: string, atMs: number) =>
      observation({
        ...{ via, value, observedAtUs: atMs * 1000, hadAtMs: atMs + agoMs },
        receivedAtMs: atMs - 2 * hourMs,
      });
    await mirror.apply(batch({ observations: [told('3', startMs)] }));
    await mirror.apply(batch({ observations: [told('5', startMs + 1_000)] }));
    await mirror.apply(batch({ observations: [told('3', startMs)] }));
    expect(mirror.observation(chargerId, 710)).toMatchObject({
      ...{ value: '5', observedAtUs: (startMs + 1_000) * 1000, clockSuspect: false },
    });
  },
);

test('what was kept by a clock that was right is believed at a start with a clock that is behind', async () => {
  const keeper = memoryKeeper();
  const before = open(keeper);
  await before.mirror.apply(
    batch({ observations: [observation({ hadAtMs: startMs, receivedAtMs: startMs - 2 * hourMs })] }),
  );
  const { mirror } = open(keeper);
  await mirror.load();
  const late = observation({ value: '5', observedAtUs: (startMs - hourMs) * 1000, hadAtMs: startMs - hourMs });
  await mirror.apply(batch({ observations: [late] }));
  expect(mirror.observation(chargerId, 710)).toMatchObject({ value: '3', observedAtUs: startMs * 1000 });
});

test('what was kept with a time that is ahead of the cloud’s own gives way to whatever is told next', async () => {
  const keeper = memoryKeeper();
  const aheadMs = startMs + 60 * hourMs;
  await open(keeper).mirror.apply(
    batch({ observations: [observation({ observedAtUs: aheadMs * 1000, receivedAtMs: aheadMs })] }),
  );
  const { mirror } = open(keeper);
  await mirror.load();
  const pushed = observation({ value: '5', hadAtMs: startMs });
  await mirror.apply(batch({ observations: [pushed] }));
  expect(mirror.observation(chargerId, 710)?.value, 'a backlog does not tell what time it is').toBe('3');
  const read = { via: 'poll', observedAtUs: startMs * 1000, hadAtMs: startMs + 1_000 } as const;
  await mirror.apply(batch({ observations: [observation({ ...read, stateId: 513, value: '6000' })] }));
  await mirror.apply(batch({ observations: [pushed] }));
  expect(mirror.observation(chargerId, 710)).toMatchObject({ value: '5', observedAtUs: startMs * 1000 });
});
