// What the cloud itself knows about a call beyond its address: what it is about, what its body asks, what was the case.
// Invariant: told from the world as it is and from what was answered; never a name, an address or any other text of a
// person. What only the caller knows (causes, tries, what it held) stays unknown.
import type { CallFact, Known } from '@fairlead/policy';
import { type EndpointId, operatingModes, parseErrorBody, stateIds } from '@fairlead/protocol';
import type { CloudAccount } from '../accounts/accounts.ts';
import { ownId } from '../own-text.ts';
import type { SimulatedCharger, SimulatedWorld } from '../world/simulated-world.ts';
import type { CloudAnswer } from './cloud-request.ts';
import { bodyFields } from './json-body.ts';
import { type Query, text } from './query.ts';
import { seenInHistory } from './seen-in-history.ts';

export interface SeenCall {
  readonly endpoint: EndpointId | null;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Uint8Array;
  /** Null where the caller is not known. */
  readonly account: CloudAccount | null;
  readonly atMs: number;
}

export type Seen = Pick<
  CallFact,
  'resource' | 'installationId' | 'command' | 'sets' | 'window' | 'charging' | 'connected' | 'allowed' | 'shown'
>;

const ofChargers: readonly (EndpointId | null)[] = ['charger', 'charger-state', 'charger-update', 'charger-command'];
const ofInstallations: readonly (EndpointId | null)[] = [
  'installation',
  'installation-hierarchy',
  'installation-update',
  'installation-stream-details',
  'firmware',
];

/** Who reads an idle charger every 10 minutes learns so late, and through a cache of 15 s, that it stopped charging. */
const learntWithinMs = 615_000;

export function seenByReceiver(world: SimulatedWorld, call: SeenCall): Seen {
  const { endpoint, params, query } = call;
  const told = params['id'] ?? params['installationId'] ?? null;
  const charger = ofChargers.includes(endpoint) ? world.chargers.get(told?.toLowerCase() ?? '') : undefined;
  // The world's own text where it is the same: a piece of a request's target keeps all of it in memory.
  const id = charger?.id === told ? charger.id : told;
  const installationId = charger?.installationId ?? (ofInstallations.includes(endpoint) ? id : null);
  return {
    resource: ownId(id ?? knownSerial(world, query) ?? text(query, 'InstallationId') ?? null),
    installationId: ownId(installationId ?? text(query, 'InstallationId') ?? null),
    command: commandOf(call),
    sets: setsOf(call),
    window: null,
    charging: endpoint === 'charger-state' && charger !== undefined ? chargingAt(charger, call.atMs) : 'unknown',
    connected: connectedAt(world, call, charger),
    allowed: allowedAt(world, call),
    shown: shownTo(world, call, { id, charger }),
    ...seenInHistory(world, call),
  };
}

/** The cloud's own error code and the rows of an answer. */
export function toldByAnswer({ status, headers, body, rows }: CloudAnswer): Pick<CallFact, 'code' | 'rows'> {
  if (status >= 400) {
    const error = parseErrorBody(status, headers['content-type'] ?? null, body);
    return { code: 'code' in error ? error.code : null, rows: null };
  }
  if (rows !== undefined) return { code: null, rows };
  return { code: null, rows: headers['content-type']?.includes('json') ? rowsIn(parsed(body)) : null };
}

/** Where lists and history, archive, report keep their rows. */
const rowsUnder = ['Data', 'sessions', 'totalUserChargerReportModel'] as const;

function rowsIn(body: unknown): number | null {
  const page = body as { readonly [name in (typeof rowsUnder)[number]]?: unknown } | null;
  const rows = Array.isArray(body) ? body : rowsUnder.map((name) => page?.[name]).find(Array.isArray);
  return Array.isArray(rows) ? rows.length : null;
}

