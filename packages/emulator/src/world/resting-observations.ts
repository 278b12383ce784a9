// The observations that stay as they were set: settings, versions, hardware. Typical sets of samples (zaptec-api.md
// §10.6), the personal and secret ones invented, since the border must prove that it removes them.
import { type ChargerPlan, deviceTypeOf, type InstallationPlan, type Pace } from '../fleets/world-plan.ts';
import { firmwareOf, readingIntervalMs } from './ocmf.ts';

export interface Observation {
  readonly value: string | null;
  readonly atUs: number;
}

type Resting = readonly (readonly [stateId: number, value: string])[];

export function restingObservations(
  charger: ChargerPlan,
  installation: InstallationPlan,
  { pace, publicKey }: { readonly pace: Pace; readonly publicKey: string | null },
): Map<number, Observation> {
  const own = deviceTypeOf(charger.model) === 1 ? proOnly(charger, publicKey) : goOnly(charger, pace);
  const all = [...onEvery(charger, installation), ...own];
  return new Map(all.map(([id, value]) => [id, { value, atUs: setAtUs(charger, id) }]));
}

/** Set once, when the charger was put up; versions with the last update. */
function setAtUs(charger: ChargerPlan, id: number): number {
  const yearUs = 31_536_000_000_000;
  const updatedUs = id >= 908 && id <= 916 ? 2 * yearUs : 0;
  return charger.commissionedAtMs * 1000 + updatedUs + Math.abs(id) * 1_137_313;
}

function onEvery(charger: ChargerPlan, installation: InstallationPlan): Resting {
  const digits = charger.serial.slice(3);
  const pro = deviceTypeOf(charger.model) === 1;
  return [
    [-3, '0'],
    [1, '0'],
    [100, capabilities(charger)],
    [120, '0'],
    [150, pro ? 'LTE' : 'Wifi'],
    [151, '0'],
    [153, '0.700'],
    [157, 'fairlead-iothub-01.azure-devices.test'],
    [158, '0ne00FA1DEAD'],
    [202, '31.200'],
    [205, '31.700'],
    [510, charger.maxCurrentA.toFixed(3)],
    [511, '6.000'],
    [520, '3'],
    [522, '4'],
    [523, '10.000'],
    [555, String(readingIntervalMs(charger.model) / 1000)],
    [711, '1'],
    [712, '0'],
    [715, String(installation.networkType ?? 4)],
    [751, '0'],
    [760, 'NOR'],
    [761, 'Europe/Oslo'],
    [800, installation.id],
    [801, 'default'],
    [804, '0'],
    [805, '0'],
    [807, ''],
    [808, '0,0,0'],
    [811, '1'],
    [820, '2044.500'],
    [821, '2044.500'],
    [823, '8'],
    [908, pro ? '3.4.0.7' : '2.4.0.1'],
    [911, firmwareOf(charger.model)],
    // 02…: locally administered; 00101…: the test network's number: no device in the world has these.
    [952, `02:fa:1e:${digits.slice(0, 2)}:${digits.slice(2, 4)}:${digits.slice(4)}`],
    [960, `001010000${digits}`],
    [962, `8900101000000${digits}`],
    [963, `001010000${digits}`],
  ];
}

function goOnly(charger: ChargerPlan, pace: Pace): Resting {
  return [
    [145, String(pace.periodicMs / 1000)],
    [147, String(pace.pulseMs / 1000)],
    [160, 'EEPROM'],
    [204, '31.600'],
    [206, '28.300'],
    [207, '30.400'],
    [544, '2'],
    [545, '0'],
    [546, charger.maxCurrentA.toFixed(3)],
    [547, '10.000'],
    [548, '4'],
    [733, '0'],
    [749, '1'],
    [802, charger.name],
    [815, '3'],
    [864, `fairlead-ocpp-key-${charger.serial}`],
    [909, '0'],
    [916, firmwareOf(charger.model)],
    [917, '1'],
    [918, '1'],
  ];
}

function proOnly(charger: ChargerPlan, publicKey: string | null): Resting {
  const digits = charger.serial.slice(3);
  const mac = (first: string) => `02:fa:${first}:${digits.slice(0, 2)}:${digits.slice(2, 4)}:${digits.slice(4)}`;
  return [
    [110, `Zaptec ${charger.model}`],
    [155, '0'],
    [170, '0'],
    [203, '85.000'],
    [241, '95.000'],
    [752, '3'],
    [753, '0'],
    [855, '0'],
    [856, '0'],
    [857, '0'],
    [909, '1.2.0.4'],
    [920, '1.0'],
    [921, '1.0'],
    [950, mac('2e')],
    [951, mac('3e')],
    [953, mac('4e')],
    ...(publicKey === null ? [] : ([[981, publicKey]] as const)),
  ];
}

function capabilities(charger: ChargerPlan): string {
  const pro = deviceTypeOf(charger.model) === 1;
  return JSON.stringify({
    SchemaVersion: '2.1',
    DeviceType: pro ? 'Pro' : 'Go',
    ProductVariant: charger.model.replace(' ', ''),
    CommunicationModes: pro ? ['Wifi', 'LTE', 'PLC'] : ['Wifi', 'LTE'],
    MeterCalibrated: charger.calibrated,
    OcppVersions: ['V1_6'],
  });
}
