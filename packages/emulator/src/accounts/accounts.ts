// Who may log in, and what each sees. The accounts are fixed and public: they open an emulator on loopback and nothing else.
import { userRoles } from '@fairlead/protocol';
import type { DemoAccount, DemoAccounts } from '../contract.ts';
import { type AccountName, type NamedAccount, namedAccounts, type UserGroup, userGroups } from '../fleets/accounts.ts';
import type { Consents } from './consents.ts';

/** An account as the cloud knows it at this moment. */
export interface CloudAccount extends NamedAccount {
  /** Bits of `CurrentUserRoles` on an installation and its chargers; 0: it is not there for this account. */
  rolesIn(installationId: string): number;
  /** When a consent opened this installation to it; null where it sees it without one, or not at all. */
  consentedAtMs(installationId: string): number | null;
}

export interface Accounts extends Readonly<Record<AccountName, CloudAccount>> {
  readonly groups: readonly UserGroup[];
  bySub(sub: string): CloudAccount | undefined;
  /** Undefined when the name is unknown or the password is wrong; which of the two is not told. */
  login(username: string, password: string): CloudAccount | undefined;
  /** Groups that see an installation: their buses carry it. */
  groupsSeeing(installationId: string): readonly UserGroup[];
}

/** What a consent gives to the group that asked for it. Not documented; Service is what a partner's work needs. */
const consentedRoles = userRoles.Maintainer;

/** The accounts of the world that grows from this seed. */
export function cloudAccounts(seed: number, consents: Consents): Accounts {
  const groups = userGroups(seed);
  const cloudAccount = (account: NamedAccount): CloudAccount => {
    const consentedAtMs = (installationId: string): number | null => {
      if (account.rolesEverywhere !== userRoles.None) return null;
      const given = account.userGroupIds.map((groupId) => consents.of(groupId, installationId));
      return given.find((consent) => consent !== undefined)?.grantedAtMs ?? null;
    };
    return {
      ...account,
      consentedAtMs,
      rolesIn: (installationId) =>
        account.rolesEverywhere | (consentedAtMs(installationId) === null ? userRoles.None : consentedRoles),
    };
  };
  const named = namedAccounts(seed);
  const { owner, service, user, stranger, partner } = named;
  const known = {
    owner: cloudAccount(owner),
    service: cloudAccount(service),
    user: cloudAccount(user),
    stranger: cloudAccount(stranger),
    partner: cloudAccount(partner),
  };
  const all = Object.values(known);
  return {
    ...known,
    groups,
    bySub: (sub) => all.find((account) => account.sub === sub),
    login: (username, password) =>
      all.find((account) => account.username === username.toLowerCase() && account.password === password),
    groupsSeeing: (installationId) =>
      groups.filter(({ id, seesAll }) => seesAll || consents.of(id, installationId) !== undefined),
  };
}

/** What a test or an operator may know of them: names, passwords, groups. */
export function demoAccounts({ owner, service, user, stranger, partner, groups }: Accounts): DemoAccounts {
  const told = ({ username, password, sub, userGroupIds }: CloudAccount): DemoAccount => ({
    username,
    password,
    sub,
    userGroupIds,
  });
  const lookupKey = groups.find(({ id }) => partner.userGroupIds.includes(id))?.lookupKey ?? '';
  return {
    owner: told(owner),
    service: told(service),
    user: told(user),
    stranger: told(stranger),
    partner: { ...told(partner), lookupKey },
  };
}
