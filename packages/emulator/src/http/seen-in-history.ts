// What a call for sessions is about, as the cloud itself can tell: whose, of which installation, of which time. By this
// the policy sees that the same window is fetched again (no-scraping) and that two heavy calls meet (backoff-heavy).
// Invariant: nobody's id is told; who asks for one person's sessions is given another id, the same each time.
import type { CallFact } from '@fairlead/policy';
import type { EndpointId } from '@fairlead/protocol';
import { ownId } from '../own-text.ts';
import { derivedUuid } from '../world/identity.ts';
import type { SimulatedWorld } from '../world/simulated-world.ts';
import { withoutOptionsPrefix } from './history/history-query.ts';
import { findSession } from './history/session-look-up.ts';
import { parseInstant, withoutZone } from './instant.ts';
import { bodyFields } from './json-body.ts';
import type { Query } from './query.ts';

export type SeenInHistory = Pick<CallFact, 'resource' | 'installationId' | 'window'>;

interface AskedCall {
  readonly endpoint: EndpointId | null;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Uint8Array;
}

/** Null for calls that are not about sessions. */
export function seenInHistory(world: SimulatedWorld, call: AskedCall): SeenInHistory | null {
  switch (call.endpoint) {
    case 'charge-history':
      return seenInWindow(world, fieldsOf(withoutOptionsPrefix(call.query)), ['from', 'to']);
    case 'archived-sessions':
      return seenInWindow(world, fieldsOf(call.query), ['from', 'to']);
    case 'installation-report':
      return seenInWindow(world, bodyFields(call.body) ?? new Map(), ['fromdate', 'enddate']);
    case 'installation-report-query':
      return seenInWindow(world, fieldsOf(call.query), ['fromdate', 'enddate']);
    case 'session':
    case 'session-priority':
      return seenSession(world, call.params['id'] ?? '');
    default:
      return null;
  }
}

type Fields = ReadonlyMap<string, unknown>;

function seenInWindow(world: SimulatedWorld, fields: Fields, ends: readonly [string, string]): SeenInHistory {
  const installationId = word(fields, 'installationid');
  const chargerId = word(fields, 'chargerid');
  const [fromUs, toUs] = ends.map((name) => parseInstant(withoutZoneOfReport(name, word(fields, name) ?? '')));
  return {
    resource: ownId(narrowed(world.seed, fields) ?? chargerId ?? installationId),
    installationId: ownId(installationId ?? world.chargers.get(chargerId?.toLowerCase() ?? '')?.installationId ?? null),
    window:
      fromUs === undefined || toUs === undefined
        ? null
        : { fromAtMs: Math.floor(fromUs / 1000), toAtMs: Math.floor(toUs / 1000) },
  };
}

/** Reports drop a zone or refuse it; for telling windows apart an hour or two do not matter. */
function withoutZoneOfReport(name: string, date: string): string {
  return name === 'from' || name === 'to' ? date : withoutZone(date);
}

/** Sessions of some people or chargers only: another window of the same days, and no second fetch of it. */
function narrowed(seed: number, fields: Fields): string | null {
  const choice = ['userid', 'userids', 'chargerids'].flatMap((name) => {
    const given = fields.get(name);
    return given === undefined || given === null || (Array.isArray(given) && given.length === 0) ? [] : [name, given];
  });
  if (choice.length === 0) return null;
  const whole = [...choice, word(fields, 'chargerid'), word(fields, 'installationid')];
  return derivedUuid(seed, `narrowed/${JSON.stringify(whole).toLowerCase()}`);
}

function seenSession(world: SimulatedWorld, id: string): SeenInHistory {
  const found = findSession(world, id.toLowerCase());
  return { resource: ownId(id), installationId: found?.charger.installationId ?? null, window: null };
}

/** A query of repeated names as a body would say it. */
function fieldsOf(query: Query): Fields {
  return new Map([...query].map(([name, values]) => [name, name.endsWith('ids') ? values : (values[0] ?? '')]));
}

function word(fields: Fields, name: string): string | null {
  const value = fields.get(name);
  return typeof value === 'string' && value !== '' ? value : null;
}
