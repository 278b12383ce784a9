// What an observation (state) id means: name, logical type, unit, sensitivity. The same number can mean different
// things per device type (202, 205, 813, 814, 820, 970), so an id is resolved with its device type where that is known.
// Invariant: an unknown id is plain and kept; it never resolves to a definition of another id.
import { deviceTypes } from './enumerations.ts';
import type { ObservationDefinition, ObservationDevice } from './observation-definition.ts';
import { chargerObservations } from './observations-of-chargers.ts';
import { meterObservations } from './observations-of-meters.ts';
import { type Sensitivity, stricter } from './sensitivity.ts';

/** Ids that programs name; every other is reached by its number. */
export const stateIds = Object.freeze({
  IsOcppConnected: -3,
  IsOnline: -2,
  Pulse: -1,
  Capabilities: 100,
  AuthenticationRequired: 120,
  CommunicationMode: 150,
  VoltagePhase1: 501,
  VoltagePhase2: 502,
  VoltagePhase3: 503,
  CurrentPhase1: 507,
  CurrentPhase2: 508,
  CurrentPhase3: 509,
  ChargerMaxCurrent: 510,
  ChargerMinCurrent: 511,
  TotalChargePower: 513,
  SetPhases: 519,
  MaxPhases: 520,
  TotalChargePowerSession: 553,
  SignedMeterValue: 554,
  ChargeCurrentSet: 708,
  ChargerOperationMode: 710,
  IsEnabled: 711,
  IsStandAlone: 712,
  CableType: 714,
  NetworkType: 715,
  FinalStopActive: 718,
  SessionIdentifier: 721,
  ChargerCurrentUserUuid: 722,
  CompletedSession: 723,
  NextScheduleEvent: 763,
  InstallationId: 800,
  Warnings: 804,
  CommunicationSignalStrength: 809,
  SmartComputerSoftwareApplicationVersion: 911,
});

function frozenRow(row: ObservationDefinition): ObservationDefinition {
  Object.freeze(row.devices);
  return Object.freeze(row);
}

/** Every id of the cloud's constants: chargers first, then meters. */
export const observations: readonly ObservationDefinition[] = Object.freeze(
  [...chargerObservations, ...meterObservations].map(frozenRow),
);

const byId: ReadonlyMap<number, readonly ObservationDefinition[]> = Map.groupBy(observations, (row) => row.id);

const deviceByType: ReadonlyMap<number, ObservationDevice> = new Map([
  [deviceTypes.Smart, 'pro'],
  [deviceTypes.Apollo, 'go'],
  [deviceTypes.HomeApm, 'sense'],
  [deviceTypes.GenericApm, 'meter'],
]);

/**
 * What an id means on a device type (the cloud's `DeviceType`).
 * Without a device type: the first charger's meaning, else a meter's. A charger also gets the other charger's meaning of
 * an id outside its own schema (id 1 is Pro's by the constants and was seen on Go); a meter never gets a charger's.
 */
export function observation(id: number, deviceType?: number): ObservationDefinition | undefined {
  const rows = byId.get(id);
  if (rows === undefined || deviceType === undefined) return rows?.[0];
  const device = deviceByType.get(deviceType);
  if (device === undefined) return undefined;
  const exact = rows.find((row) => row.devices.includes(device));
  return exact ?? (isCharger(device) ? rows.find((row) => row.devices.some(isCharger)) : undefined);
}

function isCharger(device: ObservationDevice): boolean {
  return device === 'pro' || device === 'go';
}

const sensitivityById: ReadonlyMap<number, Sensitivity> = new Map(
  [...byId].map(([id, rows]) => [id, rows.map((row) => row.sensitivity).reduce(stricter)]),
);

/** How carefully the values of an id are held, on whatever device; `plain` for ids that nobody knows. */
export function sensitivityOfObservation(id: number): Sensitivity {
  return sensitivityById.get(id) ?? 'plain';
}
