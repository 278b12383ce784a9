import { expect, test } from 'vitest';
import { worldStage } from '../testing/world-stage.ts';

test('once somebody looks the next car comes within 15 s, at a charger that is in use and free; a second look changes nothing', async () => {
  const fleet = { chargers: 4, charging: 1, inactive: 1, neverOnline: 1 };
  const { world, clock, chargers, value } = worldStage(fleet);
  const modes = () => chargers.map((charger) => value(charger, 710));
  world.notice();
  await clock.advanceBy(7_999);
  expect(modes()[1]).toBe('1');
  await clock.advanceBy(7_001);
  expect([modes()[1], modes()[2]]).toEqual(['2', '1']);
  world.unplug(chargers[1]?.id ?? '');
  world.notice();
  await clock.advanceBy(60_000);
  expect(modes()[1]).toBe('1');
});

test('where no charger is free nobody is hastened', () => {
  const { world, events } = worldStage({ chargers: 1, charging: 1 });
  world.notice();
  expect(events).toEqual([]);
});
