// A keeper that does not answer while the program runs: what waits for it, how long, and what comes after.
import { startEmulator } from '@fairlead/emulator';
import { type CommandOutcome, connect, memoryKeeper, type StateKeeper } from '@fairlead/sdk';
import { expect, test } from 'vitest';
import { clientOptions } from './client-options.ts';
import { manualClock } from './manual-clock.ts';

test('one batch that the keeper never answers counts as not kept after 30 s: what comes next is kept and told', async () => {
  const clock = manualClock();
  const emulator = await startEmulator({ doors: 'in-process', clock, fleet: { chargers: 2, charging: 1 } });
  const inner = memoryKeeper();
  let hanging = 0;
  const keeper: StateKeeper = {
    load: (accountId) => inner.load(accountId),
    persist: (accountId, batch) => (hanging-- > 0 ? new Promise<void>(() => {}) : inner.persist(accountId, batch)),
  };
  const zaptec = await connect({ ...clientOptions(emulator, clock), keeper });
  await clock.advanceBy(1_800_000);
  const id = emulator.world.chargers().find(({ mode }) => mode === 3)?.id ?? '';
  hanging = 1;
  let outcome: CommandOutcome | null = null;
  void zaptec.chargers.pause(id).then((told) => {
    outcome = told;
  });
  await clock.advanceBy(120_000);
  expect(outcome).toMatchObject({ outcome: 'confirmed' });
  expect(zaptec.account.mirror.observation(id, 710)?.value).toBe('5');
  await clock.during(zaptec.close(), 20_000);
  await emulator.stop();
});

test('a keeper that never answers again holds up neither the first lists for ever nor the end', async () => {
  const clock = manualClock();
  const emulator = await startEmulator({ doors: 'in-process', clock, fleet: { chargers: 1 } });
  const keeper: StateKeeper = { load: memoryKeeper().load, persist: () => new Promise<void>(() => {}) };
  const zaptec = await connect({ ...clientOptions(emulator, clock), keeper });
  const why = zaptec.account.ready().catch((error: unknown) => error);
  expect(await clock.during(why, 40_000)).toMatchObject({
    code: 'store-failed',
    message: expect.stringContaining('the keeper has not answered for 30 s'),
  });
  await clock.during(zaptec.close(), 20_000);
  await emulator.stop();
});
