// The two lists (zaptec-api.md §3.2, §3.7): what the caller sees of installations and chargers, filtered and paged.
import { isUuid } from '@fairlead/protocol';
import { restTimeForm } from '../../time-forms.ts';
import type { SimulatedCharger, SimulatedWorld } from '../../world/simulated-world.ts';
import { type CloudParts, type Handler, refusal } from '../data-call.ts';
import { ListedRow } from '../listed-row.ts';
import { listAnswer } from '../listing.ts';
import { parseListQuery, text } from '../query.ts';

/** Rows of lists carry fewer fields than details (observed); these are the heavy and the private ones. */
const onlyInDetails = new Set([
  'InstallationUsers',
  'SupportGroup',
  'StorageEnergySensorLastReading',
  'EnergySensor',
  'Notes',
]);

/** Of a charger, the time of its last change is told in the short form alone (§3.7, §10.5). */
export const onlyInShortRows = new Set(['UpdatedOn']);

export const installations: Handler = (call, parts) => {
  const query = parseListQuery(call.query, parts.switches.get('page-size-above-100'));
  if (!query) return refusal.malformedQuery();
  const alreadyVisible = visibleTo(text(call.query, 'ExcludeIfVisibleForUserGroupLookupKey'), parts);
  const listed: ListedRow[] = [];
  for (const one of parts.world.installations.values()) {
    const roles = call.account.rolesIn(one.id);
    if (roles === 0 || alreadyVisible(one.id)) continue;
    listed.push(new ListedRow(one, roles, onlyInDetails));
    parts.bus.shown(one.id, call.account.sub);
  }
  return listAnswer(listed, query, restTimeForm(parts.switches));
};

export const chargers: Handler = (call, { world, switches }) => {
  const query = parseListQuery(call.query, switches.get('page-size-above-100'));
  if (!query) return refusal.malformedQuery();
  if (query.installationId !== null && !isUuid(query.installationId)) return refusal.malformedId();
  const listed: ListedRow[] = [];
  for (const charger of world.chargers.values()) {
    const roles = call.account.rolesIn(charger.installationId);
    if (roles === 0 || !isOfType(world, charger, query.installationType)) continue;
    listed.push(new ListedRow(charger, roles, query.idNameOnly ? undefined : onlyInShortRows));
  }
  return listAnswer(listed, query, restTimeForm(switches));
};

/** A charger's row does not say of which type its installation is. */
function isOfType(
  { installations }: SimulatedWorld,
  { installationId }: SimulatedCharger,
  type: number | null,
): boolean {
  return type === null || installations.get(installationId)?.field('InstallationType') === type;
}

/** What the group of a lookup key sees already is no candidate for a new consent. A key of no group excludes nothing. */
function visibleTo(lookupKey: string | null, { accounts }: CloudParts): (installationId: string) => boolean {
  const group = accounts.groups.find((one) => one.lookupKey === lookupKey);
  if (!group) return () => false;
  return (installationId) => accounts.groupsSeeing(installationId).includes(group);
}
