// What the announced OAuth clients share: codes, refresh tokens, access tokens, and the key that signs them.
// Invariant: nothing of it is saved; a restart logs every client out.
import type { SigningKey } from '../accounts/signing-key.ts';
import type { Tokens } from '../accounts/tokens.ts';
import type { Clock } from '../contract.ts';
import { type AuthorizationCodes, createAuthorizationCodes } from './authorization-codes.ts';
import { createRefreshTokens, type RefreshTokens } from './refresh-tokens.ts';

export interface OauthServer {
  readonly codes: AuthorizationCodes;
  readonly refreshTokens: RefreshTokens;
  readonly key: SigningKey;
  /** With a slash at the end. */
  readonly issuer: () => string;
  /** Ends a grant: its refresh tokens and the access tokens that came of it. */
  endGrant(grantId: string): void;
}

/** Scopes that may be asked for: OpenID's, and those of the documents' old example. */
export const knownScopes = ['openid', 'offline_access', 'read', 'write'] as const;
type Scope = (typeof knownScopes)[number];

export function createOauthServer(options: {
  readonly clock: Clock;
  readonly tokens: Tokens;
  readonly key: SigningKey;
  readonly issuer: () => string;
}): OauthServer {
  const refreshTokens = createRefreshTokens(options.clock);
  return {
    codes: createAuthorizationCodes(options.clock),
    refreshTokens,
    key: options.key,
    issuer: options.issuer,
    endGrant(grantId) {
      refreshTokens.end(grantId);
      options.tokens.revokeGrant(grantId);
    },
  };
}

/** The scopes of a request as our own words, for they are kept; undefined when one of them is not known. */
export function scopesOf(text: string | null): readonly Scope[] | undefined {
  const asked = new Set((text ?? '').split(' ').filter((scope) => scope !== ''));
  const scopes = [...asked].map((scope) => knownScopes.find((known) => known === scope));
  return scopes.every((scope) => scope !== undefined) ? scopes : undefined;
}

/** No parameter may be there twice (RFC 6749 §3.1, §3.2): what one reader takes first, another takes last. */
export function repeatsParameter(fields: URLSearchParams): boolean {
  const names = [...fields.keys()];
  return new Set(names).size < names.length;
}
