// A documented data call whose caller is known and inside its limits, and what every endpoint needs to answer it.
import type { EndpointId } from '@fairlead/protocol';
import type { Accounts, CloudAccount } from '../accounts/accounts.ts';
import type { CloudBus } from '../bus/cloud-bus.ts';
import type { Clock } from '../contract.ts';
import type { Switches } from '../switches/switches.ts';
import type { SimulatedWorld } from '../world/simulated-world.ts';
import { errorCode, json } from './answers.ts';
import type { CloudAnswer } from './cloud-request.ts';
import type { Query } from './query.ts';
import type { StateCache } from './state-cache.ts';

/** Every endpoint that asks who calls. */
export type DataEndpointId = Exclude<EndpointId, 'token' | 'constants'>;

export interface DataCall {
  readonly account: CloudAccount;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Uint8Array;
  /** The header `Host`: under which name the caller knows the cloud. */
  readonly host: string | undefined;
}

export interface CloudParts {
  readonly clock: Clock;
  readonly world: SimulatedWorld;
  readonly accounts: Accounts;
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

export function idOf(call: DataCall): string {
  return (call.params['id'] ?? call.params['installationId'] ?? '').toLowerCase();
}
