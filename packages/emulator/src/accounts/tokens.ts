// Access tokens: JWTs signed with RS256 whose only promised claim is `sub` (zaptec-api.md §2.2).
// Invariant: a token is good only if this run issued it, it has not expired and it was not revoked.
import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import type { Clock } from '../contract.ts';

/** Observed: 86399 s; the documents' example says 3600. */
export const tokenLifeS = 86_399;

/**
 * Tokens remembered, by hash: an account that logs in once a second for 24 h would make 86,400; 20,000 × ~250 B = 5 MB.
 * The oldest is forgotten first and then counts as expired.
 */
const maxTokens = 20_000;

interface Issued {
  readonly sub: string;
  readonly expiresAtMs: number;
}

export interface Tokens {
  issue(sub: string): { readonly accessToken: string; readonly expiresInS: number };
  /** The account's `sub`, or undefined when the token opens nothing. */
  subOf(accessToken: string): string | undefined;
  revokeAll(): void;
}

export function createTokens(clock: Clock, issuer: () => string): Tokens {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const issued = new Map<string, Issued>();
  const header = encode({ alg: 'RS256', typ: 'at+jwt' });

  return {
    issue(sub) {
      const issuedAtS = Math.floor(clock.nowMs() / 1000);
      const claims = encode({
        iss: `${issuer()}/`,
        sub,
        iat: issuedAtS,
        exp: issuedAtS + tokenLifeS,
        jti: randomUUID(),
      });
      const signature = sign('sha256', Buffer.from(`${header}.${claims}`), privateKey).toString('base64url');
      const accessToken = `${header}.${claims}.${signature}`;
      issued.set(hash(accessToken), { sub, expiresAtMs: clock.nowMs() + tokenLifeS * 1000 });
      if (issued.size > maxTokens) issued.delete(issued.keys().next().value as string);
      return { accessToken, expiresInS: tokenLifeS };
    },
    subOf(accessToken) {
      const found = issued.get(hash(accessToken));
      return found && found.expiresAtMs > clock.nowMs() ? found.sub : undefined;
    },
    revokeAll: () => issued.clear(),
  };
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function hash(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
