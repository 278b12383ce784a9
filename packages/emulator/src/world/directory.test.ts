import { expect, test } from 'vitest';
import { worldStage } from '../testing/world-stage.ts';

test('whoever does not live in a world is not found, in a sentence that names what was asked for', () => {
  const { world } = worldStage({ chargers: 2 });
  expect(() => world.plug('nobody')).toThrow(expect.objectContaining({ code: 'unknown-charger' }));
  expect(() => world.plug('nobody')).toThrow('nobody');
  expect(() => world.setMode('nowhere', 1)).toThrow(expect.objectContaining({ code: 'unknown-installation' }));
  expect(() => world.replaceSession('no-session')).toThrow(expect.objectContaining({ code: 'unknown-session' }));
});

test('a session is found where it is open', () => {
  const { world, chargers, value } = worldStage({ chargers: 3, charging: 2 });
  for (const charger of chargers.slice(0, 2)) {
    expect(world.chargerOfSession(value(charger, 721) ?? '')?.id).toBe(charger.id);
  }
  expect(world.chargerOfSession('no-session')).toBeUndefined();
});
