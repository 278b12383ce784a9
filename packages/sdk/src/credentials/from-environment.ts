// Credentials from the environment, read anew for each login.
import type { CredentialProvider } from '../account.ts';
import { SdkError } from '../sdk-error.ts';

/**
 * Reads `ZAPTEC_USERNAME` and `ZAPTEC_PASSWORD` whenever a login is due.
 * @throws SdkError `credentials-unreadable` (as a rejection) when one of them is missing.
 */
export function fromEnvironment(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): CredentialProvider {
  return {
    read: async () => {
      const username = environment['ZAPTEC_USERNAME'];
      const password = environment['ZAPTEC_PASSWORD'];
      if (username && password) return { username, password };
      throw new SdkError(
        'credentials-unreadable',
        `Failed to read the credentials: ${username ? 'ZAPTEC_PASSWORD' : 'ZAPTEC_USERNAME'} is not set. Set it to the account's own login.`,
      );
    },
  };
}
