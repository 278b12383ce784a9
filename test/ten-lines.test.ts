// What somebody writes who never read the policy, run against the emulated cloud under a manual clock.
import { startEmulator } from '@fairlead/emulator';
import { judge } from '@fairlead/policy';
import { type Change, type Charger, connect, type Zaptec } from '@fairlead/sdk';
import { expect, test } from 'vitest';
import { manualClock } from './manual-clock.ts';

test('ten lines list, find, follow and command, and keep every clause', async () => {
  const clock = manualClock();
  const emulator = await startEmulator({ doors: 'in-process', clock, fleet: { chargers: 3, charging: 1 } });
  const { owner } = emulator.accounts;
  const zaptec: Zaptec = await connect({
    baseUrl: emulator.url,
    userAgent: 'ten-lines/1.0 (+https://example.org)',
    credentials: { read: async () => owner },
    userGroupIds: owner.userGroupIds,
    fetch: emulator.fetch,
    source: emulator.messageSource(),
    clock,
    random: () => 0.5,
  });
  const seen: Change[] = [];
  const following = (async () => {
    for await (const change of zaptec.changes()) seen.push(change);
  })();

  const listing = all(zaptec.chargers.list());
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

  const closing = zaptec.close();
  await clock.advanceBy(10_000);
  await closing;
  await following;
  const report = judge([...emulator.calls(), ...emulator.streamEvents()]);
  expect(report.verdicts.filter(({ verdict }) => verdict === 'broken').map(({ clause }) => clause)).toEqual([]);
  await emulator.stop();
});

async function all(chargers: AsyncIterable<Charger>): Promise<Charger[]> {
  const found: Charger[] = [];
  for await (const charger of chargers) found.push(charger);
  return found;
}
