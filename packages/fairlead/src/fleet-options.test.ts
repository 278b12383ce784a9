import { expect, test } from 'vitest';
import { fleetOf } from './fleet-options.ts';

test('a home has one charger, a cooperative 40 in one installation, an operator 50,000', () => {
  expect(fleetOf({ fleet: 'home' })).toEqual({ chargers: 1, charging: 1, installations: 1 });
  expect(fleetOf({ fleet: 'cooperative' })).toEqual({ chargers: 40, installations: 1 });
  expect(fleetOf({ fleet: 'operator' })).toEqual({ chargers: 50_000 });
});

test('numbers are taken as they are, and without any the world is the demo', () => {
  expect(fleetOf({ chargers: 7 })).toEqual({ chargers: 7 });
  expect(fleetOf({ chargers: 7, installations: 2 })).toEqual({ chargers: 7, installations: 2 });
  expect(fleetOf({})).toBeUndefined();
});
