// Models of charge sessions: the open one, history, archive, and the value of observation 723.
// Source: docs.zaptec.com/reference/api_session_id_get, the public OpenAPI text, answers seen by public clients.
// Personal is who charged, with which card, and the signed text, which carries the serial.
import { type Field, field, nested } from './model.ts';

export const session: readonly Field[] = [
  field('sessionId', 'uuid'),
  field('sessionStart', 'time'),
  field('sessionEnd?', 'time'),
  field('energy?', 'number', 'plain', 'kWh'),
  field('signedSession?', 'ocmf', 'personal'),
];

export const chargeHistoryItem: readonly Field[] = [
  field('Id', 'uuid'),
  field('DeviceId?', 'text', 'personal'),
  field('DeviceName?', 'text', 'personal'),
  field('ChargerId?', 'uuid'),
  field('StartDateTime', 'time'),
  field('EndDateTime', 'time'),
  field('Energy', 'number', 'plain', 'kWh'),
  field('CommitMetadata?', 'bits'),
  field('CommitEndDateTime?', 'time'),
  field('UserId?', 'uuid', 'personal'),
  field('UserFullName?', 'text', 'personal'),
  field('UserEmail?', 'text', 'personal'),
  // Deprecated: `UserId` and `UserFullName`.
  field('UserUserName?', 'text', 'personal'),
  // Name of the card: it names a person and opens nothing.
  field('TokenName?', 'text', 'personal'),
  field('ExternalId?', 'text'),
  field('ExternallyEnded?', 'flag'),
  nested('EnergyDetails?', 'list', 'energy-detail'),
  nested('ChargerFirmwareVersion?', 'object', 'firmware-version'),
  field('SignedSession?', 'ocmf', 'personal'),
  field('ReplacedBySessionId?', 'uuid'),
];

export const archivedSession: readonly Field[] = [
  field('id', 'uuid'),
  field('externalId?', 'text'),
  field('replacedBySessionId?', 'uuid'),
  field('chargerId', 'uuid'),
  field('deviceId?', 'text', 'personal'),
  field('deviceName?', 'text', 'personal'),
  field('chargerFirmwareVersion?', 'text'),
  field('startDateTime', 'time'),
  field('endDateTime?', 'time'),
  field('recognizedDateTime?', 'time'),
  field('energy?', 'number', 'plain', 'kWh'),
  field('tokenName?', 'text', 'personal'),
  nested('authorizedUser?', 'object', 'authorized-user', 'personal'),
  nested('energyDetails?', 'list', 'energy-detail'),
  field('sessionSignature?', 'ocmf', 'personal'),
  field('sessionSignatureEichreicht?', 'ocmf', 'personal'),
  field('offline?', 'flag'),
  field('reliableClock?', 'flag'),
  field('stoppedByRfid?', 'flag'),
  field('signed?', 'flag'),
  field('voided?', 'flag'),
  field('aborted?', 'flag'),
  field('ocppNative?', 'flag'),
  field('externallyAbandoned?', 'flag'),
];

export const archivedSessionsPage: readonly Field[] = [
  nested('sessions', 'list', 'archived-session'),
  field('cursor?', 'text'),
  field('hasMore?', 'flag'),
];

export const completedSession: readonly Field[] = [
  field('SessionId', 'uuid'),
  field('Energy', 'number', 'plain', 'kWh'),
  field('StartDateTime', 'time'),
  field('EndDateTime', 'time'),
  field('ReliableClock?', 'flag'),
  field('StoppedByRFID?', 'flag'),
  field('AuthenticationCode?', 'text', 'personal'),
  field('SignedSession?', 'ocmf', 'personal'),
];

export const authorizedUser: readonly Field[] = [
  field('id?', 'uuid'),
  field('email?', 'text', 'personal'),
  field('fullName?', 'text', 'personal'),
];

export const energyDetail: readonly Field[] = [field('Timestamp', 'time'), field('Energy', 'number', 'plain', 'kWh')];

export const firmwareVersion: readonly Field[] = [
  field('Major', 'int'),
  field('Minor', 'int'),
  field('Build?', 'int'),
  field('Revision?', 'int'),
  field('MajorRevision?', 'int'),
  field('MinorRevision?', 'int'),
];
