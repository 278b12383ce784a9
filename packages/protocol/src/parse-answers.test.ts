import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseChargerRow } from './parse-charger-row.ts';
import { parseConnectionDetails } from './parse-connection-details.ts';
import { parseInstallationRow } from './parse-installation-row.ts';
import { parseListEnvelope } from './parse-list-envelope.ts';
import { parseStateItems } from './parse-state-items.ts';
import { parseTokenAnswer } from './parse-token-answer.ts';
import type { Parsed } from './row-reader.ts';

const chargerId = 'c0ffee00-0000-4000-8000-000000000001';
const installationId = '1a57a110-0000-4000-8000-000000000001';

const charger = {
  OperatingMode: 3,
  IsOnline: true,
  Id: chargerId,
  MID: 'ZAP000001',
  DeviceId: 'ZAP000001',
  Name: 'Left',
  CircuitId: 'c1c00000-0000-4000-8000-000000000001',
  Active: true,
  CurrentUserRoles: 3,
  Pin: '0000',
  DeviceType: 4,
  InstallationId: installationId,
  IsAuthorizationRequired: false,
  Warnings: '0',
  FutureField: { a: 1 },
};

const details = {
  Type: 0,
  Host: 'zap-p-installations-sbus.servicebus.windows.net',
  Port: 5671,
  UseSSL: true,
  Username: 'installation_1',
  Password: 'bm90LWEtcmVhbC1rZXk=',
  Topic: 'installation_1',
  Subscription: 'default',
};

function okValue<T>(parsed: Parsed<T>): T {
  if (parsed.kind === 'ok') return parsed.value;
  throw new Error(`wrong shape: ${JSON.stringify(parsed)}`);
}

describe('parseChargerRow', () => {
  test('reads a row, keeps what is unknown and leaves the pin behind', () => {
    const { Pin: _, ...row } = charger;
    expect(parseChargerRow(charger)).toEqual({
      kind: 'ok',
      value: {
        id: chargerId,
        serial: 'ZAP000001',
        name: 'Left',
        installationId,
        circuitId: charger.CircuitId,
        deviceType: 4,
        active: true,
        roles: 3,
        operatingMode: 3,
        online: true,
        authorisationRequired: false,
        warnings: 0n,
        row,
        removed: ['Pin'],
      },
    });
  });

  test('reads camelCase, booleans and numbers as text, and fills what may be missing', () => {
    const sparse = {
      id: chargerId.toUpperCase(),
      mid: 'GPN000002',
      isOnline: '0',
      currentUserRoles: '3',
      active: 'false',
    };
    expect(okValue(parseChargerRow(sparse))).toMatchObject({
      id: chargerId,
      serial: 'GPN000002',
      name: 'GPN000002',
      installationId: null,
      deviceType: 4,
      active: false,
      roles: 3,
      operatingMode: null,
      online: false,
    });
  });

  test('an odd optional field costs itself alone', () => {
    expect(
      okValue(parseChargerRow({ ...charger, OperatingMode: 'busy', Active: [], CircuitId: 'none' })),
    ).toMatchObject({
      operatingMode: null,
      active: true,
      circuitId: null,
    });
  });

  test.each([
    [undefined, 'answer', 'nothing'],
    [[charger], 'answer', 'a list'],
    [{ ...charger, Id: 'hush' }, 'Id', 'another text'],
    [{ ...charger, Id: undefined }, 'Id', 'nothing'],
    [{ Id: chargerId, Name: 'Left', UpdatedOn: '2026-11-18T20:01:07.53' }, 'DeviceId', 'nothing'],
  ])('refuses case %#, names the field and does not echo the value', (value, field, got) => {
    const parsed = parseChargerRow(value);
    expect(parsed).toMatchObject({ kind: 'wrong-shape', field, got });
    expect(JSON.stringify(parsed)).not.toContain('hush');
  });
});

