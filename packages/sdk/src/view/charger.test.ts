import { inspect } from 'node:util';
import { observations, phaseIds, stateIds } from '@fairlead/protocol';
import { describe, expect, test } from 'vitest';
import { heldCharger } from '../testing/held-charger.ts';
import { chargerOf } from './charger.ts';
import { rawObservations } from './raw-observation.ts';

const view = (...args: Parameters<typeof heldCharger>) => {
  const { row, mirror } = heldCharger(...args);
  return chargerOf(row, mirror);
};

describe('idle noise', () => {
  const noise = [
    [stateIds.TotalChargePower, '2.83012'],
    [stateIds.CurrentPhase1, '0.700'],
    [stateIds.CurrentPhase2, '0.02'],
    [stateIds.CurrentPhase3, '0.1'],
  ] as const;

  test.each(['1', '2', '5', '0', '7'])(
    'is 0 in the view in mode %s, with its age, and stays in the raw map',
    (mode) => {
      const { row, mirror } = heldCharger([...noise, [stateIds.ChargerOperationMode, mode]]);
      const charger = chargerOf(row, mirror);
      expect(charger.powerW).toMatchObject({ value: 0, observedAtMs: 1_000, receivedAtMs: 2_000, via: 'stream' });
      expect(charger.currentA.value).toEqual([0, 0, 0]);
      const raw = rawObservations(row, mirror);
      expect(raw.get(stateIds.TotalChargePower)).toMatchObject({
        name: 'TotalChargePower',
        unit: 'W',
        value: '2.83012',
      });
      expect([507, 508, 509].map((id) => raw.get(id)?.value)).toEqual(['0.700', '0.02', '0.1']);
    },
  );

  test('is what flows while the charger charges; what was told before the charging began is not told yet', () => {
    expect(view([...noise, [stateIds.ChargerOperationMode, '3']]).powerW.value).toBe(2.83012);
    expect(view([...noise, [stateIds.ChargerOperationMode, '3', 2_000]]).powerW.value).toBeNull();
  });

  test('is not 0 but unknown where nothing was told', () => {
    expect(view([[stateIds.ChargerOperationMode, '1']]).powerW.value).toBeNull();
  });
});

describe('the mode', () => {
  test.each([
    ['0', 'unknown'],
    ['1', 'disconnected'],
    ['2', 'requesting'],
    ['3', 'charging'],
    ['5', 'finished'],
    ['4', 'unknown'],
    ['99', 'unknown'],
    ['x', 'unknown'],
    [null, 'unknown'],
  ])('%s reads as %s', (text, mode) => {
    expect(view([[stateIds.ChargerOperationMode, text]]).mode.value).toBe(mode);
  });

  test('5 with a final stop is a pause', () => {
    const stopped = [[stateIds.FinalStopActive, '1'] as const, [stateIds.ChargerOperationMode, '5'] as const];
    expect(view(stopped).mode.value).toBe('paused');
  });

  test('until it was observed the list serves, with the age of the list and no event time', () => {
    expect(view([], { row: { OperatingMode: 3, IsOnline: true } })).toMatchObject({
      mode: { value: 'charging', observedAtMs: null, receivedAtMs: 500, via: 'poll' },
      online: { value: true, observedAtMs: null },
    });
    expect(view([]).mode).toMatchObject({ value: null, observedAtMs: null, receivedAtMs: null, via: null });
  });
});

describe('phases', () => {
  test.each(phaseIds.map(({ id, label, network }) => [id, label, network] as const))(
    '%i reads as %s (%s)',
    (...use) => {
      const [id, label, network] = use;
      expect(view([[stateIds.SetPhases, String(id)]]).phases.value).toMatchObject({ label, network });
    },
  );

  test('are three, one or none; an id that the map does not have is not guessed', () => {
    const count = (id: number) => view([[stateIds.SetPhases, String(id)]]).phases.value?.count ?? null;
    expect([0, 1, 4, 5, 9, 7].map(count)).toEqual([0, 1, 3, 1, 3, null]);
  });
});

