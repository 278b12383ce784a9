import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { CallFact, StreamFact } from '@fairlead/policy';
import type { Batch, Observation } from '@fairlead/sdk';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Store, StoredCommand, StoreOptions } from './store.ts';
import { openStore } from './store-engine.ts';
import { openWorkerStore } from './worker-store.ts';

let dataDir: string;
const open = new Set<Store>();

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'fairlead-store-'));
});
afterEach(async () => {
  for (const store of open) await store.close();
  open.clear();
  rmSync(dataDir, { recursive: true, force: true });
});

const options = (over: Partial<StoreOptions> = {}): StoreOptions => ({
  dataDir,
  facts: { maxFacts: 1_500, maxAgeMs: 30 * 86_400_000 },
  commandMaxAgeMs: 86_400_000,
  maxCommands: 50_000,
  auditMaxAgeMs: 86_400_000,
  ...over,
});
type Opener = (options: StoreOptions) => Promise<Store>;
async function start(opener: Opener, over: Partial<StoreOptions> = {}): Promise<Store> {
  const store = await opener(options(over));
  open.add(store);
  return store;
}
async function stop(store: Store): Promise<void> {
  open.delete(store);
  await store.close();
}

const observation = (over: Partial<Observation> = {}): Observation => ({
  chargerId: 'c1',
  stateId: 710,
  value: '3',
  observedAtUs: 1_000_000,
  receivedAtMs: 2_000,
  via: 'stream',
  sequenceNumber: 7,
  clockSuspect: false,
  ...over,
});
const batch = (over: Partial<Batch> = {}): Batch => ({ observations: [], chargers: [], installations: [], ...over });
const full: Batch = {
  observations: [
    observation(),
    observation({ stateId: -1, value: null, via: 'poll', sequenceNumber: 0, clockSuspect: true }),
  ],
  chargers: [
    {
      id: 'c1',
      serial: 'ZAP000001',
      name: 'Left',
      installationId: null,
      deviceType: 4,
      active: true,
      roles: 3,
      readAtMs: 5,
      row: { Id: 'c1', Future: { Kept: [1, null] } },
    },
  ],
  installations: [
    {
      ...{ id: 'i1', name: 'Fjordveien', messagingEnabled: true, roles: 3, readAtMs: 5, row: { Id: 'i1' } },
      answers: { detail: { readAtMs: 5, body: { Id: 'i1', MaxCurrent: 25 } }, hierarchy: { readAtMs: 4 } },
    },
    { id: 'i2', name: 'Not read', messagingEnabled: true, roles: 1, readAtMs: 5, row: { Id: 'i2' } },
  ],
};
const command: StoredCommand = {
  accountId: 'main',
  id: 'k1',
  chargerId: 'c1',
  command: 'pause',
  state: 'accepted',
  app: 'demo-app',
  idempotencyKey: 'once',
  reason: null,
  acceptedAtMs: 10,
  sentAtMs: null,
  endedAtMs: null,
};
const streamFact = (atMs: number): StreamFact => ({
  v: 1,
  kind: 'stream',
  accountId: 'main',
  bus: 'group',
  scope: 'g',
  event: 'message',
  atMs,
});

