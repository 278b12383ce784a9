// Rows of history and archive, to the byte as zaptec-api.md §10.14 and §10.15 show them.
import { expect, test } from 'vitest';
import type { CardHolder } from '../../fleets/people.ts';
import { createSwitches } from '../../switches/switches.ts';
import type { EndedSession } from '../../world/ended-session.ts';
import type { SimulatedCharger } from '../../world/simulated-world.ts';
import { archivedRow } from './archived-row.ts';
import { legacyRow } from './legacy-row.ts';

const hour = (text: string): number => Date.parse(`2026-11-20T${text}Z`);

const charger: SimulatedCharger = {
  id: 'c0ffee00-0000-4000-8000-000000000001',
  serial: 'ZAP000001',
  name: 'Left',
  installationId: '1a57a110-0000-4000-8000-000000000001',
  deviceType: 4,
  car: null,
  awaitsCard: false,
  openSession: null,
  row: () => ({}),
  field: () => undefined,
  firmware: () => null,
  observations: () => new Map(),
  heard: () => undefined,
  actualObservations: () => new Map(),
  endedSessions: () => [],
  sessionRecord: () => 'OCMF|{…}',
};
const session: EndedSession = {
  id: '5e550000-0000-4000-8000-000000000042',
  page: 77,
  startUs: hour('16:30:59.037') * 1000 + 112,
  endUs: hour('19:12:44.518') * 1000 + 201,
  startWh: 4_315_308.2,
  endWh: 4_333_512.551,
  ticks: [hour('17:00:00'), 4_320_401.7, hour('18:00:00'), 4_328_012.3],
  token: 'nfc-00000001',
  firmware: '2.4.2.4',
  commit: 5,
  committedUs: hour('19:12:46.201') * 1000,
};
const holder: CardHolder = {
  person: {
    id: '0a000000-0000-4000-8000-000000000001',
    fullName: 'Test Person',
    email: 'person@example.org',
    cards: [{ token: 'nfc-00000001', name: 'Blue card' }],
  },
  cardName: 'Blue card',
};

const legacyText =
  '{"Id":"5e550000-0000-4000-8000-000000000042","DeviceId":"ZAP000001","StartDateTime":"2026-11-20T16:30:59.037","EndDateTime":"2026-11-20T19:12:44.517","Energy":18.204351,"CommitMetadata":5,"CommitEndDateTime":"2026-11-20T19:12:46.2","UserFullName":"Test Person","ChargerId":"c0ffee00-0000-4000-8000-000000000001","DeviceName":"Left","UserEmail":"person@example.org","UserId":"0a000000-0000-4000-8000-000000000001","TokenName":"Blue card","ExternalId":null,"ExternallyEnded":false,"EnergyDetails":[{"Timestamp":"2026-11-20T16:30:59.037","Energy":0},{"Timestamp":"2026-11-20T17:00:00","Energy":5.093},{"Timestamp":"2026-11-20T18:00:00","Energy":7.611},{"Timestamp":"2026-11-20T19:12:44.517","Energy":5.5}],"ChargerFirmwareVersion":{"Major":2,"Minor":4,"Build":2,"Revision":4,"MajorRevision":0,"MinorRevision":4},"SignedSession":"OCMF|{…}","ReplacedBySessionId":null}';

const archivedText =
  '{"id":"5e550000-0000-4000-8000-000000000042","externalId":null,"replacedBySessionId":null,"chargerId":"c0ffee00-0000-4000-8000-000000000001","deviceId":"ZAP000001","deviceName":"Left","chargerFirmwareVersion":"2.4.2.4","startDateTime":"2026-11-20T16:30:59.037Z","endDateTime":"2026-11-20T19:12:44.517Z","recognizedDateTime":"2026-11-20T19:12:46.2Z","energy":18.204,"tokenName":"Blue card","authorizedUser":{"id":"0a000000-0000-4000-8000-000000000001","email":"person@example.org","fullName":"Test Person"},"energyDetails":[{"timestamp":"2026-11-20T16:30:59.037Z","energy":0},{"timestamp":"2026-11-20T17:00:00Z","energy":5.093},{"timestamp":"2026-11-20T18:00:00Z","energy":7.611},{"timestamp":"2026-11-20T19:12:44.517Z","energy":5.5}],"sessionSignature":"OCMF|{…}","sessionSignatureEichreicht":null,"offline":false,"reliableClock":true,"stoppedByRfid":false,"signed":false,"voided":false,"aborted":false,"ocppNative":false,"externallyAbandoned":false}';

test('a row of the history is as the worked example has it', () => {
  const row = legacyRow({ charger, session, holder }, { withDetails: true, switches: createSwitches() });
  expect(JSON.stringify(row)).toBe(legacyText);
});

test('a row of a guest lacks the person and the card, one without details lacks those', () => {
  const row = legacyRow({ charger, session, holder: null }, { withDetails: false, switches: createSwitches() });
  const missing = ['UserFullName', 'UserEmail', 'UserId', 'TokenName', 'EnergyDetails'];
  expect(Object.keys(row)).toEqual(Object.keys(JSON.parse(legacyText)).filter((name) => !missing.includes(name)));
});

test('a row of the archive is as the worked example has it; of a guest person and card are null', () => {
  expect(JSON.stringify(archivedRow({ charger, session, holder }, createSwitches()))).toBe(archivedText);
  const guest = archivedRow({ charger, session, holder: null }, createSwitches());
  expect(guest).toEqual({ ...JSON.parse(archivedText), tokenName: null, authorizedUser: null });
});

test('energy-details cumulative: each point holds the energy since the start', () => {
  const switches = createSwitches({ 'energy-details': 'cumulative' });
  const energies = [0, 5.093, 12.704, 18.204];
  const archived = archivedRow({ charger, session, holder }, switches);
  expect(archived['energyDetails']).toMatchObject(energies.map((energy) => ({ energy })));
  const legacy = legacyRow({ charger, session, holder }, { withDetails: true, switches });
  expect(legacy['EnergyDetails']).toMatchObject(energies.map((Energy) => ({ Energy })));
});

test('rest-time-rounding off: history tells the microseconds that 723 told', () => {
  const switches = createSwitches({ 'rest-time-rounding': 'off' });
  expect(legacyRow({ charger, session, holder }, { withDetails: false, switches })).toMatchObject({
    StartDateTime: '2026-11-20T16:30:59.037112',
    EndDateTime: '2026-11-20T19:12:44.518201',
  });
});

test('the bits of a session that ended offline on a charger without a sure clock', () => {
  const offline = { ...session, commit: 2 };
  expect(archivedRow({ charger, session: offline, holder }, createSwitches())).toMatchObject({
    offline: true,
    reliableClock: false,
    signed: false,
  });
  const signed = { ...session, commit: 1 | 4 | 8 | 16 };
  expect(archivedRow({ charger, session: signed, holder }, createSwitches())).toMatchObject({
    offline: false,
    reliableClock: true,
    stoppedByRfid: true,
    signed: true,
  });
});
