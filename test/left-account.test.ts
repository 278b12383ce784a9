// A charger or installation that left the account: the full list says so, and whoever asks for it is told the same, by
// whatever way, restarts or not.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@fairlead/emulator';
import { connect, type Zaptec } from '@fairlead/sdk';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clientOptions } from './client-options.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';

const hourMs = 3_600_000;

let keepIn: string;
let clock: ManualClock;
let emulator: Emulator;
/** Ids that the cloud shows this account no more. */
const gone = new Set<string>();
/** Paths with their queries, in order. */
const cloudSaw: string[] = [];

beforeEach(async () => {
  keepIn = mkdtempSync(join(tmpdir(), 'fairlead-left-'));
  clock = manualClock();
  emulator = await startEmulator({ doors: 'in-process', clock, fleet: { chargers: 4, charging: 1 } });
  gone.clear();
  cloudSaw.length = 0;
});
afterEach(async () => {
  await emulator.stop();
  rmSync(keepIn, { recursive: true });
});

const fetchLess: typeof fetch = async (input, init) => {
  const { pathname: path, search } = new URL(new Request(input, init).url);
  cloudSaw.push(path + search);
  if (gone.has(path.split('/')[3] ?? '')) return new Response(null, { status: 403 });
  const answer = await emulator.fetch(input, init);
  if (!/^\/api\/(chargers|installation)$/.test(path) || !answer.ok) return answer;
  const page = (await answer.json()) as { readonly Data: readonly { readonly Id: string }[] };
  return Response.json({ ...page, Data: page.Data.filter(({ Id }) => !gone.has(Id)) });
};

const open = (): Promise<Zaptec> => connect({ ...clientOptions(emulator, clock), fetch: fetchLess, keepIn });
const listed = (zaptec: Zaptec) => clock.during(Array.fromAsync(zaptec.chargers.list()));
const codeOf = (work: Promise<unknown>) =>
  clock.during(
    work.then(
      () => 'done',
      (error) => error.code as string,
    ),
  );

const callsAbout = ({ id, serial }: { readonly id: string; readonly serial: string }): number =>
  emulator.calls().filter((call) => call.resource === id || call.path.includes(serial) || call.narrowing === 'name')
    .length;

test('what left the list is found no more, after a restart neither, and is looked up once an hour at most', async () => {
  let zaptec = await open();
  expect(await listed(zaptec)).toHaveLength(4);
  const [left] = zaptec.account.mirror.chargers();
  if (!left) throw new Error('there are four');
  gone.add(left.id);
  await clock.advanceBy(8 * hourMs);
  for (let life = 0; life < 3; life++) {
    expect(await listed(zaptec)).toHaveLength(3);
    const before = callsAbout(left);
    for (const name of [left.serial, left.serial.toLowerCase(), left.id]) {
      expect(await clock.during(zaptec.chargers.find(name)), name).toBeNull();
      expect(await codeOf(zaptec.chargers.pause(name))).toBe('unknown-charger');
      expect(await codeOf(zaptec.chargers.readState(name))).toBe('unknown-charger');
    }
    expect(callsAbout(left) - before).toBeLessThanOrEqual(2);
    await clock.during(zaptec.close());
    zaptec = await open();
  }
  await clock.during(zaptec.close());
});

test('what came back is found by one look-up and is in the list again', async () => {
  const zaptec = await open();
  await listed(zaptec);
  const [left] = zaptec.account.mirror.chargers();
  if (!left) throw new Error('there are four');
  gone.add(left.id);
  await clock.advanceBy(8 * hourMs);
  gone.clear();
  expect(await clock.during(zaptec.chargers.find(left.serial))).toMatchObject({ id: left.id });
  expect(await listed(zaptec)).toHaveLength(4);
  await clock.during(zaptec.close());
});

test('of a charger that left nothing that is held is told any more, by whatever way it is asked for', async () => {
  const zaptec = await open();
  await listed(zaptec);
  const { account, chargers } = zaptec;
  const [left, stays] = account.mirror.chargers();
  if (!left || !stays) throw new Error('there are four');
  expect(chargers.observations(left.id).size).toBeGreaterThan(0);
  gone.add(left.id);
  await clock.advanceBy(8 * hourMs);
  const before = callsAbout(left);
  for (const name of [left.id, left.serial]) {
    expect(() => chargers.observations(name)).toThrow(expect.objectContaining({ code: 'unknown-charger' }));
    expect(() => chargers.freshness(name)).toThrow(expect.objectContaining({ code: 'unknown-charger' }));
    expect(account.mirror.find(name)).toBeUndefined();
  }
  expect(account.mirror.chargers().map(({ id }) => id)).not.toContain(left.id);
  expect(account.mirror.charger(left.id)).toBeUndefined();
  expect(account.mirror.observation(left.id, 710)).toBeUndefined();
  expect(account.mirror.observations(left.id).size).toBe(0);
  expect(account.followed(left.id)).toBeNull();
  expect(await codeOf(account.sendCommand(left.id, 506, { app: null }))).toBe('unknown-charger');
  expect(callsAbout(left)).toBe(before);
  expect(chargers.observations(stays.id).size).toBeGreaterThan(0);
  expect(account.mirror.observation(stays.id, 710)).toBeDefined();
  await clock.during(zaptec.close());
});