describe('parseInstallationRow', () => {
  test('reads a detail, without secrets and without the logo', () => {
    const parsed = okValue(
      parseInstallationRow({
        Id: installationId,
        Name: 'Fjordveien 12',
        InstallationType: 1,
        MaxCurrent: 25.0,
        AvailableCurrent: null,
        AvailableCurrentPhase1: '16.000',
        AvailableCurrentPhase2: 16,
        AvailableCurrentMode: 0,
        CurrentUserRoles: 3,
        MessagingEnabled: true,
        WebhooksAuthPayload: 'hush',
        NewThing: 1,
        SupportGroup: { Id: 'g', LookupKey: 'abcd1234', LogoBase64: 'iVBORw0KGgo=' },
      }),
    );
    expect(parsed).toMatchObject({
      id: installationId,
      name: 'Fjordveien 12',
      type: 1,
      active: true,
      messagingEnabled: true,
      roles: 3,
      maxCurrentA: 25,
      availableCurrentA: null,
      availableCurrentPhasesA: [16, 16, null],
      availableCurrentMode: 0,
      networkType: null,
      removed: ['WebhooksAuthPayload'],
    });
    expect(parsed.row).toMatchObject({ NewThing: 1, AvailableCurrent: null });
    expect(parsed.row['SupportGroup']).toEqual({ Id: 'g', LookupKey: 'abcd1234' });
    expect(JSON.stringify(parsed)).not.toContain('hush');
  });

  test('does not guess about messaging where a list row is silent', () => {
    expect(okValue(parseInstallationRow({ Id: installationId }))).toMatchObject({
      name: installationId,
      messagingEnabled: null,
      roles: 0,
    });
  });
});

describe('parseStateItems', () => {
  test('reads items; the pulse has no value, and no zone is UTC', () => {
    const { items, unreadable } = okValue(
      parseStateItems([
        { ChargerId: chargerId, StateId: -1, Timestamp: '2026-11-20T17:01:33.713' },
        { ChargerId: chargerId, StateId: '710', Timestamp: '2026-11-20T16:31:07.433', ValueAsString: '3' },
        { chargerId, stateId: 721, timestamp: '2026-11-20T16:31:07Z', valueAsString: '' },
        { ChargerId: chargerId, StateId: 99_999, Timestamp: '2026-11-20T16:31:07.433', ValueAsString: 'x' },
      ]),
    );
    expect(items.map(({ stateId, value }) => [stateId, value])).toEqual([
      [-1, null],
      [710, '3'],
      [721, null],
      [99_999, 'x'],
    ]);
    expect(items[0]?.observedAtUs).toBe(Date.UTC(2026, 10, 20, 17, 1, 33, 713) * 1000);
    expect(unreadable).toEqual([]);
  });

  test('stops secret values and says which ids they were', () => {
    const parsed = okValue(
      parseStateItems([
        { ChargerId: chargerId, StateId: 863, Timestamp: '2026-11-20T17:01:33', ValueAsString: 'hush' },
      ]),
    );
    expect(parsed).toEqual({ items: [], removed: [863], unreadable: [] });
  });

  test('one unreadable item costs itself alone and is told without its value', () => {
    const good = { ChargerId: chargerId, StateId: 710, Timestamp: '2026-11-20T17:01:33', ValueAsString: '3' };
    const { items, unreadable } = okValue(
      parseStateItems([good, null, { ...good, Timestamp: 'hush' }, { ...good, ValueAsString: { a: 1 } }, good]),
    );
    expect(items).toHaveLength(2);
    expect(unreadable).toEqual([
      { kind: 'wrong-shape', field: '[1]', expected: 'an object', got: 'null' },
      { kind: 'wrong-shape', field: '[2].Timestamp', expected: 'a time', got: 'another text' },
      { kind: 'wrong-shape', field: '[3].ValueAsString', expected: 'text or nothing', got: 'an object' },
    ]);
  });

  test('tells at most 20 unreadable items', () => {
    expect(okValue(parseStateItems(Array(500).fill(null))).unreadable).toHaveLength(20);
  });

  test('an error body is no state', () => {
    expect(parseStateItems({ errorCode: 512, message: 'Charger not found.' })).toMatchObject({ got: 'an object' });
  });
});

describe('parseListEnvelope', () => {
  test.each([
    [
      { Pages: 2, Data: [1, 2], Message: null },
      { pages: 2, rows: [1, 2], totalCount: null },
    ],
    [
      { Data: [1], TotalCount: 1 },
      { pages: 1, rows: [1], totalCount: 1 },
    ],
    [
      { pages: '3', data: null },
      { pages: 3, rows: [], totalCount: null },
    ],
  ])('reads %j', (value, envelope) => {
    expect(parseListEnvelope(value)).toEqual({ kind: 'ok', value: envelope });
  });

  test.each([[{ Pages: 1 }], [{ Code: 527, Details: 'x' }], [{ Data: 'x' }], [[]], ['x'], [null]])(
    'does not take %j for an empty list',
    (value) => {
      expect(parseListEnvelope(value).kind).toBe('wrong-shape');
    },
  );
});

