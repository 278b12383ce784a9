// Bearer tokens of the drop-in login: opaque, one hour, held as hashes in memory only. After a restart an app logs in
// again, as it would at the cloud.
import { hashOf, newCredential, tokenPrefix } from './credentials.ts';
import { expiringMap } from './expiring-map.ts';
import type { Identity } from './identity.ts';

export const tokenLifeMs = 3_600_000;
/** Tokens at most: an app that logs in anew for every call, at 2 a second, stays inside; 0.3 kB each. */
const maxTokens = 10_000;

export interface AppTokens {
  issue(identity: Identity): string;
  /** The identity as it was at the login; the caller checks that the app still exists. */
  find(token: string): Identity | undefined;
}

export function appTokens(nowMs: () => number): AppTokens {
  const held = expiringMap<Identity>(nowMs, maxTokens);
  return {
    issue(identity) {
      const token = newCredential(tokenPrefix);
      held.set(hashOf(token), identity, nowMs() + tokenLifeMs);
      return token;
    },
    find: (token) => held.get(hashOf(token)),
  };
}