describe.each<[string, Opener]>([
  ['in process', openStore],
  ['in a worker', openWorkerStore],
])('the store %s', (_, opener) => {
  test('gives back after a restart exactly what was persisted, per account', async () => {
    const store = await start(opener);
    await store.persist('main', full);
    await store.persist('other', batch({ observations: [observation({ value: '1' })] }));
    await stop(store);
    const again = await start(opener);
    const kept = await again.load('main');
    expect(kept.chargers).toEqual(full.chargers);
    expect(kept.installations).toEqual(full.installations);
    expect(kept.observations).toHaveLength(2);
    expect(kept.observations).toEqual(expect.arrayContaining([...full.observations]));
    expect((await again.load('other')).observations).toEqual([observation({ value: '1' })]);
  });

  test('keeps the whole batch or nothing of it', async () => {
    const store = await start(opener);
    const broken = observation({ stateId: 2, observedAtUs: null as unknown as number });
    await expect(store.persist('main', batch({ observations: [observation(), broken] }))).rejects.toMatchObject({
      code: 'store-failed',
    });
    expect((await store.load('main')).observations).toEqual([]);
    await store.persist('main', batch({ observations: [observation()] }));
    expect((await store.load('main')).observations).toHaveLength(1);
  });

  test('puts aside what one login left when another is accepted, of the few that may come back, and loses no fact', async () => {
    const store = await start(opener);
    const sealed = (text: string) => new Uint8Array(Buffer.from(text));
    const live = async (login: string, from: string | null, keep: readonly string[]): Promise<void> => {
      await store.handOver('main', { from, to: login, keep });
      await store.saveSecret('main', 'access-token', sealed(`token of ${login}`));
      await store.persist(`main/${login}`, batch({ observations: [observation({ value: login })] }));
      await store.appendFacts([{ ...streamFact(1), accountId: `main/${login}` }], 1);
    };
    await store.persist('main', full);
    await store.saveCommand(command);
    await store.appendFacts([streamFact(1), streamFact(2)], 2);
    await store.persist('main-2/b', batch({ installations: full.installations }));
    await live('a', null, []);
    expect((await store.load('main')).chargers).toEqual([]);
    expect((await store.load('main/a')).chargers).toEqual(full.chargers);
    expect((await store.commands('main/a', 0)).map(({ id }) => id)).toEqual([command.id]);
    await live('b', 'a', ['a']);
    expect((await store.load('main/a')).chargers).toEqual([]);
    const bytes = ['fairlead.db', 'fairlead.db-wal'].map((name) =>
      readFileSync(join(dataDir, name)).toString('latin1'),
    );
    expect(bytes.join().includes('Future')).toBe(false); // a row of `a` is nowhere in clear
    await store.handOver('main', { from: 'b', to: 'a', keep: ['b'] });
    expect(await store.secret('main', 'access-token')).toEqual(sealed('token of a'));
    expect((await store.load('main/a')).chargers).toEqual(full.chargers);
    expect((await store.load('main/a')).installations).toEqual(full.installations);
    await live('c', 'a', ['a']);
    expect(await store.secret('main/b', 'access-token')).toBeNull();
    expect(await store.secret('main/a', 'access-token')).toEqual(sealed('token of a'));
    await store.handOver('main', { from: 'c', to: 'b', keep: ['c', 'a'] });
    expect((await store.load('main/b')).observations).toEqual([]);
    await store.handOver('main', { from: 'b', to: 'a', keep: ['b', 'c'] });
    expect((await store.load('main/a')).observations).toHaveLength(2);
    const facts = await Promise.all(['main', 'main/a', 'main/b', 'main/c'].map((shelf) => store.facts(shelf, 0, 10)));
    expect(facts.map(({ length }) => length)).toEqual([0, 3, 1, 1]);
    expect((await store.load('main-2/b')).installations).toEqual(full.installations);
  });

  test('makes good, once, what was not handed over when its mark was written; what was read anew since stays', async () => {
    const store = await start(opener);
    await store.persist('main', full);
    await store.saveCommand(command);
    await store.appendFacts([streamFact(1)], 1);
    // The disk was full: `a` is the owner, and what it lives through lies under its own name.
    await store.persist('main/a', batch({ observations: [observation({ value: 'newer' })] }));
    const settled = { from: 'a', to: 'a', keep: [] };
    await store.handOver('main', settled);
    const kept = await store.load('main/a');
    expect(kept.chargers).toEqual(full.chargers);
    expect(kept.observations.find(({ stateId }) => stateId === 710)?.value).toBe('newer');
    expect((await store.commands('main/a', 0)).map(({ id }) => id)).toEqual([command.id]);
    expect(await store.facts('main/a', 0, 10)).toHaveLength(1);
    expect((await store.load('main')).observations).toEqual([]);
    // Of what nobody's login is known of since, none is taken.
    await store.appendFacts([streamFact(2)], 2);
    await store.handOver('main', settled);
    expect(await store.facts('main', 0, 10)).toHaveLength(1);
    // `b` was accepted, and the store was not told.
    await store.handOver('main', { from: 'b', to: 'b', keep: ['a'] });
    expect((await store.load('main/a')).chargers).toEqual([]);
    await store.handOver('main', { from: 'b', to: 'a', keep: ['b'] });
    expect((await store.load('main/a')).chargers).toEqual(full.chargers);
  });

  test('gives what the last login left, where its mark is lost, to the next newcomer, and to none whose own mark is known', async () => {
    const live = async (store: Store, login: string, from: string | null, keep: readonly string[]): Promise<void> => {
      await store.handOver('main', { from, to: login, keep });
      await store.persist(`main/${login}`, full);
      await store.appendFacts([{ ...streamFact(1), accountId: `main/${login}` }], 1);
    };
    const store = await start(opener);
    await live(store, 'a', null, []);
    await live(store, 'b', 'a', ['a']);
    await store.saveCommand({ ...command, accountId: 'main/b' });
    await store.handOver('main', { from: null, to: 'a', keep: [] });
    expect(await store.commands('main/a', 0)).toEqual([]);
    expect(await store.facts('main/a', 0, 10)).toHaveLength(1);
    await store.handOver('main', { from: null, to: 'c', keep: [] });
    expect(await store.facts('main/c', 0, 10)).toHaveLength(1);
    expect((await store.load('main/c')).chargers).toEqual(full.chargers);
    expect((await store.load('main/a')).chargers).toEqual([]);
  });

  test('keeps the newest ended commands up to their number, and what has not ended', async () => {
    let store = await start(opener, { maxCommands: 3 });
    await store.saveCommand({ ...command, id: 'open', endedAtMs: null });
    for (let at = 1; at <= 5; at++)
      await store.saveCommand({ ...command, id: `k${at}`, state: 'confirmed', endedAtMs: at });
    await stop(store);
    store = await start(opener, { maxCommands: 3 });
    await store.saveCommand({ ...command, id: 'k6', state: 'confirmed', endedAtMs: 6 });
    const ids = (await store.commands('main', 0)).map(({ id }) => id).sort();
    expect(ids).toEqual(['k3', 'k4', 'k5', 'k6', 'open']);
  });

  test('keeps commands, apps, page sessions, secrets, audit entries and meta', async () => {
    const store = await start(opener);
    await store.saveCommand(command);
    await store.saveCommand({ ...command, state: 'sent', sentAtMs: 20 });
    expect(await store.command('k1')).toEqual({ ...command, state: 'sent', sentAtMs: 20 });
    expect(await store.commands('main', 1_000_000)).toHaveLength(1);
    await store.saveApp({
      accountId: 'main',
      name: 'grid',
      keyHash: 'aa',
      scopes: ['read', 'command'],
      createdAtMs: 1,
    });
    expect(await store.apps()).toEqual([
      { accountId: 'main', name: 'grid', keyHash: 'aa', scopes: ['read', 'command'], createdAtMs: 1 },
    ]);
    await store.removeApp('grid');
    expect(await store.apps()).toEqual([]);
    await store.saveSecret('main', 'access-token', new Uint8Array([1, 2, 3]));
    expect([...((await store.secret('main', 'access-token')) ?? [])]).toEqual([1, 2, 3]);
    await store.saveSecret('main', 'access-token', null);
    expect(await store.secret('main', 'access-token')).toBeNull();
    await store.savePageSession({ hash: 'h', createdAtMs: 1, expiresAtMs: 9 });
    await store.audit({ accountId: '', atMs: 1, actor: 'admin', act: 'app-created', subject: 'grid' });
    await store.saveMeta('', 'epoch', '4');
    expect(await store.meta('', 'epoch')).toBe('4');
    await store.forget(10);
    expect(await store.pageSessions()).toEqual([]);
    expect(await store.auditEntries(10)).toHaveLength(1);
  });

  test('a second gateway on the same folder is refused with the process that holds it', async () => {
    await start(opener);
    await expect(opener(options())).rejects.toMatchObject({
      code: 'store-locked',
      message: expect.stringMatching(new RegExp(`process ${process.pid}\\).*--data-dir`)),
    });
  });

  test('a folder that cannot be written is said in one sentence', async () => {
    const file = join(dataDir, 'file');
    writeFileSync(file, '');
    await expect(opener(options({ dataDir: join(file, 'below') }))).rejects.toMatchObject({
      code: 'data-dir-unusable',
      message: expect.stringMatching(/^Failed to use the data directory .*--data-dir\.$/),
    });
  });

  test('a damaged database is named and left as it is', async () => {
    const file = join(dataDir, 'fairlead.db');
    writeFileSync(file, 'not a database, '.repeat(100));
    await expect(opener(options())).rejects.toMatchObject({
      code: 'store-corrupt',
      message: expect.stringMatching(/Move it away/),
    });
    expect(readFileSync(file, 'utf8')).toMatch(/^not a database/);
  });
});

