import { expect, test } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import { always, fieldOf, rowOf } from './row-fields.ts';
import { createWorld } from './world.ts';

test('a field says alone what it says in the row, of every charger and installation', () => {
  const { chargers, installations } = createWorld({ clock: manualClock(), seed: 1, fleet: 'demo', tempo: 1 });
  for (const one of [...chargers.values(), ...installations.values()]) {
    const row = one.row();
    expect(Object.keys(row).length).toBeGreaterThan(30);
    expect(Object.fromEntries(Object.keys(row).map((name) => [name, one.field(name)]))).toEqual(row);
  }
});

test('a name that no field has says nothing, whatever objects are born with', () => {
  const fields = { Name: (name: string) => name, ...always({ Active: true }) };
  expect(rowOf(fields, 'Bay 1')).toEqual({ Name: 'Bay 1', Active: true });
  for (const name of ['name', 'toString', '__proto__', 'constructor'])
    expect(fieldOf(fields, 'Bay 1', name)).toBeUndefined();
});
