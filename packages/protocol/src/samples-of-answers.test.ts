// Every answer that the border reads, on the payloads that were documented or seen, and on any JSON at all.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { constantsDocument } from './constants-document.ts';
import { parseArchivedSessions } from './parse-archived-sessions.ts';
import { parseChargeHistory } from './parse-charge-history.ts';
import { parseChargerRow } from './parse-charger-row.ts';
import { parseConnectionDetails } from './parse-connection-details.ts';
import { parseConstants } from './parse-constants.ts';
import { parseFirmwareRows } from './parse-firmware-rows.ts';
import { parseHierarchy } from './parse-hierarchy.ts';
import { parseInstallationRow } from './parse-installation-row.ts';
import { parseListEnvelope } from './parse-list-envelope.ts';
import { parseReport } from './parse-report.ts';
import { parseSession } from './parse-session.ts';
import { parseStateItems } from './parse-state-items.ts';
import { parseTokenAnswer } from './parse-token-answer.ts';
import type { Parsed } from './row-reader.ts';

const installationId = '1a57a110-0000-4000-8000-000000000001';
const circuitId = 'c1c00000-0000-4000-8000-000000000001';
const chargerId = 'c0ffee00-0000-4000-8000-000000000001';
const sessionId = '5e550000-0000-4000-8000-000000000042';
const userId = '0a000000-0000-4000-8000-000000000001';

const hierarchy = {
  Id: installationId,
  Name: 'Fjordveien 12',
  InstallationName: 'Fjordveien 12',
  NetworkType: 4,
  Circuits: [
    {
      ...{ Id: circuitId, Name: 'Garage', MaxCurrent: 25.0, IsActive: true, Active: true },
      Chargers: [
        { Id: chargerId, DeviceId: 'ZAP000001', MID: 'ZAP000001', Name: 'Left', SerialNo: 'Left', DeviceType: 4 },
      ],
    },
  ],
};
const firmware = [
  {
    ...{ ChargerId: chargerId, DeviceId: 'ZAP000001', DeviceType: 4, IsOnline: true },
    ...{ CurrentVersion: '2.4.2.4', AvailableVersion: '2.4.2.4', IsUpToDate: true },
  },
  { ChargerId: 'c0ffee00-0000-4000-8000-000000000003' },
];
const session = {
  ...{ sessionId, sessionStart: '2026-11-20T16:30:59.037Z', sessionEnd: null },
  ...{ energy: 5.817, signedSession: null },
};
const historyItem = {
  ...{ Id: sessionId, DeviceId: 'ZAP000001', ChargerId: chargerId, DeviceName: 'Left', Energy: 18.204351 },
  ...{ StartDateTime: '2026-11-20T16:30:59.037', EndDateTime: '2026-11-20T19:12:44.517', CommitMetadata: 5 },
  ...{ UserFullName: 'Test Person', UserEmail: 'person@example.org', UserId: userId, TokenName: 'Blue card' },
  CommitEndDateTime: '2026-11-20T19:12:46.2',
  EnergyDetails: [{ Timestamp: '2026-11-20T17:00:00', Energy: 5.093 }],
  ChargerFirmwareVersion: { Major: 2, Minor: 4, Build: 2, Revision: 4, MajorRevision: 0, MinorRevision: 4 },
  ...{ ExternalId: null, ExternallyEnded: false, SignedSession: 'OCMF|{}', ReplacedBySessionId: null },
};
const archivedItem = {
  ...{ id: sessionId, externalId: null, replacedBySessionId: null, chargerId, deviceId: 'ZAP000001' },
  ...{ deviceName: 'Left', chargerFirmwareVersion: '2.4.2.4', energy: 18.204, tokenName: 'Blue card' },
  ...{ startDateTime: '2026-11-20T16:30:59.037Z', endDateTime: '2026-11-20T19:12:44.517Z' },
  recognizedDateTime: '2026-11-20T19:12:46.2Z',
  authorizedUser: { id: userId, email: 'person@example.org', fullName: 'Test Person' },
  energyDetails: [{ timestamp: '2026-11-20T17:00:00Z', energy: 5.093 }],
  ...{ sessionSignature: 'OCMF|{}', sessionSignatureEichreicht: null, offline: false, reliableClock: true },
};
const archive = { sessions: [archivedItem], cursor: null, hasMore: false };
const report = {
  ...{ InstallationName: 'Fjordveien 12', InstallationTimeZone: 'Central European Standard Time' },
  ...{ GroupedBy: 'User', Fromdate: '2026-10-01T00:00:00', Enddate: '2026-11-01T00:00:00' },
  totalUserChargerReportModel: [
    { TotalChargeSessionCount: 2, TotalChargeSessionEnergy: 9.31, TotalChargeSessionDuration: 4.2 },
    {
      ...{ GroupAsString: 'Test Person', UserDetails: { Id: userId, Email: 'person@example.org', FullName: 'T P' } },
      ...{ TotalChargeSessionCount: 11, TotalChargeSessionEnergy: 182.7, TotalChargeSessionDuration: 61.5 },
    },
  ],
};

