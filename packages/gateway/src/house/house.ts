// The house as its doors see it: accounts, apps, pages, events. Knows nothing of HTTP.
import type { ChargerRow, Log } from '@fairlead/sdk';
import type { AppRegistry } from '../apps/app-registry.ts';
import type { AppTokens } from '../apps/app-tokens.ts';
import type { FailureLimit } from '../apps/failure-limit.ts';
import type { Identity } from '../apps/identity.ts';
import type { PageSessions } from '../apps/page-sessions.ts';
import type { Clock } from '../clock.ts';
import type { SnapshotEvent } from '../contract.ts';
import type { EventHub } from '../events/event-hub.ts';
import type { Store } from '../store/store.ts';
import type { HouseAccount } from './house-account.ts';

export interface House {
  readonly accounts: readonly HouseAccount[];
  readonly apps: AppRegistry;
  readonly tokens: AppTokens;
  readonly sessions: PageSessions;
  readonly failures: FailureLimit;
  readonly isAdminKey: (key: string) => boolean;
  readonly events: EventHub;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
}

/** The accounts that this identity sees. */
export function accountsOf(house: House, identity: Identity): readonly HouseAccount[] {
  return identity.accountId === null ? house.accounts : house.accounts.filter(({ id }) => id === identity.accountId);
}

export interface Found {
  readonly account: HouseAccount;
  readonly charger: ChargerRow;
}

/** By id or serial, among what this identity sees. */
export function findCharger(house: House, identity: Identity, idOrSerial: string): Found | undefined {
  for (const account of accountsOf(house, identity)) {
    const charger = account.account.mirror.find(idOrSerial);
    if (charger) return { account, charger };
  }
  return undefined;
}

export function snapshotOf(accounts: readonly HouseAccount[]): SnapshotEvent {
  return {
    accounts: accounts.map((account) => account.accountView()),
    chargers: accounts.flatMap((account) => account.chargers().map((charger) => account.chargerView(charger))),
    installations: accounts.flatMap((account) => account.installationViews()),
    streams: accounts.map((account) => account.streamView()),
    fairUse: accounts.map((account) => account.fairUseView()),
  };
}
