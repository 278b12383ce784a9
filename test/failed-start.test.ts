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
