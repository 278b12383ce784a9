// Who may call what: every endpoint of the protocol × who calls × what its id is, against a table written by hand.
import { type Endpoint, type EndpointId, endpoints } from '@fairlead/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ManualClock, manualClock } from '../../../../test/manual-clock.ts';
import type { Emulator } from '../contract.ts';
import { startEmulator } from '../start-emulator.ts';

const callers = ['owner', 'service', 'user', 'stranger', 'no token'] as const;
type Caller = (typeof callers)[number];

const idKinds = ['known', 'unknown', 'malformed'] as const;
type IdKind = (typeof idKinds)[number];

/** Statuses for a known, an unknown and a malformed id; one where the call names no id. `404/512` says the body's code. */
type Cells = readonly [known: string, unknown: string, malformed: string] | readonly [string];

type Row = Readonly<Record<Caller, Cells>> & { readonly because: string };

/** Nobody gets past the door without a token, whatever the id. */
const nobody: Cells = ['401', '401', '401'];

/** Read, command or set: Owner and Service may, a user may not, and to a stranger it is as closed as to a user. */
const managed = {
  owner: ['200', '404', '400/529'],
  service: ['200', '404', '400/529'],
  user: ['403', '404', '400/529'],
  stranger: ['403', '404', '400/529'],
  'no token': nobody,
} as const;

/** A list or a history with a filter: shows what the caller sees of it, and that may be nothing. */
const filtered = {
  owner: ['200', '200', '400/529'],
  service: ['200', '200', '400/529'],
  user: ['200', '200', '400/529'],
  stranger: ['200', '200', '400/529'],
  'no token': nobody,
} as const;

const table: Readonly<Record<EndpointId, Row>> = {
  token: {
    because: '§2.1, §2.3: whoever has a name and its password gets a token; nothing at all is no request',
    owner: ['200'],
    service: ['200'],
    user: ['200'],
    stranger: ['200'],
    'no token': ['400'],
  },
  installations: {
    because: '§2.8: everybody may list; rows are those that the caller has a role in, and a stranger has none',
    owner: ['200'],
    service: ['200'],
    user: ['200'],
    stranger: ['200'],
    'no token': ['401'],
  },
  installation: {
    ...managed,
    because: '§2.8: reduced or 403 for a user: reduced is the default of the switch',
    user: ['200', '404', '400/529'],
  },
  'installation-hierarchy': {
    ...managed,
    because: '§3.5: 204 without a body for whoever has no access to the tree, since 2025-09-19',
    user: ['204', '404', '400/529'],
    stranger: ['204', '404', '400/529'],
  },
  'installation-update': { ...managed, because: '§2.8: a user sets nothing' },
  'installation-stream-details': { ...managed, because: '§2.8: Owner or Service, as with every read of details' },
  'group-stream-details': {
    ...managed,
    because: '§2.8: the owner of the group alone; Service has no part in it',
    service: ['403', '404', '400/529'],
  },
  chargers: {
    ...filtered,
    because: '§2.8: everybody may list; InstallationId filters and an id of nothing finds nothing',
  },
  charger: { ...managed, because: '§2.8: 403 for plain users, who then read the list (HA#311)' },
  'charger-state': {
    because: '§3.9: an unknown charger is 404 with errorCode 512 since 2025-03-01',
    owner: ['200', '404/512', '400/529'],
    service: ['200', '404/512', '400/529'],
    user: ['403', '404/512', '400/529'],
    stranger: ['403', '404/512', '400/529'],
    'no token': nobody,
  },
  'charger-update': {
    ...managed,
    because: '§2.8: Service; for an Owner uncertain, so a switch whose default allows it',
  },
  'charger-command': { ...managed, because: '§3.15: owner and service' },
  firmware: { ...managed, because: '§3.12: 403 for plain users' },
  'charge-history': { ...filtered, because: '§2.8: own only for a user; a filter that finds nothing is an empty page' },
  'installation-report': {
    ...managed,
    because: '§2.8: own only for a user; a report is about one installation, so it must be there and be seen',
    user: ['200', '404', '400/529'],
  },
  'installation-report-query': {
    ...managed,
    because: 'the same by GET',
    user: ['200', '404', '400/529'],
  },
  session: { ...managed, because: "§2.8: own only for a user, and this is another person's session" },
  'session-priority': { ...managed, because: '§3.17: shares current among chargers, which is control' },
  'archived-sessions': {
    ...filtered,
    because: '§2.8: own only for a user; a filter that finds nothing is an empty page',
  },
  constants: {
    because: '§3.19: no login',
    owner: ['200'],
    service: ['200'],
    user: ['200'],
    stranger: ['200'],
    'no token': ['200'],
  },
};

const unknownId = '00000000-0000-4000-8000-000000000000';
const window = 'From=2026-11-01T00:00:00Z&To=2026-11-02T00:00:00Z';

