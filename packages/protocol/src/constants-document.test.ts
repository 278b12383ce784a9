import { describe, expect, test } from 'vitest';
import { commands } from './commands.ts';
import { constantsDocument } from './constants-document.ts';
import { countries } from './countries.ts';
import { observations } from './observation.ts';
import { settings } from './settings.ts';

type Numbers = Readonly<Record<string, number>>;
interface Schema {
  readonly DeviceType: number;
  readonly ObservationIds: Numbers;
  readonly CommandIds: Numbers;
  readonly SettingIds?: Numbers;
  readonly Warnings?: Numbers;
}

const document = constantsDocument();
const schema = document['Schema'] as Readonly<Record<'Smart' | 'Apollo' | 'HomeApm' | 'GenericApm', Schema>>;

test('the document has the 32 top-level keys of version 6.5.8 and is about 40 kB', () => {
  const keys =
    'Languages Countries InstallationCategories InstallationTypes UserRoles NetworkTypes ChargerOperationModes Phases ' +
    'WildcardGuid RegionalInfo MessageCodes ErrorCodes Settings Commands Observations Schema ObjectTypes Version ' +
    'SmartWarnings VarisciteWarnings PhaseIdMap DeviceLogTypes Features InstallationTypeConstraints ' +
    'SessionCommitMetadata InstallationUpdateStatusCodes EntityTypes DeviceTypes InstallationAuthenticationType ' +
    'EnergyPrices UserActionTypes OcppCloudUrlVersions';
  expect(Object.keys(document)).toEqual(keys.split(' '));
  const bytes = JSON.stringify(document).length;
  expect(bytes).toBeGreaterThan(30_000);
  expect(bytes).toBeLessThan(50_000);
});

describe('a schema', () => {
  test('holds the ids that its device knows: 155 of Pro, 153 of Go', () => {
    expect(Object.keys(schema.Smart.ObservationIds)).toHaveLength(155);
    expect(Object.keys(schema.Apollo.ObservationIds)).toHaveLength(153);
    expect([schema.Smart, schema.Apollo, schema.HomeApm, schema.GenericApm].map((one) => one.DeviceType)).toEqual([
      1, 4, 3, 6,
    ]);
  });

  test('gives a number its meaning per device', () => {
    expect(schema.Smart.ObservationIds).toMatchObject({ TemperatureInternal6: 202, UptimeVariscite: 820 });
    expect(schema.Apollo.ObservationIds).toMatchObject({ TemperatureEMeterPhase1: 202, UptimeESP: 820 });
    expect(schema.Smart.CommandIds).toMatchObject({ GetPlcTopology: 801 });
    expect(schema.Apollo.CommandIds).toMatchObject({ SetLoggingInterval: 801 });
    expect(schema.Smart.SettingIds).toHaveProperty('PaymentActive', 130);
    expect(schema.Apollo.SettingIds).not.toHaveProperty('PaymentActive');
    expect(schema.HomeApm).not.toHaveProperty('Warnings');
  });

  test('loses no row: two rows of one device never share a name', () => {
    for (const device of ['pro', 'go', 'sense', 'meter'] as const) {
      const names = observations.filter(({ devices }) => devices.includes(device)).map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
    }
    for (const device of ['pro', 'go'] as const) {
      for (const table of [commands, settings]) {
        const names = table.filter(({ devices }) => devices.includes(device)).map(({ name }) => name);
        expect(new Set(names).size).toBe(names.length);
      }
    }
  });

  test('prints the masks above 2^53 rounded, as the live document does', () => {
    const text = JSON.stringify(schema.Apollo.Warnings);
    expect(text).toContain('"MOTOR_SHORTED":36028797018963970');
    expect(text).toContain('"MID_STORAGE_ERROR_GO_GO2":72057594037927940');
  });
});

test('the older warnings carry their prefix and the union of the residual-current ones', () => {
  expect(document['SmartWarnings']).toMatchObject({ WARNING_None: 0, WARNING_HUMIDITY: 1, WARNING_RCD: 1_011_712 });
});

test('maps go from name to number, errors and phase ids included', () => {
  expect(document['ErrorCodes']).toMatchObject({ UnknownObject: 512, NotSupported: 527, DeviceCommandRejected: 528 });
  expect(document['ChargerOperationModes']).toEqual({
    Unknown: 0,
    Disconnected: 1,
    Connected_Requesting: 2,
    Connected_Charging: 3,
    Connected_Finished: 5,
  });
  expect(document['PhaseIdMap']).toEqual({ 0: 0, 1: 1, 2: 2, 3: 4, 4: 7, 5: 4, 6: 2, 8: 1, 9: 7 });
});

test('each country has an id of its own and its price areas', () => {
  expect(new Set(countries.map(({ id }) => id)).size).toBe(32);
  expect(new Set(countries.map(({ code }) => code)).size).toBe(32);
  const areas = countries.flatMap(({ deliveryAreas }) => deliveryAreas);
  expect(areas.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
});
