// What a program is told that follows changes before anything is known, and what a command says that reached nobody. The real
// SDK on the rehearsed cloud under one manual clock.
import type { Change, ValueChange } from '@fairlead/sdk';
import { afterEach, expect, test } from 'vitest';
import { type FollowedCloud, followedCloud } from './recovery/followed-cloud.ts';

let cloud: FollowedCloud;
afterEach(() => cloud.end());

function following(options?: { readonly firstFill: boolean }): Change[] {
  const seen: Change[] = [];
  void (async () => {
    for await (const change of cloud.zaptec.changes(options)) seen.push(change);
  })();
  return seen;
}

test('who follows from the first moment is told of rows and of what changes, not of all that is read for the first time', async () => {
  cloud = await followedCloud({ emulator: { fleet: { chargers: 6, charging: 2 } } });
  const changed = following();
  const all = following({ firstFill: true });
  await cloud.clock.advanceBy(20_000);
  await cloud.zaptec.account.ready();
  expect(changed.filter(({ kind }) => kind === 'charger')).toHaveLength(6);
  const first = all.filter((change): change is ValueChange => change.kind === 'value' && change.first === true);
  expect(first.length).toBeGreaterThan(6 * 50);
  expect(changed.length).toBeLessThan(30);
  expect(all.length).toBe(changed.length + first.length);
  const { emulator } = cloud;
  const charging = emulator.world.chargers().find(({ mode }) => mode === 3);
  if (!charging) throw new Error('A world in which nothing charges.');
  emulator.world.unplug(charging.id);
  await cloud.clock.advanceBy(10_000);
  expect(changed).toContainEqual(
    expect.objectContaining({ chargerId: charging.id, name: 'ChargerOperationMode', before: '3', value: '1' }),
  );
});

test('a pause while the cloud cannot be reached is refused as unreachable, and says that nothing was sent', async () => {
  cloud = await followedCloud();
  const { clock, doors, emulator, zaptec } = cloud;
  await clock.advanceBy(60_000);
  const charging = emulator.world.chargers().find(({ mode }) => mode === 3);
  doors.turn('nameless');
  const pausing = zaptec.chargers.pause(charging?.id ?? '');
  await clock.advanceBy(10 * 60_000);
  expect(await pausing).toMatchObject({ outcome: 'refused', why: 'unreachable', sentAtMs: null });
  expect(emulator.calls().filter((call) => call.class === 'command')).toEqual([]);
});
