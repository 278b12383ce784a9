import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSecretBox } from '../credentials/secret-box.ts';
import { openKeptFile } from '../keep/kept-file.ts';
import { silentLog } from '../log/silent-log.ts';
import { type FileKeeper, fileKeeper, keeperOf, schema } from './file-keeper.ts';
import type { Observation } from './observed.ts';
import { openMirror } from './open-mirror.ts';
import type { Batch, ChargerRow, InstallationRecord } from './state-keeper.ts';

let folder: string;
const open: FileKeeper[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fairlead-keeper-'));
});
afterEach(() => {
  for (const keeper of open.splice(0)) keeper.close();
  rmSync(folder, { recursive: true });
});

const observation = (over: Partial<Observation> = {}): Observation => ({
  ...{
    chargerId: 'c1',
    stateId: 710,
    value: '3',
    observedAtUs: 1_795_348_800_000_123,
    receivedAtMs: 1_795_348_800_001,
  },
  ...{ via: 'stream', sequenceNumber: 9_007_199_254_740_991, clockSuspect: false },
  ...over,
});
const charger: ChargerRow = {
  ...{ id: 'c1', serial: 'ZAP000001', name: 'North wall', installationId: 'i1', deviceType: 4, active: true, roles: 2 },
  ...{ readAtMs: 1_795_348_800_000, row: { Id: 'c1', DeviceId: 'ZAP000001' } },
};
const installation: InstallationRecord = {
  ...{
    id: 'i1',
    name: 'Fjordveien 12',
    messagingEnabled: true,
    roles: 2,
    readAtMs: 1_795_348_800_000,
    row: { Id: 'i1' },
  },
  answers: { detail: { readAtMs: 1_795_348_800_000, body: { Id: 'i1', Address: 'Fjordveien 12' } } },
};
const batch = (over: Partial<Batch>): Batch => ({ observations: [], chargers: [], installations: [], ...over });
const opened = (): FileKeeper => {
  const keeper = fileKeeper({ folder });
  open.push(keeper);
  return keeper;
};

test('what was kept is there after a restart, to the last digit, by account, the newest of each', async () => {
  const before = opened();
  const values = [
    observation(),
    observation({ stateId: -2, value: null, via: 'poll', sequenceNumber: 0, clockSuspect: true }),
  ];
  await before.persist('main', batch({ observations: values, chargers: [charger], installations: [installation] }));
  await before.persist('main', batch({ observations: [observation({ value: '5' })] }));
  await before.persist('other', batch({ observations: [observation({ value: '1' })] }));
  before.close();
  const { observations, chargers, installations } = await opened().load('main');
  expect(observations).toEqual([values[1], observation({ value: '5' })]);
  expect([chargers, installations]).toEqual([[charger], [installation]]);
});

test('who charged is not kept, and who is named only sealed', async () => {
  const keeper = opened();
  const personal = [722, 723, 750].map((stateId) => observation({ stateId, value: 'nfc-CARD-OF-SOMEBODY' }));
  await keeper.persist('main', batch({ observations: personal, chargers: [charger], installations: [installation] }));
  expect((await keeper.load('main')).observations).toEqual([]);
  keeper.close();
  const onDisk = readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join();
  for (const word of ['SOMEBODY', 'North wall', 'ZAP000001', 'Fjordveien']) expect(onDisk).not.toContain(word);
});

test('rows that another key sealed are none: values stay, and nothing fails', async () => {
  const before = opened();
  await before.persist('main', batch({ observations: [observation()], chargers: [charger] }));
  before.close();
  rmSync(join(folder, 'secret-key'));
  expect(await opened().load('main')).toEqual(batch({ observations: [observation()] }));
});

