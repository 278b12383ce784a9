// `/.well-known/openid-configuration` and the key set (zaptec-api.md §2.5): clients read the token endpoint from it. The
// issuer ends in a slash, as clients name it. What the announced clients add is there only while their switch is on.
import { json } from '../http/answers.ts';
import type { CloudAnswer } from '../http/cloud-request.ts';
import { knownScopes } from './oauth-server.ts';

export const discoveryPath = '/.well-known/openid-configuration';
export const keySetPath = '/.well-known/jwks.json';
export const tokenPath = '/oauth/token';
export const authorizationPath = '/oauth2/auth';

export function discovery(issuer: string, futureOauth: 'off' | 'on'): CloudAnswer {
  const at = (path: string): string => new URL(path, issuer).href;
  const today = {
    issuer,
    token_endpoint: at(tokenPath),
    jwks_uri: at(keySetPath),
    grant_types_supported: ['password'],
    response_types_supported: [],
    scopes_supported: ['openid', 'offline_access'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  };
  if (futureOauth === 'off') return json(200, today);
  return json(200, {
    ...today,
    authorization_endpoint: at(authorizationPath),
    grant_types_supported: ['password', 'client_credentials', 'authorization_code', 'refresh_token'],
    response_types_supported: ['code'],
    scopes_supported: knownScopes,
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
  });
}
