// Credentials from the environment, read anew for each login.

import { failure } from '../explain/failure.ts';
import { mustFit } from '../must-fit.ts';
import { firstOf, fullText, object, onlyFields, optional } from '../value-check.ts';
import type { CredentialProvider } from './login-ports.ts';

/** Names of the variables. */
export interface EnvironmentNames {
  /** Variable of the user name. Default `ZAPTEC_USERNAME`. @example 'MY_APP_USERNAME' */
  readonly username?: string;
  /** Variable of the password. Default `ZAPTEC_PASSWORD`. @example 'MY_APP_PASSWORD' */
  readonly password?: string;
  /**
   * What else a person can do where one is missing, for the error's sentence. Default `name a file with both`.
   *
   * @example 'pass --credentials-file'
   */
  readonly orElse?: string;
}

const name = optional(fullText);
const fit = onlyFields({ username: name, password: name, orElse: name });

/**
 * Reads two variables whenever a login is due.
 *
 * @example
 * connect({ credentials: fromEnvironment(), userAgent });
 *
 * @param environment default `process.env`
 * @throws SdkError `invalid-option`; `credentials-unreadable` (as a rejection of `read`) when one of them is missing or empty; it names which
 */
export function fromEnvironment(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  names: EnvironmentNames = {},
): CredentialProvider {
  mustFit('take the login from the environment', firstOf([object(environment, 'environment'), fit(names, 'names')]));
  const { username = 'ZAPTEC_USERNAME', password = 'ZAPTEC_PASSWORD', orElse = 'name a file with both' } = names;
  const one = (name: string): string => {
    const value = environment[name];
    if (value) return value;
    throw failure('read the credentials', 'credentials-unreadable', {
      happened: `${name} is not set`,
      remedy: `Set it to the account's own login, or ${orElse}`,
    });
  };
  return { read: async () => ({ username: one(username), password: one(password) }) };
}