test('the lock ends with its process, also by kill -9, and another process meets it', async () => {
  const source = new URL('./store-engine.ts', import.meta.url).href;
  const script = `const { openStore } = await import(${JSON.stringify(source)}); await openStore(${JSON.stringify(options())}); console.log('open'); setInterval(() => {}, 1e6);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await new Promise((resolve) => child.stdout.once('data', resolve));
  await expect(openStore(options())).rejects.toThrow(new RegExp(`process ${child.pid}`));
  child.kill('SIGKILL');
  await ended;
  await start(openStore);
});

test('a second gateway that is refused within the process leaves the lock where it is', async () => {
  const source = new URL('./store-engine.ts', import.meta.url).href;
  const script = `import(${JSON.stringify(source)}).then(({ openStore }) => openStore(${JSON.stringify(options())})).then(
    () => console.log('opened'), ({ code }) => console.log(code))`;
  const ofAnotherProcess = (): string =>
    spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }).stdout.trim();
  const store = await start(openStore);
  await expect(openStore(options())).rejects.toMatchObject({ code: 'store-locked' });
  expect(ofAnotherProcess()).toBe('store-locked');
  await stop(store);
  expect(ofAnotherProcess()).toBe('opened');
});

test('a store of a newer version is left alone', async () => {
  await stop(await start(openStore));
  const raw = new DatabaseSync(join(dataDir, 'fairlead.db'));
  raw.exec("INSERT INTO kysely_migration VALUES ('9999-later', '2030-01-01')");
  raw.close();
  await expect(openStore(options())).rejects.toMatchObject({ code: 'store-newer' });
});

test('files are readable by their owner only', async () => {
  const store = await start(openStore);
  await store.persist('main', full);
  const listing = spawnSync('find', [dataDir, '-type', 'f', '-perm', '/077'], { encoding: 'utf8' });
  expect(listing.stdout).toBe('');
  expect(statSync(dataDir).mode & 0o777).toBe(0o700);
});

test('whatever the order in which batches come, the winner of merge stays', async () => {
  const store = await start(openStore);
  const values = fc.record({
    observedAtUs: fc.integer({ min: 1, max: 3 }),
    via: fc.constantFrom('stream' as const, 'poll' as const),
    sequenceNumber: fc.integer({ min: 0, max: 2 }),
    value: fc.constantFrom(null, '1', '2'),
    receivedAtMs: fc.integer({ min: 1, max: 3 }),
  });
  let stateId = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(values, { minLength: 1, maxLength: 6 }), fc.boolean(), async (incoming, reversed) => {
      stateId += 1;
      const all = incoming.map((each) => observation({ ...each, stateId }));
      const winner = all.reduce((held, next) => (beats(next, held) ? next : held));
      for (const each of reversed ? all.toReversed() : all)
        await store.persist('main', batch({ observations: [each] }));
      const kept = (await store.load('main')).observations.find((each) => each.stateId === stateId);
      expect(kept).toEqual(winner);
    }),
    { numRuns: 40 },
  );
});

function beats(next: Observation, held: Observation): boolean {
  const order = (each: Observation) => [
    each.observedAtUs,
    each.via === 'stream' ? 1 : 0,
    each.sequenceNumber,
    each.value === null ? -1 : Number(each.value),
    -each.receivedAtMs,
  ];
  const [left, right] = [order(next), order(held)];
  const index = left.findIndex((part, at) => part !== right[at]);
  return index >= 0 && Number(left[index]) > Number(right[index]);
}

test('the journal keeps at most its number and its age, and reads the newest in order', async () => {
  const store = await start(openStore);
  const day = 86_400_000;
  await store.appendFacts([streamFact(0)], day);
  for (let at = 0; at < 4_000; at += 500)
    await store.appendFacts(
      Array.from({ length: 500 }, (_, index) => streamFact(100 * day + at + index)),
      100 * day + at,
    );
  const facts = (await store.facts('main', 0, 10_000)) as CallFact[] | StreamFact[];
  expect(facts.length).toBeGreaterThanOrEqual(1_500);
  expect(facts.length).toBeLessThan(2_500);
  expect(facts.at(-1)).toEqual(streamFact(100 * day + 3_999));
  expect(await store.facts('main', 0, 2)).toEqual([streamFact(100 * day + 3_998), streamFact(100 * day + 3_999)]);
  expect(await store.facts('other', 0, 10)).toEqual([]);
});

test('a call that an earlier version journalled reads as a fact of today, and a line that is none is left where it is', async () => {
  await stop(await start(openStore));
  const raw = new DatabaseSync(join(dataDir, 'fairlead.db'));
  const insert = raw.prepare("INSERT INTO fact (account_id, at_ms, json) VALUES ('main', ?, ?)");
  const early = {
    ...{ v: 1, kind: 'call', id: '1', accountId: 'main', app: null, door: { scheme: 'https', host: 'api.zaptec.com' } },
    ...{ class: 'state', method: 'GET', path: '/api/chargers/{id}/state', resource: 'c1', narrowing: 'none' },
    ...{ status: 200, sentAtMs: 1_000, answeredAtMs: 1_020, attempt: 1, cause: 'routine', charging: 'no' },
  };
  insert.run(1_000, JSON.stringify(early));
  insert.run(2_000, '{"v":1,"kind":"rumour"}');
  raw.close();
  const store = await start(openStore);
  expect(await store.facts('main', 0, 10)).toEqual([
    expect.objectContaining({ ...early, installationId: null, command: null, connected: 'unknown', shown: 'unknown' }),
  ]);
  await stop(store);
  const after = new DatabaseSync(join(dataDir, 'fairlead.db'));
  expect(after.prepare('SELECT count(*) AS many FROM fact').get()).toEqual({ many: 2 });
  after.close();
});

test('what the retention drops is found by an index, never by looking at every row', async () => {
  await stop(await start(openStore));
  const raw = new DatabaseSync(join(dataDir, 'fairlead.db'));
  const plan = (sql: string): string =>
    raw
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map((row) => String(row['detail']))
      .join('; ');
  for (const sql of [
    'DELETE FROM fact WHERE at_ms < 1',
    'DELETE FROM fact WHERE seq <= (SELECT max(seq) FROM fact) - 1',
    'DELETE FROM command WHERE ended_at_ms < 1',
    'DELETE FROM audit WHERE at_ms < 1',
    'SELECT * FROM audit ORDER BY at_ms DESC LIMIT 1',
    "SELECT json FROM fact WHERE account_id = '' AND at_ms >= 1 ORDER BY at_ms DESC, seq DESC LIMIT 1",
  ]) {
    expect(plan(sql), sql).toMatch(/USING .*(INDEX|PRIMARY KEY)/);
    expect(plan(sql), sql).not.toMatch(/SCAN (?!audit USING INDEX)|TEMP B-TREE/);
  }
  raw.close();
});
