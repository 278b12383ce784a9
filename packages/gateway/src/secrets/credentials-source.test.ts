import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { credentialsFrom } from './credentials-source.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fairlead-credentials-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const env = { kind: 'env', usernameVariable: 'U', passwordVariable: 'P' } as const;
const file = (content: string, mode = 0o600) => {
  const path = join(folder, 'login.json');
  writeFileSync(path, content);
  chmodSync(path, mode);
  return credentialsFrom({ kind: 'file', path }, {}).read();
};

test('the environment is read anew at each login, and a missing variable is named', async () => {
  const variables: Record<string, string> = { U: 'owner' };
  const provider = credentialsFrom(env, variables);
  await expect(provider.read()).rejects.toThrow('Failed to read the credentials: P is not set.');
  variables['P'] = 'secret';
  expect(await provider.read()).toEqual({ username: 'owner', password: 'secret' });
});

test('a file for its owner only is read', async () => {
  expect(await file('{"username":"owner","password":"secret"}')).toEqual({ username: 'owner', password: 'secret' });
});

test.each([
  ['{"username":"owner","password":"hunter2"}', 0o644, /chmod 600/],
  ['{"password":"hunter2"}', 0o600, /it is not/],
  ['hunter2', 0o600, /it is not/],
])('%s with mode %o is refused without being quoted (secrets-confidential)', async (content, mode, why) => {
  const refusal = await file(content, mode).then(
    () => '',
    (error: Error) => `${error.message} ${JSON.stringify(error)}`,
  );
  expect(refusal).toMatch(why);
  expect(refusal).not.toContain('hunter2');
});

test('a file that is not there is named', async () => {
  await expect(credentialsFrom({ kind: 'file', path: join(folder, 'none') }, {}).read()).rejects.toMatchObject({
    code: 'credentials-unreadable',
  });
});
