// Credentials that systemd hands to the service (LoadCredential=, SetCredentialEncrypted=), read anew for each login.
import { join } from 'node:path';
import { failure } from '../explain/failure.ts';
import { mustFit } from '../must-fit.ts';
import { firstOf, fullText, object, onlyFields, optional } from '../value-check.ts';
import type { CredentialProvider } from './login-ports.ts';
import { readPrivateFile, unreadable } from './private-file.ts';

/** Names of the credentials in the service's unit. */
export interface SystemdNames {
  /** Credential with the user name. Default `zaptec-username`. @example 'username' */
  readonly username?: string;
  /** Credential with the password. Default `zaptec-password`. @example 'password' */
  readonly password?: string;
}

const fit = onlyFields({ username: optional(fullText), password: optional(fullText) });

/**
 * Reads two files of `$CREDENTIALS_DIRECTORY`; one line break at their end does not count. systemd guards that folder: the modes of
 * its files, 0400, or 0440 with an ACL where the unit names a user, are not looked at.
 *
 * @example
 * // [Service]
 * // LoadCredential=zaptec-username:/etc/my-app/username
 * // LoadCredential=zaptec-password:/etc/my-app/password
 * connect({ credentials: fromSystemd(), userAgent });
 *
 * @param environment where `CREDENTIALS_DIRECTORY` is looked up, default `process.env`
 * @throws SdkError `invalid-option`; `credentials-unreadable` (as a rejection of `read`)
 */
export function fromSystemd(
  names: SystemdNames = {},
  environment: Readonly<Record<string, string | undefined>> = process.env,
): CredentialProvider {
  mustFit('take the login from systemd', firstOf([fit(names, 'names'), object(environment, 'environment')]));
  const { username = 'zaptec-username', password = 'zaptec-password' } = names;
  const one = async (name: string): Promise<string> => {
    const folder = environment['CREDENTIALS_DIRECTORY'];
    if (!folder)
      throw failure('read the credentials', 'credentials-unreadable', {
        happened: 'CREDENTIALS_DIRECTORY is not set',
        remedy: `Start the program by systemd, with LoadCredential=${name}:… in its unit`,
      });
    if (!/^[\w.-]+$/.test(name) || name.startsWith('.')) throw unreadable(name, 'it is no name', 'Give a plain name');
    const path = join(folder, name);
    const text = (await readPrivateFile(path, 'folder')).replace(/\r?\n$/, '');
    if (text === '') throw unreadable(path, 'it is empty', 'Write the value into it');
    return text;
  };
  return { read: async () => ({ username: await one(username), password: await one(password) }) };
}
