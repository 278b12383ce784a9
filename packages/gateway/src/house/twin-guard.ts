// Refuses two names for one account of the cloud: by user name before anything is sent, by the token's subject after. A twin
// that shows only after the start (the cloud was away) is taken out of service: see barrable-account.ts.
import type { CredentialProvider } from '@fairlead/sdk';
import type { Clock } from '../clock.ts';
import type { AccountConfig } from '../config.ts';
import { GatewayError } from '../gateway-error.ts';
import type { HouseAccount } from './house-account.ts';

/** How long a start with several accounts waits for their first logins, spaced 1.1 s apart for at most 16 accounts. */
const loginsWithinMs = 20_000;

export interface Configured {
  readonly account: AccountConfig;
  readonly credentials: CredentialProvider;
}

/** @throws GatewayError `same-account` */
export async function refuseSameLogins(configured: readonly Configured[]): Promise<void> {
  if (configured.length < 2) return;
  const seen = new Map<string, string>();
  for (const { account, credentials } of configured) {
    // Unreadable credentials are the account's own trouble and are told there.
    const login = await credentials.read().catch(() => null);
    if (login === null) continue;
    const key = `${account.baseUrl} ${login.username.toLowerCase()}`;
    const owner = seen.get(key);
    if (owner !== undefined) throw sameAccount(account.id, owner);
    seen.set(key, account.id);
  }
}

/** Resolves when every account has logged in or said why not, or the time is up. */
export async function firstLogins(accounts: readonly HouseAccount[], clock: Clock): Promise<void> {
  if (accounts.length < 2) return;
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = clock.setTimer(resolve, loginsWithinMs);
  await Promise.race([late, Promise.all(accounts.map(loggedIn))]);
  clock.clearTimer(timer);
}

function loggedIn({ account }: HouseAccount): Promise<void> {
  if (account.loginState().state !== 'not-yet') return Promise.resolve();
  return new Promise((resolve) => {
    const stop = account.subscribe((event) => {
      if (event.kind !== 'login' || event.state === 'not-yet') return;
      stop();
      resolve();
    });
  });
}

export function sameAccount(accountId: string, owner: string): GatewayError {
  return new GatewayError(
    'same-account',
    `Failed to serve the account ${accountId}: the accounts ${owner} and ${accountId} are one account of the cloud and would share its limit. Remove one of them, or give it its own login, and start again.`,
    { accountId, owner },
  );
}
