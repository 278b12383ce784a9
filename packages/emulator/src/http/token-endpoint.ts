// `POST /oauth/token`: the password grant, and the refusals of everything else (zaptec-api.md §2.1, §2.3).
import type { Accounts } from '../accounts/accounts.ts';
import type { Tokens } from '../accounts/tokens.ts';
import { json, oauthError } from './answers.ts';
import type { CloudAnswer, CloudRequest } from './cloud-request.ts';

const refreshRefusal = [
  'invalid_grant',
  'The specified refresh token is invalid.',
  'https://documentation.openiddict.com/errors/ID2003',
] as const;

/** The answer, and the `sub` that logged in; null for a refusal. */
export interface TokenOutcome {
  readonly answer: CloudAnswer;
  readonly sub: string | null;
}

export function tokenEndpoint(request: CloudRequest, accounts: Accounts, tokens: Tokens): TokenOutcome {
  const form = new URLSearchParams(new TextDecoder().decode(request.body));
  const refused = (answer: CloudAnswer): TokenOutcome => ({ answer, sub: null });
  switch (form.get('grant_type')) {
    case 'password':
      break;
    case 'refresh_token':
      return refused(oauthError(...refreshRefusal));
    case null:
    case '':
      return refused(oauthError('invalid_request', "The mandatory 'grant_type' parameter is missing."));
    default:
      return refused(oauthError('unsupported_grant_type', "The specified 'grant_type' is not supported."));
  }
  const username = form.get('username');
  const password = form.get('password');
  if (!username || !password) {
    return refused(oauthError('invalid_request', "The mandatory 'username' and/or 'password' parameters are missing."));
  }
  const account = accounts.login(username, password);
  if (!account) return refused(oauthError('invalid_grant', 'The username or password is incorrect.'));
  const { accessToken, expiresInS } = tokens.issue(account.sub);
  const body = { access_token: accessToken, token_type: 'Bearer', expires_in: expiresInS };
  const scope = form.get('scope');
  return { answer: json(200, scope ? { ...body, scope } : body), sub: account.sub };
}
