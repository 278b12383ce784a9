// Who may call what, asked before any handler: is the id a UUID (400), is there such a thing (404), may this account
// (403). Roles are those of zaptec-api.md §2.8, per installation. Lists and histories show rows by role instead.
// Invariant: every endpoint that asks who calls has a row here; a handler never sees a caller who may not.
import { isUuid, userRoles } from '@fairlead/protocol';
import { isService, mayManage } from '../accounts/roles.ts';
import type { Switches } from '../switches/switches.ts';
import { empty } from './answers.ts';
import type { CloudAnswer } from './cloud-request.ts';
import { type CloudParts, type DataCall, type DataEndpointId, idOf, refusal } from './data-call.ts';
import { hierarchyRefusal } from './hierarchy-access.ts';
import { bodyFields } from './json-body.ts';

interface Asked {
  readonly call: DataCall;
  readonly parts: CloudParts;
  /** Of the caller, in the installation that the call is about. */
  readonly roles: number;
}

type About = 'anything' | 'charger' | 'installation' | 'group' | 'session';

/** Who may make a call on what the id in its path names. */
export interface Access {
  /** What the id in the path names; `anything` where there is none. */
  readonly about: About;
  readonly unknown?: () => CloudAnswer;
  /** Null: the caller may. */
  readonly refuses: (asked: Asked) => CloudAnswer | null;
}

const nobody = (): null => null;
const unlessManages = ({ roles }: Asked): CloudAnswer | null => (mayManage(roles) ? null : empty(403));

const anything: Access = { about: 'anything', refuses: nobody };
export const managedCharger: Access = { about: 'charger', refuses: unlessManages };
export const managedInstallation: Access = { about: 'installation', refuses: unlessManages };
/** Whose session it is, its handler knows: a session ends, its installation's roles go on. */
const anySession: Access = { about: 'session', refuses: nobody };

const accesses: Readonly<Record<DataEndpointId, Access>> = {
  installations: anything,
  installation: { about: 'installation', refuses: unlessSeesInstallation },
  'installation-hierarchy': { about: 'installation', refuses: ({ call, parts }) => hierarchyRefusal(call, parts) },
  'installation-update': { about: 'installation', refuses: unlessMaySet },
  'installation-stream-details': managedInstallation,
  'group-stream-details': { about: 'group', refuses: unlessOwnsGroup },
  chargers: anything,
  charger: managedCharger,
  'charger-state': { ...managedCharger, unknown: refusal.chargerNotFound },
  'charger-update': { about: 'charger', refuses: unlessMayUpdateCharger },
  'charger-command': managedCharger,
  firmware: managedInstallation,
  'charge-history': anything,
  'installation-report': anything,
  'installation-report-query': anything,
  session: anySession,
  'session-priority': anySession,
  'archived-sessions': anything,
};

/** The refusal that comes before any handler, or null. */
export function refusalOf(endpoint: DataEndpointId, call: DataCall, parts: CloudParts): CloudAnswer | null {
  return refusalBy(accesses[endpoint], call, parts);
}

export function refusalBy({ about, unknown, refuses }: Access, call: DataCall, parts: CloudParts): CloudAnswer | null {
  if (about === 'anything') return null;
  if (!isUuid(idOf(call))) return malformedId(parts.switches);
  const site = installationOf(about, idOf(call), parts);
  if (site === undefined) return unknown ? unknown() : empty(404);
  return refuses({ call, parts, roles: site === null ? userRoles.None : call.account.rolesIn(site) });
}

function malformedId(switches: Switches): CloudAnswer {
  return switches.get('malformed-id') === '404' ? empty(404) : refusal.malformedId();
}

/** The installation that a thing belongs to; null for a thing of none; undefined when nothing is called so. */
function installationOf(about: About, id: string, { world, accounts }: CloudParts): string | null | undefined {
  switch (about) {
    case 'charger':
      return world.chargers.get(id)?.installationId;
    case 'installation':
      return world.installations.get(id)?.id;
    case 'group':
      return accounts.groups.some((group) => group.id === id) ? null : undefined;
    case 'session':
    case 'anything':
      return null;
  }
}

function unlessSeesInstallation({ roles, parts }: Asked): CloudAnswer | null {
  if (mayManage(roles)) return null;
  const reduced = parts.switches.get('user-installation-detail') === 'reduced';
  return reduced && (roles & userRoles.User) !== 0 ? null : empty(403);
}

/** `maxCurrent` is what an electrician sets: Service alone may (documented with the endpoint). */
function unlessMaySet(asked: Asked): CloudAnswer | null {
  const setsMaxCurrent = (bodyFields(asked.call.body)?.get('maxcurrent') ?? null) !== null;
  return setsMaxCurrent && !isService(asked.roles) ? empty(403) : unlessManages(asked);
}

function unlessMayUpdateCharger(asked: Asked): CloudAnswer | null {
  const ownersMay = asked.parts.switches.get('owner-charger-update') === '200';
  return ownersMay || isService(asked.roles) ? unlessManages(asked) : empty(403);
}

function unlessOwnsGroup({ call }: Asked): CloudAnswer | null {
  return call.account.userGroupIds.includes(idOf(call)) ? null : empty(403);
}