function okValue<T>(parsed: Parsed<T>): T {
  if (parsed.kind === 'ok') return parsed.value;
  throw new Error(`wrong shape: ${JSON.stringify(parsed)}`);
}

describe('the documented payloads', () => {
  test('hierarchy: circuits with their fuse, chargers with their serial', () => {
    expect(okValue(parseHierarchy(hierarchy))).toMatchObject({
      ...{ id: installationId, name: 'Fjordveien 12', networkType: 4, unreadable: [] },
      circuits: [
        {
          ...{ id: circuitId, name: 'Garage', maxCurrentA: 25, active: true },
          chargers: [{ id: chargerId, serial: 'ZAP000001', name: 'Left', active: true, deviceType: 4 }],
        },
      ],
    });
  });

  test('firmware: a charger that never came online has nothing but its id', () => {
    expect(okValue(parseFirmwareRows(firmware)).rows).toMatchObject([
      { chargerId, currentVersion: '2.4.2.4', upToDate: true, online: true },
      { serial: null, currentVersion: null, availableVersion: null, upToDate: null, online: null },
    ]);
  });

  test('session: open while it has no end, in either casing', () => {
    const open = { id: sessionId, startedAtMs: Date.UTC(2026, 10, 20, 16, 30, 59, 37), endedAtMs: null };
    expect(okValue(parseSession(session))).toMatchObject({ ...open, energyKwh: 5.817, signedSession: null });
    const pascal = Object.fromEntries(
      Object.entries(session).map(([name, value]) => [`${name.charAt(0).toUpperCase()}${name.slice(1)}`, value]),
    );
    expect(okValue(parseSession(pascal))).toMatchObject(open);
    const { sessionEnd: _, ...absent } = session;
    expect(okValue(parseSession(absent)).endedAtMs).toBeNull();
  });

  test('history and archive tell the same session the same way', () => {
    const [old] = okValue(parseChargeHistory({ Pages: 1, Data: [historyItem], Message: null })).rows;
    const { rows, cursor } = okValue(parseArchivedSessions(archive));
    const { row: _ours, energyKwh: _energy, ...archived } = rows[0] ?? { row: {}, energyKwh: null };
    expect(old).toMatchObject(archived);
    expect(archived).toMatchObject({
      ...{ id: sessionId, chargerId, serial: 'ZAP000001', chargerName: 'Left', tokenName: 'Blue card' },
      user: { id: userId, email: 'person@example.org', fullName: 'Test Person' },
      energyDetails: [{ atMs: Date.UTC(2026, 10, 20, 17), energyKwh: 5.093 }],
      ...{ firmwareVersion: '2.4.2.4', reliableClock: true, offline: false, voided: false, signedSession: 'OCMF|{}' },
    });
    expect(cursor).toBeNull();
  });

  test('history of a guest has no user; missing flags of the archive are false; null data are no rows', () => {
    const { UserId: _id, UserEmail: _email, UserFullName: _name, TokenName: _token, ...guest } = historyItem;
    expect(okValue(parseChargeHistory({ Data: [guest] })).rows[0]).toMatchObject({ user: null, tokenName: null });
    const bare = { id: sessionId, chargerId, startDateTime: '2026-11-20T16:30:59.037Z' };
    expect(okValue(parseArchivedSessions({ sessions: [bare] })).rows[0]).toMatchObject({
      ...{ endedAtMs: null, energyKwh: null, signed: false, aborted: false, reliableClock: false, energyDetails: [] },
    });
    expect(okValue(parseChargeHistory({ Data: null }))).toEqual({ rows: [], unreadable: [], pages: 1 });
  });

  test('archive: a page that has more needs its cursor', () => {
    expect(okValue(parseArchivedSessions({ sessions: [], cursor: 'abc', hasMore: true })).cursor).toBe('abc');
    expect(okValue(parseArchivedSessions({ sessions: [], cursor: 'abc', hasMore: false })).cursor).toBeNull();
    expect(parseArchivedSessions({ sessions: [], cursor: null, hasMore: true })).toMatchObject({ field: 'cursor' });
    for (const [hasMore, cursor, field] of [
      ['seeded', 'abc', 'hasMore'],
      [{}, 'abc', 'hasMore'],
      [true, {}, 'cursor'],
      [false, 5, 'cursor'],
    ])
      expect(parseArchivedSessions({ sessions: null, cursor, hasMore })).toMatchObject({ kind: 'wrong-shape', field });
  });

  test('report: the row of guests has no group and no user', () => {
    expect(okValue(parseReport(report))).toMatchObject({
      ...{ groupedBy: 'User', from: '2026-10-01T00:00:00', to: '2026-11-01T00:00:00', unreadable: [] },
      rows: [
        { group: null, user: null, sessions: 2, energyKwh: 9.31, durationHours: 4.2 },
        { group: 'Test Person', user: { id: userId }, sessions: 11, energyKwh: 182.7, durationHours: 61.5 },
      ],
    });
  });

  test('constants: the names of secrets keep their numbers', () => {
    const { version, observations, errorCodes, commands, document } = okValue(parseConstants(constantsDocument()));
    expect(version).toBe('6.5.8');
    expect(observations).toMatchObject({ OcppNativeAuthorizationKey: 863, ChargerOperationMode: 710 });
    expect(errorCodes).toMatchObject({ InvalidPassword: 513, RfidTokenInUse: 508 });
    expect(commands).toMatchObject({ StopChargingFinal: 506 });
    expect(document).toEqual(JSON.parse(JSON.stringify(constantsDocument())));
    const seeded = { ...constantsDocument(), ApiKey: 'seeded', Settings: { Password: { Default: 'seeded' } } };
    expect(JSON.stringify(okValue(parseConstants(seeded)))).not.toContain('seeded');
  });

  test('a warnings mask of a Go is exact past 2^53, as text', () => {
    const row = (Warnings: unknown) => okValue(parseChargerRow({ Id: chargerId, DeviceId: 'ZAP000001', Warnings }));
    expect(row('72057594037927937').warnings).toBe(72_057_594_037_927_937n);
    expect(row(1024).warnings).toBe(1024n);
    expect(row(2 ** 56).warnings).toBeNull();
    for (const none of [null, undefined, '', 'many', -1]) expect(row(none).warnings).toBeNull();
  });
});

