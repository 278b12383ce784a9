import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Holdings } from './holdings.ts';

const row = (id: string, serial: string) => ({
  ...{ id, serial, name: id, installationId: null, deviceType: 4, active: true, roles: 2, readAtMs: 1, row: {} },
});

test('by any serial that a charger has one that has it is found, whoever had it before, and by another none', () => {
  const serials = ['ZAP1', 'zap1', 'ZAP2', 'ZAP3'];
  const told = fc.record({ id: fc.constantFrom('a', 'b', 'c'), serial: fc.constantFrom(...serials) });
  fc.assert(
    fc.property(fc.array(told, { maxLength: 12 }), (rows) => {
      const holdings = new Holdings();
      for (const { id, serial } of rows) holdings.putCharger(row(id, serial));
      for (const asked of serials) {
        const found = holdings.find(asked)?.serial.toLowerCase();
        const isHeld = [...holdings.chargers.values()].some(
          ({ serial }) => serial.toLowerCase() === asked.toLowerCase(),
        );
        expect(found).toBe(isHeld ? asked.toLowerCase() : undefined);
      }
    }),
  );
});

test('a serial that a second charger took over leads to that one, also once the first has another', () => {
  const holdings = new Holdings();
  for (const [id, serial] of [
    ['a', 'X'],
    ['b', 'X'],
    ['a', 'Y'],
  ] as const)
    holdings.putCharger(row(id, serial));
  expect([holdings.find('X')?.id, holdings.find('Y')?.id]).toEqual(['b', 'a']);
});