test('an installation that left is not found: asked for once an hour at most, after a restart neither, and its chargers with it', async () => {
  let zaptec = await open();
  await listed(zaptec);
  const [site] = zaptec.account.mirror.installations();
  if (!site) throw new Error('there is one');
  gone.add(site.id);
  for (const { id } of zaptec.account.mirror.chargers()) gone.add(id);
  await clock.advanceBy(8 * hourMs);
  const asked = (): number => cloudSaw.filter((path) => path.includes(site.id) || path.includes('NameFilter')).length;
  for (let life = 0; life < 2; life++) {
    expect(await clock.during(Array.fromAsync(zaptec.installations.list()))).toEqual([]);
    expect(zaptec.account.mirror.installations()).toEqual([]);
    expect(zaptec.account.installationMostAgeMs(site.id)).toBeNull();
    const before = asked();
    for (let time = 0; time < 2; time++) {
      expect(await clock.during(zaptec.installations.find(site.id))).toBeNull();
      expect(await clock.during(zaptec.installations.find(site.name))).toBeNull();
    }
    expect(asked() - before).toBeLessThanOrEqual(2);
    expect(() => zaptec.installations.availableCurrent(site.id)).toThrow(
      expect.objectContaining({ code: 'unknown-installation' }),
    );
    await clock.during(zaptec.close());
    zaptec = await open();
  }
  gone.clear();
  await clock.advanceBy(hourMs);
  expect(await clock.during(zaptec.installations.find(site.name))).toMatchObject({ id: site.id });
  expect(zaptec.account.mirror.installation(site.id)).toBeDefined();
  await clock.during(zaptec.close());
});

test.each([
  ['no car', 0, 'waits-for-car'],
  ['a spent slot', 1, 'scheduled'],
] as const)(
  'a current that waits for %s is refused when the installation leaves, and not one byte of it goes',
  async (_what, charging, state) => {
    await emulator.stop();
    emulator = await startEmulator({ doors: 'in-process', clock, fleet: { chargers: 1, charging } });
    const zaptec = await open();
    await listed(zaptec);
    const [site] = zaptec.account.mirror.installations();
    if (!site) throw new Error('there is one');
    await clock.advanceBy(55 * 60_000); // A full list is read an hour after the last one.
    const wish = (amps: number) => clock.during(zaptec.installations.setAvailableCurrent(site.id, { amps }));
    if (charging > 0) await clock.during((await wish(10)).done);
    const answer = await wish(8);
    expect(answer.state).toBe(state);
    gone.add(site.id);
    for (const { id } of zaptec.account.mirror.chargers()) gone.add(id);
    await clock.advanceBy(6 * 60_000);
    await clock.during(Array.fromAsync(zaptec.installations.list({ maxAgeMs: 1_000 })));
    expect(zaptec.account.mirror.installations()).toEqual([]);
    const updates = (): number => cloudSaw.filter((path) => path.endsWith('/update')).length;
    const before = updates();
    expect(await clock.during(answer.done, hourMs)).toMatchObject({
      outcome: 'refused',
      why: 'unknown-thing',
      sentAtMs: null,
    });
    expect(updates()).toBe(before);
    await clock.during(zaptec.close());
  },
);

test('what came back and is told of by the stream is looked up by itself, before the next list', async () => {
  const zaptec = await open();
  await listed(zaptec);
  const [left] = zaptec.account.mirror.chargers();
  if (!left) throw new Error('there are four');
  gone.add(left.id);
  await clock.advanceBy(8 * hourMs);
  expect(zaptec.account.mirror.charger(left.id)).toBeUndefined();
  gone.clear();
  cloudSaw.length = 0;
  emulator.faults.detachReaders();
  await clock.advanceBy(hourMs);
  expect(zaptec.account.mirror.charger(left.id)).toBeDefined();
  expect(cloudSaw.filter((path) => /chargers\?PageSize=\d+&PageIndex/.test(path))).toEqual([]);
  await clock.during(zaptec.close());
});

test('a list that ends with a full page is known to be whole after a restart', async () => {
  const hundred = await startEmulator({ doors: 'in-process', clock, fleet: { chargers: 100, charging: 0 } });
  const lines: string[] = [];
  const log = { debug() {}, info: (_: object, line: string) => void lines.push(line), warn() {}, error() {} };
  for (let life = 0; life < 2; life++) {
    const zaptec = await connect({ ...clientOptions(hundred, clock), keepIn, log });
    expect(await clock.during(Array.fromAsync(zaptec.chargers.list({ values: 'held' })))).toHaveLength(100);
    await clock.during(zaptec.close());
  }
  expect(lines.filter((line) => line.startsWith('A list could not be read'))).toEqual([]);
  await hundred.stop();
});