describe('what is wrong is named, and its value is not', () => {
  test.each([
    ['hierarchy', parseHierarchy, { ...hierarchy, Id: 'seeded' }, 'Id'],
    ['hierarchy', parseHierarchy, { ...hierarchy, Circuits: 'seeded' }, 'Circuits'],
    ['firmware', parseFirmwareRows, { seeded: 'seeded' }, 'answer'],
    ['session', parseSession, { ...session, sessionStart: 'seeded' }, 'sessionStart'],
    ['session', parseSession, { ...session, sessionEnd: 'seeded' }, 'sessionEnd'],
    ['archive', parseArchivedSessions, { ...archive, sessions: { seeded: 'seeded' } }, 'sessions'],
    ['history', parseChargeHistory, { Data: 'seeded' }, 'Data'],
    ['history', parseChargeHistory, { errorCode: 512, message: 'seeded' }, 'Data'],
    ['report', parseReport, { ...report, totalUserChargerReportModel: 7 }, 'totalUserChargerReportModel'],
    ['constants', parseConstants, { ...constantsDocument(), Commands: ['seeded'] }, 'Commands'],
  ] as const)('%s: %#', (_, parse, value, field) => {
    const parsed = parse(value);
    expect(parsed).toMatchObject({ kind: 'wrong-shape', field });
    expect(JSON.stringify(parsed)).not.toContain('seeded');
  });

  test('a row that cannot be read costs itself alone, and is told by its place', () => {
    const circuit = hierarchy.Circuits[0];
    const odd = {
      ...hierarchy,
      Circuits: [{ ...circuit, Chargers: [{ Id: 'seeded' }, ...(circuit?.Chargers ?? [])] }],
    };
    const tree = okValue(parseHierarchy(odd));
    expect(tree.circuits[0]?.chargers).toHaveLength(1);
    expect(tree.unreadable).toMatchObject([{ field: 'Circuits[0].Chargers[0].Id', got: 'another text' }]);
    expect(okValue(parseFirmwareRows([{}, ...firmware])).unreadable).toMatchObject([{ field: '[0].ChargerId' }]);
    const page = okValue(parseArchivedSessions({ sessions: [{ ...archivedItem, endDateTime: 'x' }, archivedItem] }));
    expect(page).toMatchObject({ rows: [{ id: sessionId }], unreadable: [{ field: 'sessions[0].EndDateTime' }] });
    expect(okValue(parseReport({ totalUserChargerReportModel: [{}] })).unreadable).toMatchObject([
      { field: 'totalUserChargerReportModel[0].TotalChargeSessionCount' },
    ]);
  });

  test('no secret field passes any of them, and unknown plain ones do', () => {
    const more = { FutureField: 7, ApiKey: 'seeded-key', Pin: 'seeded-pin' };
    const rows = [
      okValue(parseHierarchy({ ...hierarchy, ...more })).row,
      okValue(parseFirmwareRows([{ ...firmware[0], ...more }])).rows[0]?.row,
      okValue(parseSession({ ...session, ...more })).row,
      okValue(parseArchivedSessions({ sessions: [{ ...archivedItem, ...more }] })).rows[0]?.row,
      okValue(parseChargeHistory({ Data: [{ ...historyItem, ...more }] })).rows[0]?.row,
      okValue(parseReport({ ...report, ...more })).row,
    ];
    for (const row of rows) {
      expect(row).toMatchObject({ FutureField: 7 });
      expect(JSON.stringify(row)).not.toContain('seeded');
    }
  });
});

