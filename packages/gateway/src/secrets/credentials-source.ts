// Where an account's own user name and password come from, by the configuration. They are read when a login is due and kept
// nowhere.
import { type CredentialProvider, fromEnvironment, fromFile } from '@fairlead/sdk';
import type { CredentialsSource } from '../config.ts';

/** The provider's `read` rejects with an SdkError `credentials-unreadable` that names the variable or file, never its content. */
export function credentialsFrom(
  source: CredentialsSource,
  env: Readonly<Record<string, string | undefined>>,
): CredentialProvider {
  switch (source.kind) {
    case 'env':
      return fromEnvironment(env, {
        username: source.usernameVariable,
        password: source.passwordVariable,
        orElse: 'name a file with both in FAIRLEAD_CREDENTIALS_FILE',
      });
    case 'file':
      return fromFile(source.path);
  }
}
