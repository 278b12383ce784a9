// Models of chargers: the row and detail, a state item, a firmware row.
// Source: the public OpenAPI text. Secret are the pin, the OCPP address and password, and the id tag that authorises
// charging; personal are serial, name, and the signed meter text, which carries the serial.
import { type Field, field } from './model.ts';

export const charger: readonly Field[] = [
  field('Id', 'uuid'),
  field('DeviceId', 'text', 'personal'),
  // Deprecated: `DeviceId`; also written `Mid`.
  field('MID?', 'text', 'personal'),
  // Deprecated; equals `Name` in practice.
  field('SerialNo?', 'text', 'personal'),
  field('Name?', 'text', 'personal'),
  field('CreatedOnDate?', 'time'),
  field('UpdatedOn?', 'time'),
  field('CircuitId?', 'uuid'),
  field('Active?', 'flag'),
  field('CurrentUserRoles', 'bits'),
  field('Pin?', 'text', 'secret'),
  field('TemplateId?', 'uuid'),
  field('OperatingMode?', 'int'),
  field('IsOnline?', 'flag'),
  // A number as text, past 2^53: read it as a BigInt.
  field('Warnings?', 'text'),
  field('PropertyOcppUrl?', 'text', 'secret'),
  field('PropertyOcppPassword?', 'text', 'secret'),
  field('PropertyOcppDefaultIdTag?', 'text', 'secret'),
  field('PropertyOcppVerboseLogUntil?', 'time'),
  field('PropertyOcppWebSocketPingInterval?', 'int'),
  field('PropertyOcppAvailability?', 'int'),
  field('PropertyOcppOfflineListVersion?', 'int'),
  // Whether the phase is pinned while offline: no pin of anybody.
  field('PropertyPinOfflinePhase?', 'flag'),
  field('PropertyAuthenticationDisabled?', 'flag'),
  field('PropertyOfflinePhaseOverride?', 'bits'),
  field('PropertyOfflineCurrentOverride?', 'number', 'plain', 'A'),
  field('PropertyPrioritizedCurrent?', 'number', 'plain', 'A'),
  field('PropertyPrioritizedPhases?', 'int'),
  field('PropertyMaxSinglePhaseChargeCurrent?', 'number', 'plain', 'A'),
  field('HasSessions?', 'flag'),
  field('SignedMeterValueKwh?', 'number', 'plain', 'kWh'),
  field('SignedMeterValue?', 'ocmf', 'personal'),
  field('DeviceType', 'int'),
  field('InstallationName?', 'text', 'personal'),
  field('InstallationId?', 'uuid'),
  field('AuthenticationType?', 'int'),
  field('IsAuthorizationRequired?', 'flag'),
];

/** How sensitive `ValueAsString` is depends on `StateId`: `sensitivityOfObservation` tells. */
export const stateItem: readonly Field[] = [
  field('ChargerId', 'uuid'),
  field('StateId', 'int'),
  field('StateName?', 'text'),
  field('Timestamp', 'time'),
  field('ValueAsString?', 'text'),
];

export const firmware: readonly Field[] = [
  field('ChargerId', 'uuid'),
  field('DeviceId?', 'text', 'personal'),
  field('DeviceType?', 'int'),
  field('IsOnline?', 'flag'),
  field('CurrentVersion?', 'text'),
  field('AvailableVersion?', 'text'),
  field('IsUpToDate?', 'flag'),
];