const parsers = {
  parseArchivedSessions,
  parseChargeHistory,
  parseChargerRow,
  parseConnectionDetails,
  parseConstants,
  parseFirmwareRows,
  parseHierarchy,
  parseInstallationRow,
  parseListEnvelope,
  parseReport,
  parseSession,
  parseStateItems,
  parseTokenAnswer,
} as const;

const samples = [hierarchy, firmware, session, archive, { Data: [historyItem] }, report, constantsDocument()];

/** A documented payload in which one value somewhere became any other JSON. */
const bentSample = fc
  .tuple(fc.constantFrom(...samples), fc.array(fc.nat(), { minLength: 1, maxLength: 6 }), fc.jsonValue())
  .map(([sample, way, value]) => bent(sample, way, value));

function bent(value: unknown, [step = 0, ...way]: readonly number[], other: unknown): unknown {
  if (typeof value !== 'object' || value === null) return other;
  const names = Object.keys(value);
  const name = names[step % (names.length || 1)];
  if (name === undefined) return other;
  const inner = way.length === 0 ? other : bent((value as Record<string, unknown>)[name], way, other);
  return Array.isArray(value)
    ? value.map((item: unknown, index) => (String(index) === name ? inner : item))
    : { ...value, [name]: inner };
}

test.each(Object.entries(parsers))('%s: any JSON gives a value or a field, and never throws', (_, parse) => {
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue({ maxDepth: 5 }), bentSample), (value) => {
      const parsed: Parsed<unknown> = parse(value);
      if (parsed.kind === 'ok') return;
      expect(parsed.field).not.toBe('');
      expect([
        'nothing',
        'null',
        'a list',
        'an empty text',
        'another text',
        'a number',
        'a boolean',
        'an object',
      ]).toContain(parsed.got);
    }),
    { numRuns: 300 },
  );
});
