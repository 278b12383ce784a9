// How a browser gets in: a one-time code from the start-up link becomes a session behind an HttpOnly cookie.
import type { Store } from '../store/store.ts';
import { hashOf, newCredential, newOpenCode } from './credentials.ts';
import { expiringMap } from './expiring-map.ts';

const codeLifeMs = 5 * 60_000;
/** A wall screen stays open for months; it is opened anew once a quarter. */
export const sessionLifeMs = 90 * 86_400_000;
/** Codes not yet used: `fairlead open` makes one a time. */
const maxCodes = 32;
/** Browsers of a house, several times over; the longest open one makes room. */
const maxSessions = 256;

export interface PageSessions {
  /** 128 bits, five minutes, one use. */
  newCode(): string;
  /** A new session for a valid code; the code is then spent. */
  exchange(code: string): Promise<string | undefined>;
  holds(session: string): boolean;
  end(session: string): Promise<void>;
}

export async function openPageSessions(store: Store, nowMs: () => number): Promise<PageSessions> {
  const codes = expiringMap<true>(nowMs, maxCodes);
  const sessions = expiringMap<true>(nowMs, maxSessions);
  for (const { hash, expiresAtMs } of await store.pageSessions()) sessions.set(hash, true, expiresAtMs);
  return {
    newCode() {
      const code = newOpenCode();
      codes.set(hashOf(code), true, nowMs() + codeLifeMs);
      return code;
    },
    async exchange(code) {
      const hashed = hashOf(code);
      if (!codes.get(hashed)) return undefined;
      codes.delete(hashed);
      const session = newCredential('fls_');
      const hash = hashOf(session);
      const expiresAtMs = nowMs() + sessionLifeMs;
      const evicted = sessions.set(hash, true, expiresAtMs);
      if (evicted !== undefined) await store.removePageSession(evicted);
      await store.savePageSession({ hash, createdAtMs: nowMs(), expiresAtMs });
      return session;
    },
    holds: (session) => sessions.get(hashOf(session)) === true,
    async end(session) {
      const hash = hashOf(session);
      sessions.delete(hash);
      await store.removePageSession(hash);
    },
  };
}
