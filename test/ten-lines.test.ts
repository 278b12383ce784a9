// What somebody writes who never read the policy, run against the emulated cloud under a manual clock.
import { startEmulator } from '@fairlead/emulator';
import { type Change, connect, type Zaptec } from '@fairlead/sdk';
import { expect, test } from 'vitest';
import { clientOptions } from './client-options.ts';
import { brokenClauses, seenBy } from './joint-history.ts';
import { manualClock } from './manual-clock.ts';

test('ten lines list, find, follow and command, and keep every clause', async () => {
  const clock = manualClock();
  const emulator = await startEmulator({ doors: 'in-process', clock, fleet: { chargers: 3, charging: 1 } });
  const zaptec: Zaptec = await connect({
    ...clientOptions(emulator, clock),
    random: () => 0.5,
  });
  const seen: Change[] = [];
  const following = (async () => {
    for await (const change of zaptec.changes()) seen.push(change);
  })();

  const listing = Array.fromAsync(zaptec.chargers.list());
  await clock.advanceBy(10_000);
  const chargers = await listing;
  expect(chargers.map(({ serial }) => serial).toSorted()).toEqual(
    emulator.world
      .chargers()
      .map(({ serial }) => serial)
      .toSorted(),
  );
  const charging = chargers.find(({ mode }) => mode.value === 'charging');
  if (!charging) throw new Error('a world in which nothing charges');
  expect((await zaptec.chargers.find(charging.serial.toLowerCase()))?.id).toBe(charging.id);

  const pausing = zaptec.chargers.pause(charging.id);
  await clock.advanceBy(30_000);
  expect(await pausing).toMatchObject({ outcome: 'confirmed' });
  await clock.advanceBy(10_000);
  expect((await zaptec.chargers.find(charging.id))?.mode.value).toBe('paused');
  expect(seen).toContainEqual(
    expect.objectContaining({ kind: 'value', chargerId: charging.id, name: 'FinalStopActive', value: '1' }),
  );

  await clock.during(zaptec.close());
  await following;
  expect(brokenClauses(seenBy(emulator))).toEqual([]);
  await emulator.stop();
});
