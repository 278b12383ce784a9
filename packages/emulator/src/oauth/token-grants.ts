// The grants of the announced OAuth clients at the token endpoint: client credentials, authorization code with PKCE, and
// rotating refresh tokens. Errors are those of RFC 6749 §5.2.
import { createHash } from 'node:crypto';
import type { Accounts } from '../accounts/accounts.ts';
import type { Tokens } from '../accounts/tokens.ts';
import type { Clock } from '../contract.ts';
import { json, oauthError } from '../http/answers.ts';
import type { CloudAnswer, CloudRequest } from '../http/cloud-request.ts';
import { type OauthClient, provenClient } from './clients.ts';
import { type OauthServer, repeatsParameter, scopesOf } from './oauth-server.ts';

export interface GrantParts {
  readonly clock: Clock;
  readonly accounts: Accounts;
  readonly tokens: Tokens;
  readonly oauth: OauthServer;
}

export interface TokenOutcome {
  readonly answer: CloudAnswer;
  /** Who logged in; null for a refusal. */
  readonly sub: string | null;
}

interface Granted {
  readonly client: OauthClient;
  readonly sub: string;
  readonly grantId: string | null;
  readonly scopes: readonly string[];
  readonly refreshToken?: string;
  readonly nonce?: string | null;
}

export type FutureGrant = 'client_credentials' | 'authorization_code' | 'refresh_token';

export function futureGrant(
  grant: FutureGrant,
  form: URLSearchParams,
  request: CloudRequest,
  parts: GrantParts,
): TokenOutcome {
  if (repeatsParameter(form)) return refused(oauthError('invalid_request', 'A parameter is there more than once.'));
  const client = provenClient(form, request.headers['authorization']);
  if (!client) return refused(invalidClient());
  switch (grant) {
    case 'client_credentials':
      return clientCredentials(client, form, parts);
    case 'authorization_code':
      return authorizationCode(client, form, parts);
    case 'refresh_token':
      return refreshToken(client, form, parts);
  }
}

function clientCredentials(client: OauthClient, form: URLSearchParams, parts: GrantParts): TokenOutcome {
  if (client.actsFor === null) {
    return refused(
      oauthError('unauthorized_client', 'This client stands for nobody by itself; a person has to log in.'),
    );
  }
  const scopes = scopesOf(form.get('scope'));
  if (!scopes) return refused(unknownScope());
  return granted({ client, sub: parts.accounts[client.actsFor].sub, grantId: null, scopes }, parts);
}

function authorizationCode(client: OauthClient, form: URLSearchParams, parts: GrantParts): TokenOutcome {
  const { codes, refreshTokens, endGrant } = parts.oauth;
  const redeemed = codes.redeem(form.get('code') ?? '');
  if (redeemed.kind === 'reused') endGrant(redeemed.grantId);
  if (redeemed.kind !== 'good') {
    return refused(oauthError('invalid_grant', 'The authorization code is unknown, has expired or was used before.'));
  }
  const { grant } = redeemed;
  const same = grant.clientId === client.clientId && grant.redirectUri === form.get('redirect_uri');
  if (!same || !provesChallenge(form.get('code_verifier') ?? '', grant.codeChallenge)) {
    return refused(oauthError('invalid_grant', 'Client, redirect_uri or code_verifier are not those of the code.'));
  }
  const { sub, grantId, scopes, nonce } = grant;
  const offline = scopes.includes('offline_access')
    ? { refreshToken: refreshTokens.open({ grantId, clientId: client.clientId, sub, scopes }) }
    : {};
  return granted({ client, sub, grantId, scopes, nonce, ...offline }, parts);
}

function refreshToken(client: OauthClient, form: URLSearchParams, parts: GrantParts): TokenOutcome {
  const rotated = parts.oauth.refreshTokens.rotate(form.get('refresh_token') ?? '', client.clientId);
  if (rotated.kind === 'reused') {
    parts.oauth.endGrant(rotated.grantId);
    return refused(
      oauthError('invalid_grant', 'The refresh token was used before: every token of this login has been revoked.'),
    );
  }
  if (rotated.kind === 'unknown')
    return refused(oauthError('invalid_grant', 'The refresh token is unknown or expired.'));
  const { sub, grantId, scopes } = rotated.grant;
  return granted({ client, sub, grantId, scopes, refreshToken: rotated.refreshToken }, parts);
}

/** The verifier of RFC 7636 §4.1; S256 is the only method. */
function provesChallenge(verifier: string, challenge: string): boolean {
  if (!/^[A-Za-z0-9._~-]{43,128}$/.test(verifier)) return false;
  return createHash('sha256').update(verifier).digest('base64url') === challenge;
}

function granted(grant: Granted, { clock, tokens, oauth }: GrantParts): TokenOutcome {
  const { client, sub, grantId, scopes, nonce = null } = grant;
  const scope = scopes.join(' ');
  const { accessToken, expiresInS } = tokens.issue({
    sub,
    grantId,
    claims: { client_id: client.clientId, ...(scope ? { scope } : {}) },
  });
  const issuedAtS = Math.floor(clock.nowMs() / 1000);
  // Only a person who logged in has an identity to tell.
  const idToken = (): string =>
    oauth.key.signed('JWT', {
      iss: oauth.issuer(),
      aud: client.clientId,
      sub,
      iat: issuedAtS,
      exp: issuedAtS + expiresInS,
      ...(nonce === null ? {} : { nonce }),
    });
  const body = {
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: expiresInS,
    ...(scope ? { scope } : {}),
    ...(grant.refreshToken === undefined ? {} : { refresh_token: grant.refreshToken }),
    ...(grantId !== null && scopes.includes('openid') ? { id_token: idToken() } : {}),
  };
  const answer = json(200, body);
  return { answer: { ...answer, headers: { ...answer.headers, 'cache-control': 'no-store' } }, sub };
}

function refused(answer: CloudAnswer): TokenOutcome {
  return { answer, sub: null };
}

function unknownScope(): CloudAnswer {
  return oauthError('invalid_scope', 'A scope of the request is not known.');
}

function invalidClient(): CloudAnswer {
  const answer = oauthError('invalid_client', 'The client is unknown or its secret is wrong.');
  return { ...answer, status: 401, headers: { ...answer.headers, 'www-authenticate': 'Basic realm="oauth"' } };
}
