// The fields of every JSON body that an endpoint documents, as zaptec-api.md spells them: what is fuzzed, and what a test
// holds against what the endpoints read. Not here: the form of the token endpoint, and commands, which have no body.
import type { EndpointId } from '@fairlead/protocol';

export type EndpointWithBody = 'installation-update' | 'charger-update' | 'installation-report' | 'session-priority';

export const documentedBodies = {
  /** §3.4 */
  'installation-update': [
    ...['availableCurrent', 'availableCurrentPhase1', 'availableCurrentPhase2', 'availableCurrentPhase3'],
    ...['maxCurrent', 'minPowerOfflineMode', 'threeToOnePhaseSwitchCurrent'],
  ],
  /** §3.10 */
  'charger-update': [
    ...['maxChargeCurrent', 'maxChargePhases', 'minChargeCurrent'],
    ...['offlineChargeCurrent', 'offlineChargePhase', 'meterValueInterval'],
  ],
  /** §3.14 */
  'installation-report': [
    ...['fromDate', 'endDate', 'installationId', 'userIds', 'chargerIds', 'groupBy', 'reportFormat'],
  ],
  /** §3.17 */
  'session-priority': ['PrioritizedPhases', 'PrioritizedCurrent'],
} as const satisfies Readonly<Record<EndpointWithBody, readonly string[]>> &
  Readonly<Partial<Record<EndpointId, readonly string[]>>>;

/** §3.14: sent by a client, its meaning unknown, so it is taken and not looked at. */
export const unreadFields: ReadonlySet<string> = new Set(['reportFormat']);

export const everyBodyField: readonly string[] = Object.values(documentedBodies).flat();