test('a full disk stops nothing, is told once, and what waited is kept when there is room', async () => {
  const kept = openKeptFile(join(folder, 'state.sqlite'), schema, silentLog);
  const lines: string[] = [];
  const line = (_: object, message: string) => void lines.push(message);
  const log = { ...silentLog, warn: line, error: line };
  const keeper = keeperOf(kept, openSecretBox(join(folder, 'secret-key')), { file: 'state.sqlite', log });
  open.push(keeper);
  const later = { observedAtUs: observation().observedAtUs + 1 };
  kept.db.exec('PRAGMA max_page_count = 1');
  const wide = Array.from({ length: 200 }, (_, id) => observation({ chargerId: `c${id}`, value: 'x'.repeat(100) }));
  await keeper.persist('main', batch({ observations: wide }));
  await keeper.persist('main', batch({ observations: [observation({ chargerId: 'c7', value: '5', ...later })] }));
  expect(lines).toEqual([
    expect.stringMatching(/^Failed to keep state in state\.sqlite: the disk is full\. Make room/),
  ]);
  kept.db.exec('PRAGMA max_page_count = 1000000');
  await keeper.persist('main', batch({ observations: [observation({ chargerId: 'c8', value: '1', ...later })] }));
  const held = new Map((await keeper.load('main')).observations.map(({ chargerId, value }) => [chargerId, value]));
  expect([held.size, held.get('c7'), held.get('c8'), held.get('c9')]).toEqual([200, '5', '1', 'x'.repeat(100)]);
  expect(lines).toHaveLength(2);
});

test('a second one is refused while the first is open', () => {
  opened();
  expect(() => opened()).toThrow(expect.objectContaining({ code: 'in-use' }));
});

const at = 1_795_348_800_000;

test('what two mirrors of one account keep never goes back, in whatever order they keep it', async () => {
  const keeper = opened();
  const newer = observation({ value: '5', observedAtUs: at * 1_000 + 1_000, sequenceNumber: 7 });
  const older = observation({ value: '3', observedAtUs: at * 1_000 });
  const renamed = { ...charger, name: 'South wall', readAtMs: at + 1 };
  const listed = { ...installation, readAtMs: at + 1, answers: { firmware: { readAtMs: at, body: [] } } };
  await keeper.persist('main', batch({ observations: [newer], chargers: [renamed], installations: [listed] }));
  await keeper.persist('main', batch({ observations: [older], chargers: [charger], installations: [installation] }));
  expect(await keeper.load('main')).toEqual({
    observations: [newer],
    chargers: [renamed],
    installations: [{ ...listed, answers: { ...installation.answers, ...listed.answers } }],
  });
});

test('nor does it go back in a mirror of its own: both hold the same after a restart', async () => {
  const keeper = opened();
  const [one, other] = [openMirror({ keeper }), openMirror({ keeper })];
  await Promise.all([one.load(), other.load()]);
  await one.apply(batch({ observations: [observation({ value: '5', observedAtUs: at * 1_000 + 1 })] }));
  await other.apply(batch({ observations: [observation({ value: '3', observedAtUs: at * 1_000 })] }));
  keeper.close();
  const after = openMirror({ keeper: opened() });
  await after.load();
  expect(after.observation('c1', 710)?.value).toBe('5');
});

test('what waits for room does not go back either', async () => {
  const kept = openKeptFile(join(folder, 'state.sqlite'), schema, silentLog);
  const keeper = keeperOf(kept, openSecretBox(join(folder, 'secret-key')), { file: 'state.sqlite', log: silentLog });
  open.push(keeper);
  kept.db.exec('PRAGMA max_page_count = 1');
  const wide = Array.from({ length: 200 }, (_, id) => observation({ chargerId: `c${id}`, value: 'x'.repeat(100) }));
  await keeper.persist(
    'main',
    batch({ observations: wide, chargers: [{ ...charger, name: 'South', readAtMs: at + 1 }] }),
  );
  const stale = observation({ chargerId: 'c7', value: '5', observedAtUs: at * 1_000 });
  await keeper.persist('main', batch({ observations: [stale], chargers: [charger] }));
  kept.db.exec('PRAGMA max_page_count = 1000000');
  await keeper.persist('main', batch({}));
  const { observations, chargers } = await keeper.load('main');
  expect(observations.find(({ chargerId }) => chargerId === 'c7')?.value).toBe('x'.repeat(100));
  expect(chargers.map(({ name }) => name)).toEqual(['South']);
});

test('a time that is ahead even of the clock of the cloud goes back, as in the mirror', async () => {
  const keeper = opened();
  const ahead = observation({ value: '5', observedAtUs: (at + 3 * 3_600_000) * 1_000 });
  const polled = observation({ value: '1', via: 'poll', sequenceNumber: 0, hadAtMs: at });
  await keeper.persist('main', batch({ observations: [ahead] }));
  await keeper.persist('main', batch({ observations: [polled] }));
  expect((await keeper.load('main')).observations.map(({ value }) => value)).toEqual(['1']);
});
