// Access tokens: JWTs signed with RS256 whose only promised claim is `sub` (zaptec-api.md §2.2).
// Invariant: a token is good only if this run issued it, it has not expired and it was not revoked.
import { hash, randomUUID } from 'node:crypto';
import type { Clock } from '../contract.ts';
import type { SigningKey } from './signing-key.ts';

/**
 * Tokens remembered, by hash: an account that logs in once a second for 24 h would make 86,400; 20,000 × ~300 B = 6 MB.
 * The oldest is forgotten first and then counts as expired.
 */
const maxTokens = 20_000;

interface Issued {
  readonly sub: string;
  readonly expiresAtMs: number;
  readonly grantId: string | null;
  revoked: boolean;
}

export interface IssuedToken {
  readonly accessToken: string;
  readonly expiresInS: number;
}

export interface TokenGrant {
  readonly sub: string;
  /** What a later revocation of the whole grant names; null for a password login. */
  readonly grantId?: string | null;
  /** Claims beyond those of every token. */
  readonly claims?: Readonly<Record<string, string>>;
}

export interface Tokens {
  issue(grant: TokenGrant): IssuedToken;
  /** The account's `sub`, or undefined when the token opens nothing. */
  subOf(accessToken: string): string | undefined;
  /** Whose it was, also when it opens nothing any more; undefined when this run never issued it. */
  issuedTo(accessToken: string): string | undefined;
  revokeAll(): void;
  revokeGrant(grantId: string): void;
}

export function createTokens(options: {
  readonly clock: Clock;
  readonly key: SigningKey;
  /** With a slash at the end, as the discovery document says it. */
  readonly issuer: () => string;
  readonly lifeS: () => number;
}): Tokens {
  const { clock, key, issuer, lifeS } = options;
  const issued = new Map<string, Issued>();
  // Whoever reads state after state shows the same token each time; to hash it costs a seventh of a call (measured).
  let shown = { token: '', name: '' };
  const nameOfShown = (token: string): string => {
    if (token !== shown.token) shown = { token, name: nameOf(token) };
    return shown.name;
  };
  return {
    issue({ sub, grantId = null, claims = {} }) {
      const issuedAtS = Math.floor(clock.nowMs() / 1000);
      const expiresInS = lifeS();
      const accessToken = key.signed('at+jwt', {
        iss: issuer(),
        aud: issuer(),
        sub,
        iat: issuedAtS,
        exp: issuedAtS + expiresInS,
        jti: randomUUID(),
        ...claims,
      });
      issued.set(nameOf(accessToken), { sub, expiresAtMs: clock.nowMs() + expiresInS * 1000, grantId, revoked: false });
      if (issued.size > maxTokens) issued.delete(issued.keys().next().value as string);
      return { accessToken, expiresInS };
    },
    subOf(accessToken) {
      const found = issued.get(nameOfShown(accessToken));
      return found && !found.revoked && found.expiresAtMs > clock.nowMs() ? found.sub : undefined;
    },
    issuedTo: (accessToken) => issued.get(nameOfShown(accessToken))?.sub,
    revokeAll() {
      for (const token of issued.values()) token.revoked = true;
    },
    revokeGrant(grantId) {
      for (const token of issued.values()) if (token.grantId === grantId) token.revoked = true;
    },
  };
}

function nameOf(token: string): string {
  return hash('sha256', token, 'base64');
}
