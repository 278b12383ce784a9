// A documented data call whose caller is known and inside its limits, and what every endpoint needs to answer it.
import { isUuid } from '@fairlead/protocol';
import { mayManage } from '../accounts/roles.ts';
import type { CloudBus } from '../bus/cloud-bus.ts';
import type { Clock } from '../contract.ts';
import type { ScenarioAccount } from '../scenarios/accounts.ts';
import type { Switches } from '../switches/switches.ts';
import type { SimulatedWorld } from '../world/simulated-world.ts';
import { empty, errorCode, json } from './answers.ts';
import type { CloudAnswer } from './cloud-request.ts';
import type { Query } from './query.ts';
import type { StateCache } from './state-cache.ts';

export interface DataCall {
  readonly account: ScenarioAccount;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Uint8Array;
}

export interface CloudParts {
  readonly clock: Clock;
  readonly world: SimulatedWorld;
  readonly bus: CloudBus;
  readonly stateCache: StateCache;
  readonly switches: Switches;
}

export type Handler = (call: DataCall, parts: CloudParts) => CloudAnswer;

export const refusal = {
  malformedId: (): CloudAnswer => json(400, { errorCode: 529, message: 'The id is not a UUID.' }),
  malformedQuery: (): CloudAnswer => json(400, { errorCode: 529, message: 'A query parameter is not of its type.' }),
  malformedBody: (): CloudAnswer => json(400, { errorCode: 529, message: 'The body is not what this call takes.' }),
  chargerNotFound: (): CloudAnswer => errorCode(404, 512, 'Charger not found.'),
};

/** Calls that only Owner or Service may make, on one well-formed id. */
export function managed(handler: Handler, param = 'id'): Handler {
  return (call, parts) => {
    if (!isUuid((call.params[param] ?? '').toLowerCase())) return refusal.malformedId();
    if (!mayManage(call.account.roles)) return empty(403);
    return handler(call, parts);
  };
}

export function idOf(call: DataCall): string {
  return (call.params['id'] ?? '').toLowerCase();
}

/**
 * Endpoints that this emulator does not play yet say so with 501, which the real cloud never answers: nobody can mistake
 * it for the cloud's word.
 */
export function notPlayed(endpoint: string): Handler {
  return () =>
    json(501, {
      errorCode: 527,
      message: `The Fairlead emulator does not play the endpoint "${endpoint}" yet; the real cloud documents it.`,
    });
}
