// Who may log in to the emulated cloud and what is whose (zaptec-api.md §2.7, §2.8). Data that follows from the seed;
// what a consent adds later is the cloud's state and stands in accounts/consents.ts.
import { userRoles } from '@fairlead/protocol';
import type { DemoAccount } from '../contract.ts';
import { derivedUuid } from '../world/identity.ts';

export type AccountName = 'owner' | 'service' | 'user' | 'stranger' | 'partner';

/** An account and what it may do before anybody consents to anything. */
export interface NamedAccount extends DemoAccount {
  /** Bits of `CurrentUserRoles` on every installation and charger of the world; 0: none of them is there for it. */
  readonly rolesEverywhere: number;
}

/** A user group. Its lookup key stands in the link that asks for consent; its bus belongs to whoever owns it. */
export interface UserGroup {
  readonly id: string;
  readonly name: string;
  readonly lookupKey: string;
  /** False for a group that sees only installations whose owners consented. */
  readonly seesAll: boolean;
}

/** As the cloud's own owners read: User and Owner (§10.2). */
const ownerRoles = userRoles.User | userRoles.Owner;

/** The passwords are public on purpose: there is nothing behind them but an invented world. */
export function namedAccounts(seed: number): Readonly<Record<AccountName, NamedAccount>> {
  const account = (name: AccountName, rolesEverywhere: number, userGroupIds: readonly string[]): NamedAccount => ({
    username: `${name}@fairlead.test`,
    password: `demo-${name}`,
    sub: derivedUuid(seed, `account/${name}`),
    userGroupIds,
    rolesEverywhere,
  });
  return {
    owner: account('owner', ownerRoles, [userGroupId(seed)]),
    service: account('service', userRoles.Maintainer, []),
    user: account('user', userRoles.User, []),
    stranger: account('stranger', userRoles.None, []),
    partner: account('partner', userRoles.None, [partnerGroupId(seed)]),
  };
}

/**
 * The owner's group, whose bus carries every installation; a partner's, whose bus carries those consented to; and the group
 * that supports the installations (`SupportGroup` of their rows), which no account here owns.
 */
export function userGroups(seed: number): readonly UserGroup[] {
  return [
    { id: userGroupId(seed), name: 'Fairlead Bay Harbour Board', lookupKey: 'harbour0001', seesAll: true },
    { id: partnerGroupId(seed), name: 'Tideway Energy', lookupKey: 'tideway0001', seesAll: false },
    {
      id: derivedUuid(seed, 'support-group'),
      name: 'Bight & Bollard Electric',
      lookupKey: 'fairlead0000',
      seesAll: true,
    },
  ];
}

export function userGroupId(seed: number): string {
  return derivedUuid(seed, 'user-group');
}

export function partnerGroupId(seed: number): string {
  return derivedUuid(seed, 'partner-group');
}
