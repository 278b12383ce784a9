// `POST /oauth/token`: the password grant, and the refusals of everything else (zaptec-api.md §2.1, §2.3); the announced
// clients' grants while their switch is on.
import { futureGrant, type GrantParts, type TokenOutcome } from '../oauth/token-grants.ts';
import type { Switches } from '../switches/switches.ts';
import { json, oauthError } from './answers.ts';
import type { CloudAnswer, CloudRequest } from './cloud-request.ts';

export interface TokenParts extends GrantParts {
  readonly switches: Switches;
}

export function tokenEndpoint(request: CloudRequest, parts: TokenParts): TokenOutcome {
  const form = new URLSearchParams(new TextDecoder().decode(request.body));
  const future = parts.switches.get('future-oauth') === 'on';
  const grant = form.get('grant_type') ?? '';
  switch (grant) {
    case 'password':
      return passwordGrant(form, parts);
    case 'refresh_token':
      return future ? futureGrant(grant, form, request, parts) : refused(refreshRefusal(parts.switches));
    case 'client_credentials':
    case 'authorization_code':
      return future ? futureGrant(grant, form, request, parts) : refused(unsupported());
    case '':
      return refused(oauthError('invalid_request', "The mandatory 'grant_type' parameter is missing."));
    default:
      return refused(unsupported());
  }
}

function passwordGrant(form: URLSearchParams, { accounts, tokens, switches }: TokenParts): TokenOutcome {
  const username = form.get('username');
  const password = form.get('password');
  const scope = form.get('scope');
  if (!username || !password) {
    return refused(oauthError('invalid_request', "The mandatory 'username' and/or 'password' parameters are missing."));
  }
  if (switches.get('scope-needed') === 'yes' && !scope?.split(' ').includes('openid')) {
    return refused(oauthError('invalid_grant', "The scope 'openid' is missing."));
  }
  const account = accounts.login(username, password);
  if (!account) return refused(oauthError('invalid_grant', 'The username or password is incorrect.'));
  const { accessToken, expiresInS } = tokens.issue({ sub: account.sub });
  const body = { access_token: accessToken, token_type: 'Bearer', expires_in: expiresInS };
  return { answer: json(200, scope ? { ...body, scope } : body), sub: account.sub };
}

function refreshRefusal(switches: Switches): CloudAnswer {
  if (switches.get('refresh-grant') === 'removed') return unsupported();
  const uri = 'https://documentation.openiddict.com/errors/ID2003';
  return oauthError('invalid_grant', 'The specified refresh token is invalid.', uri);
}

function unsupported(): CloudAnswer {
  return oauthError('unsupported_grant_type', "The specified 'grant_type' is not supported.");
}

function refused(answer: CloudAnswer): TokenOutcome {
  return { answer, sub: null };
}