describe('parseConnectionDetails', () => {
  test('reads what the cloud answers', () => {
    expect(parseConnectionDetails(details)).toEqual({
      kind: 'ok',
      value: {
        host: details.Host,
        port: 5671,
        useSsl: true,
        username: 'installation_1',
        password: details.Password,
        topic: 'installation_1',
        subscription: 'default',
      },
    });
  });

  test('takes loopback without TLS, and the cloud’s defaults where nothing is said', () => {
    const local = { ...details, Host: '127.0.0.1', Port: '8711', UseSSL: '0' };
    expect(okValue(parseConnectionDetails(local))).toMatchObject({ host: '127.0.0.1', port: 8711, useSsl: false });
    for (const Host of ['127.0.0.1:8711', '[::1]:8711', 'bus.example:5671'])
      expect(okValue(parseConnectionDetails({ ...local, Host }))).toMatchObject({ host: Host });
    const { Type: _t, Port: _p, UseSSL: _s, ...sparse } = details;
    expect(okValue(parseConnectionDetails(sparse))).toMatchObject({ port: 5671, useSsl: true });
  });

  test.each([
    [{ ...details, Type: 1 }, 'Type'],
    [{ ...details, Host: 'evil/;SharedAccessKey=x' }, 'Host'],
    [{ ...details, Host: '' }, 'Host'],
    [{ ...details, Host: 'bus.example:' }, 'Host'],
    [{ ...details, Host: 'bus.example:56;x' }, 'Host'],
    [{ ...details, Port: 70_000 }, 'Port'],
    [{ ...details, Port: 'x' }, 'Port'],
    [{ ...details, Password: null }, 'Password'],
    [{ ...details, Topic: 7 }, 'Topic'],
    [{ ...details, Subscription: undefined }, 'Subscription'],
  ])('refuses case %# and never shows the key', (value, field) => {
    const parsed = parseConnectionDetails(value);
    expect(parsed).toMatchObject({ kind: 'wrong-shape', field });
    expect(JSON.stringify(parsed)).not.toContain(details.Password);
  });
});

describe('parseTokenAnswer', () => {
  const answer = { access_token: 'a.b.c', token_type: 'bearer', expires_in: 86_399, scope: 'openid' };

  test('reads the answer; the life is obeyed whatever it is', () => {
    expect(parseTokenAnswer(answer)).toEqual({
      kind: 'ok',
      value: { accessToken: 'a.b.c', expiresInMs: 86_399_000, scope: 'openid', refreshToken: null },
    });
    const other = { access_token: 'x', token_type: 'Bearer', expires_in: '3600', refresh_token: 'hush' };
    expect(parseTokenAnswer(other)).toEqual({
      kind: 'ok',
      value: { accessToken: 'x', expiresInMs: 3_600_000, scope: null, refreshToken: 'hush' },
    });
  });

  test.each([
    [{ ...answer, access_token: 'a\r\nX: y' }, 'access_token'],
    [{ ...answer, access_token: '' }, 'access_token'],
    [{ ...answer, token_type: 'mac' }, 'token_type'],
    [{ ...answer, expires_in: 0 }, 'expires_in'],
    [{ ...answer, expires_in: undefined }, 'expires_in'],
    [{ error: 'invalid_grant' }, 'access_token'],
  ])('refuses case %#', (value, field) => {
    expect(parseTokenAnswer(value)).toMatchObject({ kind: 'wrong-shape', field });
  });
});

test('no parser throws on any JSON, and no fault echoes a text', () => {
  const parsers = [
    parseChargerRow,
    parseInstallationRow,
    parseStateItems,
    parseListEnvelope,
    parseConnectionDetails,
    parseTokenAnswer,
  ];
  const names = [
    'Id',
    'DeviceId',
    'Host',
    'Port',
    'Data',
    'Pages',
    'StateId',
    'ChargerId',
    'access_token',
    'expires_in',
  ];
  const value = fc.oneof(fc.constant('hush'), fc.jsonValue());
  const json = fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom(...names), value), fc.array(value));
  fc.assert(
    fc.property(json, fc.constantFrom(...parsers), (input, parse) => {
      const parsed = parse(input);
      if (parsed.kind === 'wrong-shape') expect(JSON.stringify(parsed)).not.toContain('hush');
    }),
  );
});
