// A charger that left the account: the full list says so, and whoever asks for it by name is told the same, restarts or not.
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

beforeEach(async () => {
  keepIn = mkdtempSync(join(tmpdir(), 'fairlead-left-'));
  clock = manualClock();
  emulator = await startEmulator({ doors: 'in-process', clock, fleet: { chargers: 4, charging: 1 } });
  gone.clear();
});
afterEach(async () => {
  await emulator.stop();
  rmSync(keepIn, { recursive: true });
});

const fetchLess: typeof fetch = async (input, init) => {
  const path = new URL(new Request(input, init).url).pathname;
  if (gone.has(path.split('/')[3] ?? '')) return new Response(null, { status: 403 });
  const answer = await emulator.fetch(input, init);
  if (path !== '/api/chargers' || !answer.ok) return answer;
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