/** Query and body that a sensible call has, beside its id. */
function restOf(endpoint: EndpointId, id: string): { readonly query?: string; readonly body?: object } {
  switch (endpoint) {
    case 'chargers':
      return { query: `InstallationId=${id}` };
    case 'charge-history':
    case 'archived-sessions':
      return { query: `InstallationId=${id}&${window}` };
    case 'installation-report-query':
      return { query: `InstallationId=${id}&FromDate=2026-11-01T00:00:00&EndDate=2026-11-02T00:00:00&GroupBy=0` };
    case 'installation-report':
      return {
        body: { fromDate: '2026-11-01T00:00:00', endDate: '2026-11-02T00:00:00', installationId: id, groupBy: 0 },
      };
    case 'installation-update':
      return { body: { availableCurrent: 16 } };
    case 'charger-update':
      return { body: { maxChargeCurrent: 16 } };
    case 'session-priority':
      return { body: { PrioritizedPhases: 3, PrioritizedCurrent: 16 } };
    default:
      return {};
  }
}

describe('who may call what', () => {
  let emulator: Emulator;
  let clock: ManualClock;
  const tokens = new Map<Caller, string>();
  /** A car that stays for hours. */
  let chargingId = '';

  beforeAll(async () => {
    clock = manualClock();
    emulator = await startEmulator({ doors: 'in-process', clock });
    chargingId = emulator.world.chargers().findLast(({ mode }) => mode === 3)?.id ?? '';
    for (const caller of callers) {
      if (caller !== 'no token') tokens.set(caller, await tokenOf(caller));
    }
  });
  afterAll(() => emulator.stop());

  async function login(caller: Caller): Promise<Response> {
    await clock.advanceBy(1_100);
    const form =
      caller === 'no token'
        ? {}
        : { grant_type: 'password', username: `${caller}@fairlead.test`, password: `demo-${caller}` };
    return emulator.fetch(`${emulator.url}/oauth/token`, { method: 'POST', body: new URLSearchParams(form) });
  }

  async function tokenOf(caller: Caller): Promise<string> {
    return ((await (await login(caller)).json()) as { access_token: string }).access_token;
  }

  function knownId(endpoint: EndpointId): string {
    const charging = emulator.world.chargers().find(({ id }) => id === chargingId);
    switch (endpoint) {
      case 'charger':
      case 'charger-state':
      case 'charger-update':
      case 'charger-command':
        return charging?.id ?? '';
      case 'session':
      case 'session-priority':
        return charging?.observations.get(721)?.value ?? '';
      case 'group-stream-details':
        return emulator.accounts.owner.userGroupIds[0] ?? '';
      default:
        return charging?.installationId ?? '';
    }
  }

  async function outcome(endpoint: Endpoint, caller: Caller, kind: IdKind): Promise<string> {
    if (endpoint.id === 'token') return told(await login(caller));
    // So that no bucket runs dry and a pause has been carried out before the next command.
    await clock.advanceBy(endpoint.id === 'charger-command' ? 10_000 : 1_000);
    const id = { known: knownId(endpoint.id), unknown: unknownId, malformed: 'not-an-id' }[kind];
    const { query, body } = restOf(endpoint.id, id);
    // Resuming what the owner paused, so that nobody is refused for the charger's sake.
    const command = caller === 'owner' ? '506' : '507';
    const path = endpoint.path.replace('{commandId}', command).replace(/\{\w+\}/, id);
    const token = tokens.get(caller);
    return told(
      await emulator.fetch(`${emulator.url}${path}${query ? `?${query}` : ''}`, {
        method: endpoint.method,
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
        ...(body ? { body: JSON.stringify(body) } : {}),
      }),
    );
  }

  test('the table has a row for each endpoint of the protocol and for nothing else', () => {
    expect(Object.keys(table).toSorted()).toEqual(endpoints.map(({ id }) => id).toSorted());
  });

  for (const endpoint of endpoints) {
    const row = table[endpoint.id];
    test(`${endpoint.method} ${endpoint.path}: ${row?.because ?? 'no row'}`, async () => {
      const seen: Record<string, string> = {};
      const expected: Record<string, string> = {};
      for (const caller of callers) {
        for (const [place, status] of row[caller].entries()) {
          const kind = idKinds[place] as IdKind;
          const cell = row[caller].length === 1 ? caller : `${caller}, ${kind} id`;
          expected[cell] = status;
          seen[cell] = await outcome(endpoint, caller, kind);
        }
      }
      expect(seen).toEqual(expected);
    });
  }
});

async function told(answer: Response): Promise<string> {
  const body = await answer.text();
  if (!answer.headers.get('content-type')?.includes('json') || answer.status === 200) return String(answer.status);
  const { errorCode } = JSON.parse(body) as { errorCode?: number };
  return errorCode === undefined ? String(answer.status) : `${answer.status}/${errorCode}`;
}
