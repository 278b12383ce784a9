// The two lists (zaptec-api.md §3.2, §3.7): what the caller sees of installations and chargers, filtered and paged.
import { isUuid } from '@fairlead/protocol';
import { rowFor } from '../../accounts/roles.ts';
import type { CloudRow } from '../../world/simulated-world.ts';
import { type Handler, refusal } from '../data-call.ts';
import { listAnswer } from '../listing.ts';
import { parseListQuery } from '../query.ts';

/** Rows of lists carry fewer fields than details (observed); these are the heavy and the private ones. */
const onlyInDetails = ['InstallationUsers', 'SupportGroup', 'StorageEnergySensorLastReading', 'EnergySensor', 'Notes'];

export const installations: Handler = (call, { world }) => {
  const query = parseListQuery(call.query);
  if (!query) return refusal.malformedQuery();
  const rows = [...world.installations.values()].map((one) =>
    rowFor(call.account.roles, without(one.row(), onlyInDetails)),
  );
  return listAnswer(rows, query);
};

export const chargers: Handler = (call, { world }) => {
  const query = parseListQuery(call.query);
  if (!query) return refusal.malformedQuery();
  if (query.installationId !== null && !isUuid(query.installationId)) return refusal.malformedId();
  return listAnswer(
    [...world.chargers.values()].map((charger) => rowFor(call.account.roles, charger.row())),
    query,
  );
};

function without(row: CloudRow, fields: readonly string[]): CloudRow {
  const rest: Record<string, unknown> = { ...row };
  for (const field of fields) delete rest[field];
  return rest;
}
