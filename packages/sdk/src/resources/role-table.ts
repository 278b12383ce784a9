// What each role may call, and what the SDK does instead where it may not: data, printed into docs/roles.md.
// Source: zaptec-api.md §2.8. Where that is best reading, the cloud's own answer counts: a 403 is told as it came.
// Invariant: a row for every endpoint and a cell for every role; the type holds it, a walk as each role proves it.
import type { EndpointId } from '@fairlead/protocol';

/** Roles that an account can have at a thing. */
export const roles = ['Owner', 'Service', 'User'] as const;

/** Whether a role may make a call, and what stands instead where it may not. Source: zaptec-api.md §2.8. */
export type Right =
  /** Answered in full. */
  | { readonly may: 'yes' }
  /** Answered, but not with everything; `how` says what is missing. */
  | { readonly may: 'part'; readonly how: string }
  /** The sources do not agree whether it is answered in part or refused with `status`: it is not asked for, and `instead` serves. */
  | { readonly may: 'perhaps'; readonly status: 403; readonly instead: string }
  /** `status`: what the cloud answers. `instead`: what serves, in words. */
  | { readonly may: 'no'; readonly status: 204 | 403; readonly instead: string };

/** The rights of each role to one call. Source: zaptec-api.md §2.8. */
export type Rights = Readonly<Record<(typeof roles)[number], Right>>;

const yes: Right = { may: 'yes' };
const part = (how: string): Right => ({ may: 'part', how });
const no = (instead: string, status: 204 | 403 = 403): Right => ({ may: 'no', status, instead });
const everybody: Rights = { Owner: yes, Service: yes, User: yes };
const managers = (user: Right): Rights => ({ Owner: yes, Service: yes, User: user });

const reducedRows = part(
  'Rows have fewer fields. OperatingMode, IsOnline and Warnings of charger rows feed the mirror as polls, as often as the list may be read.',
);
const refusedWrite = no(
  'It is refused with a sentence that names the role, before it is sent where the SDK knows better.',
);
const ownSessions = part("The account's own sessions alone.");
const namelessSessions = part('All sessions, perhaps without who charged.');
const sessionsOf: Rights = { Owner: yes, Service: namelessSessions, User: ownSessions };

/** Each call by role: the table of `docs/who-may-what.md`. */
export const roleTable: Readonly<Record<EndpointId, Rights>> = {
  token: everybody,
  constants: everybody,
  installations: managers(reducedRows),
  chargers: managers(reducedRows),
  installation: managers({
    ...{ may: 'perhaps', status: 403 },
    instead: 'The row of the installation list, without a call.',
  }),
  'installation-hierarchy': managers(
    no(
      "A tree of the charger list's rows by their circuits, without names and fuses of circuits, without a call.",
      204,
    ),
  ),
  'installation-update': {
    Owner: part('Not maxCurrent, which Service alone may set.'),
    Service: yes,
    User: refusedWrite,
  },
  'installation-stream-details': managers(
    no('No stream is opened, and nothing is asked: the charger list is read as often as it may be.'),
  ),
  'group-stream-details': {
    Owner: part('Of user groups that the account owns, which the configuration names.'),
    Service: no('The bus of each installation.'),
    User: no('No stream is opened: the charger list is read as often as it may be.'),
  },
  charger: managers(no('The row of the charger list, without a call.')),
  'charger-state': managers(
    no("A read of the charger list, where its floor has passed: the rows' mode, online state and warnings."),
  ),
  'charger-update': {
    Owner: part('The sources do not agree; a 403 is told as it came.'),
    Service: yes,
    User: refusedWrite,
  },
  'charger-command': managers(refusedWrite),
  firmware: managers(
    no('The chargers of the list with the version that observation 911 told, null where none did, without a call.'),
  ),
  'charge-history': sessionsOf,
  'installation-report': sessionsOf,
  'installation-report-query': sessionsOf,
  session: { Owner: yes, Service: yes, User: ownSessions },
  'session-priority': managers(refusedWrite),
  'archived-sessions': sessionsOf,
};

/** The sentence of a read that a role may not make; null where it may. */
export function insteadOf(endpoint: EndpointId, role: keyof Rights | 'none'): string | null {
  if (role === 'none') return null;
  const right = roleTable[endpoint][role];
  switch (right.may) {
    case 'yes':
    case 'part':
      return null;
    case 'perhaps':
      return `The account has the role ${role} here, and the cloud may answer such a call with ${right.status}. ${right.instead}`;
    case 'no':
      return `The account has the role ${role} here, and the cloud answers such a call with ${right.status}. ${right.instead}`;
  }
}
