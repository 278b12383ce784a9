// Credentials from a file that its owner alone may read, read anew for each login.

import { mustFit } from '../must-fit.ts';
import { fullText } from '../value-check.ts';
import { loginInJson } from './login-in-json.ts';
import type { CredentialProvider } from './login-ports.ts';
import { readPrivateFile, unreadable } from './private-file.ts';

/**
 * Reads `{"username": "…", "password": "…"}` whenever a login is due. The file must have mode 0600 or stricter.
 *
 * @example
 * connect({ credentials: fromFile('/etc/my-app/zaptec.json'), userAgent });
 *
 * @param path absolute, or from the folder in which the program runs
 * @throws SdkError `invalid-option`; `credentials-unreadable` (as a rejection of `read`), which names the file and never quotes it
 */
export function fromFile(path: string): CredentialProvider {
  mustFit('take the login from a file', fullText(path, 'path'));
  return {
    async read() {
      const login = loginInJson(await readPrivateFile(path));
      if (login) return login;
      throw unreadable(path, 'it is not {"username": "…", "password": "…"}', 'Correct it');
    },
  };
}
