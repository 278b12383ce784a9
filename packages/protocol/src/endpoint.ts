// An endpoint of the cloud as a value: what may be called, what it is called, what the policy counts it as.
import type { CallClass, Method } from '@fairlead/policy';

export type EndpointId =
  | 'token'
  | 'installations'
  | 'installation'
  | 'installation-hierarchy'
  | 'installation-update'
  | 'installation-stream-details'
  | 'group-stream-details'
  | 'chargers'
  | 'charger'
  | 'charger-state'
  | 'charger-update'
  | 'charger-command'
  | 'firmware'
  | 'charge-history'
  | 'installation-report'
  | 'installation-report-query'
  | 'session'
  | 'session-priority'
  | 'archived-sessions'
  | 'constants';

export interface Endpoint {
  readonly id: EndpointId;
  readonly method: Method;
  /** Path template with the names of its parameters in braces: `/api/chargers/{id}/state`. */
  readonly path: string;
  readonly class: CallClass;
  /** Names of the query parameters that the documents list, in the cloud's casing. */
  readonly query: readonly string[];
  /** False for the token endpoint and for constants. */
  readonly needsToken: boolean;
  /** Null unless the cloud's documents call it deprecated. */
  readonly deprecated: { readonly insteadId: EndpointId; readonly note: string } | null;
  /** Where the fact comes from. */
  readonly source: string;
}