/** Null for what is no JSON: a fault that was planned may say so and be none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A filter that is the serial of a charger; any other text may be somebody's name. */
function knownSerial(world: SimulatedWorld, query: Query): string | null {
  const filter = text(query, 'NameFilter')?.toLowerCase();
  if (filter === undefined) return null;
  for (const { serial } of world.chargers.values()) if (serial.toLowerCase() === filter) return serial;
  return null;
}

function commandOf({ endpoint, params }: SeenCall): number | null {
  const told = params['commandId'] ?? '';
  return endpoint === 'charger-command' && /^\d{1,9}$/.test(told) ? Number(told) : null;
}

/** The load-balancing current of an installation is one thing, everything else that an update writes another. */
function setsOf({ endpoint, body }: SeenCall): Seen['sets'] {
  if (endpoint === 'charger-update' || endpoint === 'session-priority') return 'other';
  if (endpoint !== 'installation-update') return null;
  const fields = fieldsOf(body);
  if (fields === null) return null;
  return fields.some((name) => /^availableCurrent/i.test(name)) ? 'available-current' : 'other';
}

/** Null for a body that is no JSON object: what it would have set cannot be told. */
function fieldsOf(body: Uint8Array): readonly string[] | null {
  const told = bodyFields(body);
  return told && [...told.keys()];
}

function connectedAt(world: SimulatedWorld, { endpoint, params }: SeenCall, charger?: SimulatedCharger): Known {
  if (endpoint === 'charger-command') return charger === undefined ? 'unknown' : known(isConnected(charger));
  const installation =
    endpoint === 'installation-update' ? world.installations.get(params['id']?.toLowerCase() ?? '') : undefined;
  if (installation === undefined) return 'unknown';
  const chargers = installation.circuits.flatMap(({ chargerIds }) => chargerIds.map((id) => world.chargers.get(id)));
  return known(chargers.some((one) => one !== undefined && isConnected(one)));
}

/** A schedule or the Sense owns the current in the other modes (§3.4). What a caller knew of a charger it alone can tell. */
function allowedAt(world: SimulatedWorld, { endpoint, params }: SeenCall): Known {
  const site =
    endpoint === 'installation-update' ? world.installations.get(params['id']?.toLowerCase() ?? '') : undefined;
  return site === undefined ? 'unknown' : known(site.field('AvailableCurrentMode') === 0);
}

/** An account's lists show what it has a role in; a user group is shown to its members alone. */
function shownTo(
  world: SimulatedWorld,
  { endpoint, account }: SeenCall,
  { id, charger }: { readonly id: string | null; readonly charger: SimulatedCharger | undefined },
): Known {
  if (account === null || id === null) return 'unknown';
  const key = id.toLowerCase();
  const site = ofChargers.includes(endpoint) ? charger?.installationId : world.installations.get(key)?.id;
  if (ofChargers.includes(endpoint) || ofInstallations.includes(endpoint)) {
    return known(site !== undefined && account.rolesIn(site) !== 0);
  }
  return endpoint === 'group-stream-details' ? known(account.userGroupIds.includes(key)) : 'unknown';
}

/** A charger that stopped a moment ago may have been charging for all that its reader knew. */
function chargingAt(charger: SimulatedCharger, atMs: number): Known {
  if (modeOf(charger) === operatingModes.Connected_Charging) return 'yes';
  const changedAtUs = charger.heard(stateIds.ChargerOperationMode)?.atUs ?? 0;
  return atMs - changedAtUs / 1000 < learntWithinMs ? 'unknown' : 'no';
}

function isConnected(charger: SimulatedCharger): boolean {
  const mode = modeOf(charger);
  return mode !== operatingModes.Disconnected && mode !== operatingModes.Unknown;
}

function modeOf(charger: SimulatedCharger): number {
  return Number(charger.heard(stateIds.ChargerOperationMode)?.value ?? operatingModes.Unknown);
}

function known(is: boolean): Known {
  return is ? 'yes' : 'no';
}
