// What a role may see of a row (zaptec-api.md §2.8: documented for commands and reads, best reading for single fields).
import { userRoles } from '@fairlead/protocol';
import type { CloudRow } from '../world/simulated-world.ts';

/** Owner or Service: may read details, state and bus, and send commands. */
export function mayManage(roles: number): boolean {
  return (roles & (userRoles.Owner | userRoles.Maintainer)) !== 0;
}

/** Service, which the constants call Maintainer: may set what an electrician sets. */
export function isService(roles: number): boolean {
  return (roles & userRoles.Maintainer) !== 0;
}

/** Fields that a plain user's rows lack (observed: HA#357). */
const hiddenFromUsers = new Set([
  'AuthenticationType',
  'NetworkType',
  'MaxCurrent',
  'AvailableCurrent',
  'AvailableCurrentPhase1',
  'AvailableCurrentPhase2',
  'AvailableCurrentPhase3',
  'AvailableCurrentMode',
  'InstallationUsers',
  'SupportGroup',
]);

/** Fields that only an Owner sees (zaptec-api.md §3.7). */
const ownersOnly = new Set(['Pin']);

const secretOfRow = /^(Property)?Ocpp.*(Url|Password|IdTag)$|^Webhooks/;

/** The row as an account with these roles sees it. */
export function rowFor(roles: number, row: CloudRow): CloudRow {
  const seen: Record<string, unknown> = { ...row, CurrentUserRoles: roles };
  for (const field of Object.keys(seen)) if (!isShown(field, roles)) delete seen[field];
  return seen;
}

/** Whether a row as an account with these roles sees it has this field. */
export function isShown(field: string, roles: number): boolean {
  if (ownersOnly.has(field)) return (roles & userRoles.Owner) !== 0;
  return mayManage(roles) || !(hiddenFromUsers.has(field) || secretOfRow.test(field));
}
