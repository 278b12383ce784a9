// Where an account's own user name and password come from. They are read when a login is due and kept nowhere.
import { readFile, stat } from 'node:fs/promises';
import { type CredentialProvider, SdkError } from '@fairlead/sdk';
import { z } from 'zod';
import type { CredentialsSource } from '../config.ts';
import { reasonOf } from '../gateway-error.ts';

const fileContent = z.object({ username: z.string().min(1), password: z.string().min(1) });

/** The provider's `read` rejects with an SdkError `credentials-unreadable` that names the variable or file, never its content. */
export function credentialsFrom(
  source: CredentialsSource,
  env: Readonly<Record<string, string | undefined>>,
): CredentialProvider {
  switch (source.kind) {
    case 'env':
      return {
        read: async () => ({
          username: variable(env, source.usernameVariable),
          password: variable(env, source.passwordVariable),
        }),
      };
    case 'file':
      return { read: () => fromFile(source.path) };
  }
}

function variable(env: Readonly<Record<string, string | undefined>>, name: string): string {
  const value = env[name];
  if (value) return value;
  throw new SdkError(
    'credentials-unreadable',
    `Failed to read the credentials: ${name} is not set. Set it to the account's own login, or name a file with both in FAIRLEAD_CREDENTIALS_FILE.`,
  );
}

async function fromFile(path: string): Promise<{ username: string; password: string }> {
  const failed = (why: string): SdkError =>
    new SdkError('credentials-unreadable', `Failed to read the credentials file ${path}: ${why}.`);
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw failed(`${reasonOf(cause)}. Make it readable for this user alone`);
  });
  if (process.platform !== 'win32' && ((await stat(path)).mode & 0o077) !== 0)
    throw failed('other users may read it. Run chmod 600 on it');
  const parsed = fileContent.safeParse(jsonOf(text));
  if (!parsed.success) throw failed('it is not {"username": "…", "password": "…"}. Correct it');
  return parsed.data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // The caller says so; the parser's own message would quote the content.
  }
}