describe('the session', () => {
  const open = [stateIds.SessionIdentifier, 'b7a1', 5_000] as const;

  test('is open from the id on, with its energy once that was told of it', () => {
    expect(view([open, [stateIds.TotalChargePowerSession, '3.250', 6_000]]).session).toEqual({
      id: 'b7a1',
      sinceMs: 5_000,
      energyKwh: 3.25,
    });
    const before = view([open, [stateIds.TotalChargePowerSession, '40.1', 4_000]]);
    expect(before.session?.energyKwh).toBeNull();
    expect(before.energyKwh.value).toBe(40.1);
  });

  test.each(['', null])('is none where the id is %j', (value) => {
    expect(view([[stateIds.SessionIdentifier, value]]).session).toBeNull();
    expect(view([]).session).toBeNull();
  });

  test('tells its user when it is asked for, and to nothing that prints, spreads or serialises it (personal-data)', () => {
    const charger = view([open, [stateIds.ChargerCurrentUserUuid, 'nfc-04A1B2']]);
    expect(charger.session?.user).toBe('nfc-04A1B2');
    for (const text of [
      inspect(charger, { depth: 9 }),
      JSON.stringify(charger),
      JSON.stringify({ ...charger.session }),
    ])
      expect(text).not.toContain('nfc-04A1B2');
    expect(structuredClone(charger).session).not.toHaveProperty('user');
    expect(view([open]).session?.user).toBeNull();
  });
});

describe('warnings of a charger', () => {
  const text = (bits: readonly number[]) => String(bits.reduce((mask, bit) => mask | (1n << BigInt(bit)), 0n));
  const names = (deviceType: number, bits: readonly number[], serial = 'XXX000001') =>
    view([[stateIds.Warnings, text(bits)]], { deviceType, serial }).warnings.value?.map(({ name }) => name);

  test('are read by the bits of its own type, those past 2^53 too', () => {
    expect(names(1, [7, 32])).toEqual(['RELAY_WELDED', 'MCU_BOOTLOADER']);
    expect(names(4, [7, 49, 56])).toEqual(['LOW_LEVEL_12V', 'RELAY_WELDED', 'MID_STORAGE_ERROR_GO_GO2']);
    expect(names(0, [7], 'ZPR000001')).toEqual(['RELAY_WELDED']);
  });

  test('are an empty list where there are none, null where nobody told, and never lost where nobody knows the bit', () => {
    expect(names(4, [])).toEqual([]);
    expect(view([]).warnings.value).toBeNull();
    expect(names(4, [61])).toEqual(['BIT_61']);
    expect(names(0, [3])).toEqual(['BIT_3']);
    expect(view([[stateIds.Warnings, 'many']]).warnings.value).toBeNull();
  });

  test('are those of the list until they were observed', () => {
    expect(view([], { row: { Warnings: '2' } }).warnings).toMatchObject({
      value: [{ name: 'TEMPERATURE' }],
      via: 'poll',
    });
  });
});

test('an id that means different things on different devices is named by the type of the device', () => {
  const name = (deviceType: number, stateId: number) => {
    const { row, mirror } = heldCharger([[stateId, '1']], { deviceType });
    return rawObservations(row, mirror, { personal: true }).get(stateId)?.name ?? null;
  };
  const ambiguous = Map.groupBy(observations, ({ id }) => id);
  const typeOf = { pro: 1, go: 4, sense: 3 } as const;
  let told = 0;
  for (const [id, rows] of ambiguous) {
    if (rows.length < 2 || rows.some(({ sensitivity }) => sensitivity === 'secret')) continue;
    for (const row of rows)
      for (const device of row.devices) {
        if (device === 'meter') continue;
        told++;
        expect(name(typeOf[device], id), `${id} on ${device}`).toBe(row.name);
      }
  }
  expect(told).toBeGreaterThan(5);
  expect(name(99, 710)).toBeNull();
});

test('personal observations are left out of the raw map unless they are asked for; unknown ids are kept', () => {
  const { row, mirror } = heldCharger([
    [stateIds.ChargerCurrentUserUuid, 'nfc-1'],
    [99_999, 'new'],
    [stateIds.ChargerMaxCurrent, '16.000'],
  ]);
  expect([...rawObservations(row, mirror).keys()]).toEqual([stateIds.ChargerMaxCurrent, 99_999]);
  expect(rawObservations(row, mirror).get(99_999)).toMatchObject({ name: null, unit: null, value: 'new' });
  expect(rawObservations(row, mirror, { personal: true }).get(722)).toMatchObject({ sensitivity: 'personal' });
});
