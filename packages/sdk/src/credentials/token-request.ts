// The form of a login, and what a refused one is known again by.
import type { OauthLogin, PasswordLogin } from './login-ports.ts';
import type { Login } from './refused-login.ts';

/** What a provider gave, as a program without types may give it: whatever it lacks would be sent as a wrong login. */
export function isLogin(given: unknown): given is PasswordLogin | OauthLogin {
  if (typeof given !== 'object' || given === null) return false;
  const login = given as Readonly<Record<string, unknown>>;
  const has = (...names: readonly string[]): boolean =>
    names.every((name) => typeof login[name] === 'string' && login[name] !== '');
  switch (login['grant']) {
    case undefined:
      return has('username', 'password');
    case 'client-credentials':
      return has('clientId', 'clientSecret');
    case 'refresh-token':
      return has('clientId', 'refreshToken');
    default:
      return false;
  }
}

/** `scope=openid` is the safe choice for passwords, where reports differ (zaptec-api.md §2.1). */
export function formOf(login: PasswordLogin | OauthLogin): string {
  return new URLSearchParams(fieldsOf(login)).toString();
}

function fieldsOf(login: PasswordLogin | OauthLogin): Record<string, string> {
  if (!('grant' in login)) return { grant_type: 'password', ...nameAndSecretOf(login), scope: 'openid' };
  switch (login.grant) {
    case 'client-credentials': {
      const { clientId, clientSecret, scope } = login;
      const fields = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
      return scope === undefined ? fields : { ...fields, scope };
    }
    case 'refresh-token': {
      const { clientId, clientSecret, refreshToken } = login;
      const fields = { grant_type: 'refresh_token', client_id: clientId, refresh_token: refreshToken };
      return clientSecret === undefined ? fields : { ...fields, client_secret: clientSecret };
    }
  }
}

export function nameAndSecretOf(login: PasswordLogin | OauthLogin): Login {
  if (!('grant' in login)) return { username: login.username, password: login.password };
  const secret = login.grant === 'client-credentials' ? login.clientSecret : login.refreshToken;
  return { username: login.clientId, password: secret };
}

/**
 * What one login is known again by: a user's name is an e-mail address, the same in capitals and with a space that was copied
 * along. For what was granted alone: a refused name may be right in other letters.
 */
export function sameLoginOf(login: PasswordLogin | OauthLogin): Login {
  const { username, password } = nameAndSecretOf(login);
  return { username: 'grant' in login ? username : username.trim().toLowerCase(), password };
}

/** Who logs in: whatever password or secret, the same user or client; of a person who let a client in, what they gave it. */
export function personOf(login: PasswordLogin | OauthLogin): Login {
  const { username, password } = sameLoginOf(login);
  return { username, password: 'grant' in login && login.grant === 'refresh-token' ? password : '' };
}
