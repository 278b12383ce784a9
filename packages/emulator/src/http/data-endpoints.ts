// What the cloud answers to each documented data call, once the caller is known and inside its limits.
import type { EndpointId } from '@fairlead/protocol';
import { isUuid } from '@fairlead/protocol';
import { mayManage, rowFor } from '../accounts/roles.ts';
import type { CloudBus } from '../bus/cloud-bus.ts';
import type { ScenarioAccount } from '../scenarios/accounts.ts';
import type { CloudRow, SimulatedWorld } from '../world/simulated-world.ts';
import { codeError, empty, errorCode, json, jsonText } from './answers.ts';
import type { CloudAnswer } from './cloud-request.ts';
import { listAnswer } from './listing.ts';
import { parseListQuery, type Query } from './query.ts';
import type { StateCache } from './state-cache.ts';

export interface DataCall {
  readonly account: ScenarioAccount;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
}

export interface CloudParts {
  readonly world: SimulatedWorld;
  readonly bus: CloudBus;
  readonly stateCache: StateCache;
}

/** Rows of lists carry fewer fields than details (observed); these are the heavy and the private ones. */
const onlyInDetails = ['InstallationUsers', 'SupportGroup', 'StorageEnergySensorLastReading', 'EnergySensor', 'Notes'];

const knownRefusal = {
  malformedId: (): CloudAnswer => json(400, { errorCode: 529, message: 'The id is not a UUID.' }),
  malformedQuery: (): CloudAnswer => json(400, { errorCode: 529, message: 'A query parameter is not of its type.' }),
  chargerNotFound: (): CloudAnswer => errorCode(404, 512, 'Charger not found.'),
};

type Handler = (call: DataCall, parts: CloudParts) => CloudAnswer;

const handlers: Partial<Record<EndpointId, Handler>> = {
  installations: (call, { world }) => {
    const query = parseListQuery(call.query);
    if (!query) return knownRefusal.malformedQuery();
    const rows = [...world.installations.values()].map((one) =>
      rowFor(call.account.roles, without(one.row(), onlyInDetails)),
    );
    return listAnswer(rows, query);
  },
  chargers: (call, { world }) => {
    const query = parseListQuery(call.query);
    if (!query) return knownRefusal.malformedQuery();
    if (query.installationId !== null && !isUuid(query.installationId)) return knownRefusal.malformedId();
    return listAnswer(
      [...world.chargers.values()].map((charger) => rowFor(call.account.roles, charger.row())),
      query,
    );
  },
  installation: managed((call, { world }) => {
    const found = world.installations.get(idOf(call));
    return found ? json(200, rowFor(call.account.roles, found.row())) : empty(404);
  }),
  charger: managed((call, { world }) => {
    const found = world.chargers.get(idOf(call));
    return found ? json(200, rowFor(call.account.roles, found.row())) : empty(404);
  }),
  'charger-state': managed((call, { world, stateCache }) => {
    const found = world.chargers.get(idOf(call));
    return found ? jsonText(200, stateCache.bodyOf(found)) : knownRefusal.chargerNotFound();
  }),
  'installation-stream-details': managed((call, { world, bus }) => {
    const found = world.installations.get(idOf(call));
    if (!found) return empty(404);
    const messaging = found.row()['MessagingEnabled'] === true;
    return messaging ? json(200, bus.installationDetails(found.id)) : empty(403);
  }),
  'group-stream-details': managed((call, { bus }) =>
    call.account.userGroupIds.includes(idOf(call)) ? json(200, bus.groupDetails(idOf(call))) : empty(403),
  ),
  'charger-command': managed((call, { world }) => {
    if (!world.chargers.has(idOf(call))) return empty(404);
    const command = Number(call.params['commandId']);
    if (command !== 506 && command !== 507) return codeError(500, 519, null);
    const result = world.command(idOf(call), command);
    return result.kind === 'accepted' ? empty(200) : codeError(500, 528, result.details);
  }),
};

/**
 * The answer to a documented call. Endpoints that this emulator does not play yet say so with 501, which the real cloud
 * never answers: nobody can mistake it for the cloud's word.
 */
export function answerData(endpoint: EndpointId, call: DataCall, parts: CloudParts): CloudAnswer {
  const handler = handlers[endpoint];
  if (handler) return handler(call, parts);
  return json(501, {
    errorCode: 527,
    message: `The Fairlead emulator does not play the endpoint "${endpoint}" yet; the real cloud documents it.`,
  });
}

/** Calls that only Owner or Service may make, on one well-formed id. */
function managed(handler: Handler): Handler {
  return (call, parts) => {
    if (!isUuid(idOf(call))) return knownRefusal.malformedId();
    if (!mayManage(call.account.roles)) return empty(403);
    return handler(call, parts);
  };
}

function idOf(call: DataCall): string {
  return (call.params['id'] ?? '').toLowerCase();
}

function without(row: CloudRow, fields: readonly string[]): CloudRow {
  const rest: Record<string, unknown> = { ...row };
  for (const field of fields) delete rest[field];
  return rest;
}
