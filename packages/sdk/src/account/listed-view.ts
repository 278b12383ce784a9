// What is told of the mirror: all of it but what has left the account, of which the mirror keeps rows and values.
// Invariant: what the last whole list told of no more, and nothing told of since, is shown nowhere; makes no call.
import type { MirrorView } from '../account.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { ChargerRow, InstallationRecord } from '../mirror/state-keeper.ts';
import type { Lists } from './lists.ts';

export function listedView(mirror: Mirror, lists: Pick<Lists, 'tellsOf'>): MirrorView {
  const charger = (row: ChargerRow | undefined): ChargerRow | undefined =>
    row && lists.tellsOf('chargers', row) ? row : undefined;
  const installation = (record: InstallationRecord | undefined): InstallationRecord | undefined =>
    record && lists.tellsOf('installations', record) ? record : undefined;
  /** A stream tells of some before any list does: those have not left. */
  const hasLeft = (chargerId: string): boolean => {
    const row = mirror.charger(chargerId);
    return row !== undefined && !lists.tellsOf('chargers', row);
  };
  return {
    chargers: () => mirror.chargers().filter((row) => lists.tellsOf('chargers', row)),
    charger: (id) => charger(mirror.charger(id)),
    find: (idOrSerial) => charger(mirror.find(idOrSerial)),
    installations: () => mirror.installations().filter((record) => lists.tellsOf('installations', record)),
    installation: (id) => installation(mirror.installation(id)),
    observation: (chargerId, stateId) => (hasLeft(chargerId) ? undefined : mirror.observation(chargerId, stateId)),
    observations: (chargerId) => (hasLeft(chargerId) ? new Map() : mirror.observations(chargerId)),
  };
}
