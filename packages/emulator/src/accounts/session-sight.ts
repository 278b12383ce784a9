// Whose sessions a role sees, and how much of them: the row "history, reports, permissions" of zaptec-api.md §2.8.
// "Limited" for Service is not explained there; our reading: every session, but not who charged. An electrician needs
// the meter and not the people.
import { userRoles } from '@fairlead/protocol';

export type SessionSight =
  /** Every session and who charged. */
  | 'all'
  /** Every session, nobody's name, card or address. */
  | 'nameless'
  /** Those of the account itself. */
  | 'own'
  | 'none';

/** @param roles bits of `CurrentUserRoles` on the installation at which the session was */
export function sessionSight(roles: number): SessionSight {
  if ((roles & userRoles.Owner) !== 0) return 'all';
  if ((roles & userRoles.Maintainer) !== 0) return 'nameless';
  return (roles & userRoles.User) === 0 ? 'none' : 'own';
}
