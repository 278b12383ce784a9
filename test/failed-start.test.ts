// A start that fails leaves nothing behind: no lock, no timer, no call.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from '@fairlead/emulator';
import { connect, fileKeeper } from '@fairlead/sdk';
import { expect, test } from 'vitest';
import { clientOptions } from './client-options.ts';
import { manualClock } from './manual-clock.ts';

test('a start that fails lets go of the folder, of its timers and makes no call', async () => {
  const clock = manualClock();
  const keepIn = mkdtempSync(join(tmpdir(), 'fairlead-failed-'));
  const emulator = await startEmulator({ doors: 'in-process', clock, fleet: { chargers: 1 } });
  const timers = clock.pending();
  const options = { ...clientOptions(emulator, clock), keepIn };
  const keeper = { load: () => Promise.reject(new Error('away')), persist: async () => {} };
  for (const _ of [1, 2])
    await expect(connect({ ...options, keeper })).rejects.toMatchObject({ code: 'store-unreadable' });
  expect(clock.pending()).toBe(timers);
  await clock.advanceBy(600_000);
  expect(emulator.calls()).toEqual([]);
  fileKeeper({ folder: join(keepIn, readdirSync(keepIn)[0] ?? '', 'main') }).close();
  await clock.during((await connect(options)).close(), 10_000);
  await emulator.stop();
  rmSync(keepIn, { recursive: true });
});

test('a keeper that never gives back what it holds fails the start after two minutes, in one sentence, with no call and nothing written', async () => {
  const clock = manualClock();
  const emulator = await startEmulator({ doors: 'in-process', clock, fleet: { chargers: 1 } });
  const timers = clock.pending();
  const persisted: string[] = [];
  const keeper = {
    load: () => new Promise<never>(() => {}),
    persist: async (accountId: string) => void persisted.push(accountId),
  };
  const opening = connect({ ...clientOptions(emulator, clock), keeper }).catch((error: unknown) => error);
  let ended: unknown = null;
  void opening.then((error) => {
    ended = error;
  });
  await clock.advanceBy(119_000);
  expect(ended).toBeNull();
  await clock.advanceBy(14_000);
  expect(ended).toMatchObject({
    code: 'store-unreadable',
    message:
      'Failed to load the state kept: the keeper has not answered for 120 s. Look at the store before starting again.',
  });
  expect([clock.pending(), emulator.calls(), persisted]).toEqual([timers, [], []]);
  await emulator.stop();
});

test('a keeper that gives its state late, and in time, is waited for', async () => {
  const clock = manualClock();
  const emulator = await startEmulator({ doors: 'in-process', clock, fleet: { chargers: 1 } });
  const empty = { observations: [], chargers: [], installations: [] };
  const load = () => new Promise<typeof empty>((resolve) => clock.setTimer(() => resolve(empty), 100_000));
  const opening = connect({ ...clientOptions(emulator, clock), keeper: { load, persist: async () => {} } });
  await clock.during((await clock.during(opening, 101_000)).close(), 10_000);
  await emulator.stop();
});

test('a keeper of secrets that never answers costs half a minute and one login, and the log is told', async () => {
  const clock = manualClock();
  const emulator = await startEmulator({ doors: 'in-process', clock, fleet: { chargers: 1 } });
  const lines: string[] = [];
  const line = (_: object, message: string): void => void lines.push(message);
  const secrets = { load: () => new Promise<never>(() => {}), save: async () => {} };
  const opening = connect({
    ...{ ...clientOptions(emulator, clock), secrets },
    log: { debug() {}, info() {}, warn: line, error: line },
  });
  const zaptec = await clock.during(opening, 31_000);
  await clock.during(zaptec.account.ready());
  expect(emulator.calls().filter(({ class: kind }) => kind === 'token')).toHaveLength(1);
  expect(lines).toContainEqual(
    expect.stringMatching(/^Failed to read the kept token: .* no answer .* A login follows\.$/),
  );
  await clock.during(zaptec.close(), 10_000);
  await emulator.stop();
});
