// Keeps the access token, the refresh token and the mark of a refused login over restarts: sealed, each in a file of its own,
// with the key in another one.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { failure } from '../explain/failure.ts';
import { type OptionRules, optionsBy } from '../option-table.ts';
import { fullText } from '../value-check.ts';
import type { SecretKeeper, SecretName } from './login-ports.ts';
import { makeFolder } from './make-folder.ts';
import { openSecretBox, type SecretBox } from './secret-box.ts';
import { readSecret, removeSecret, writeSecret } from './secret-file.ts';

/** Where sealed secrets and their key lie. */
export interface FileSecretsOptions {
  /** Made with mode 0700 where it is missing. For one account, and one program at a time. @example '/var/lib/my-app' */
  readonly folder: string;
  /**
   * File of the key, made with mode 0600 where it is missing. Default `secret-key` in the folder; elsewhere is better.
   *
   * @example '/etc/my-app/secret-key'
   */
  readonly keyFile?: string;
  /** Bound to what is sealed, so that it opens for this account alone. Default `main`. @example 'depot-north' */
  readonly accountId?: string;
}

const rules: OptionRules<FileSecretsOptions> = {
  task: 'keep secrets in files',
  table: { folder: fullText, keyFile: fullText, accountId: fullText },
  needed: { folder: "a folder such as '/var/lib/my-app'" },
};

/**
 * A restart then needs no login while the token lives. The password is never kept.
 *
 * @example
 * connect({ credentials, userAgent, secrets: fileSecrets({ folder: '/var/lib/my-app' }) });
 *
 * @throws SdkError `invalid-option`; `store-unreadable` (as a rejection) when folder or key cannot be used; the account then logs in anew
 */
export function fileSecrets(options: FileSecretsOptions): SecretKeeper {
  return openFileSecrets(options, () => {});
}

/** @param damaged told which file does not open, though it is this account's: it may move it away */
export function openFileSecrets(options: FileSecretsOptions, damaged: (file: string) => void): SecretKeeper {
  const { folder, keyFile, accountId = 'main' } = optionsBy(options, rules);
  let opened: SecretBox | null = null;
  const box = (): SecretBox => {
    opened ??= openBox(folder, keyFile ?? join(folder, 'secret-key'));
    return opened;
  };
  const fileOf = (name: SecretName): string => join(folder, `${name}.sealed`);
  const recordOf = (name: SecretName): string => `${accountId}/${name}`;
  return {
    async load(name) {
      const { open } = box();
      const sealed = readSecret(fileOf(name));
      // One that does not open (another key, another account, damaged) is none: it costs one login.
      const text = sealed === null ? null : open(recordOf(name), sealed);
      if (sealed !== null && text === null) damaged(fileOf(name));
      return text;
    },
    async save(name, value) {
      if (value === null) removeSecret(fileOf(name));
      else writeSecret(fileOf(name), box().seal(recordOf(name), value));
    },
  };
}

function openBox(folder: string, keyFile: string): SecretBox {
  try {
    makeFolder(folder);
    readdirSync(folder); // a file of that name is no folder
  } catch (cause) {
    throw failure(`make the folder ${folder}`, 'store-unreadable', {
      happened: `the system says ${(cause as NodeJS.ErrnoException).code ?? 'nothing more'}`,
      remedy: 'Name a folder that this user may write',
    });
  }
  return openSecretBox(keyFile);
}
