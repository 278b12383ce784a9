// Who may log in to the emulated cloud and what is whose: the owner owns everything, the user sees every charger
// as a row with the role User (zaptec-api.md §2.8).
import type { DemoAccount } from '../contract.ts';
import { derivedUuid } from '../world/identity.ts';

/** Bits of `CurrentUserRoles`. */
export const userRole = 1;
export const ownerRole = 2;

/** An account with its role on every installation and charger of the world. */
export interface ScenarioAccount extends DemoAccount {
  /** Value of `CurrentUserRoles` in its rows. */
  readonly roles: number;
}

/** The passwords are public on purpose: there is nothing behind them but an invented world. */
export function scenarioAccounts(seed: number): { readonly owner: ScenarioAccount; readonly user: ScenarioAccount } {
  return {
    owner: {
      username: 'owner@fairlead.test',
      password: 'demo-owner',
      sub: derivedUuid(seed, 'account/owner'),
      userGroupIds: [userGroupId(seed)],
      // As the cloud's own owners read: User and Owner (§10.2).
      roles: userRole | ownerRole,
    },
    user: {
      username: 'user@fairlead.test',
      password: 'demo-user',
      sub: derivedUuid(seed, 'account/user'),
      userGroupIds: [],
      roles: userRole,
    },
  };
}

/** The one user group, whose bus carries every installation of the world. */
export function userGroupId(seed: number): string {
  return derivedUuid(seed, 'user-group');
}
