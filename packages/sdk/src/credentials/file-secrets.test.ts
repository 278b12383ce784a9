import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fileSecrets } from './file-secrets.ts';

let root: string;
let folder: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fairlead-file-secrets-'));
  folder = join(root, 'state', 'secrets');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('what was kept is there after a restart, nowhere in clear, and for its owner only (secrets-confidential)', async () => {
  await fileSecrets({ folder }).save('access-token', 'very-secret-token');
  await fileSecrets({ folder }).save('refused-login', 'mark');
  const later = fileSecrets({ folder });
  expect(await later.load('access-token')).toBe('very-secret-token');
  expect(await later.load('refused-login')).toBe('mark');
  expect(await later.load('refresh-token')).toBeNull();
  const names = readdirSync(folder);
  expect(names.toSorted()).toEqual(['access-token.sealed', 'refused-login.sealed', 'secret-key']);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  for (const name of names) {
    expect(statSync(join(folder, name)).mode & 0o777, name).toBe(0o600);
    expect(readFileSync(join(folder, name), 'latin1'), name).not.toContain('very-secret-token');
  }
  await later.save('access-token', null);
  expect(await fileSecrets({ folder }).load('access-token')).toBeNull();
});

test('a folder that cannot be is told in a sentence, and never tried for ever', async () => {
  for (const impossible of ['/proc/fairlead/secrets', join(root, 'file', 'secrets')]) {
    writeFileSync(join(root, 'file'), '');
    const error = await fileSecrets({ folder: impossible })
      .load('access-token')
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'store-unreadable', message: expect.stringContaining(impossible) });
  }
  expect(() => fileSecrets({} as never)).toThrow(expect.objectContaining({ code: 'invalid-option' }));
});

test('the key may lie elsewhere; without it what is kept is nothing', async () => {
  const keyFile = join(root, 'key');
  await fileSecrets({ folder, keyFile }).save('access-token', 'token');
  expect(readdirSync(folder)).toEqual(['access-token.sealed']);
  expect(await fileSecrets({ folder, keyFile }).load('access-token')).toBe('token');
  expect(await fileSecrets({ folder, keyFile: join(root, 'other') }).load('access-token')).toBeNull();
});

test('what is kept opens under its own name, for its own account, and untouched alone', async () => {
  const keeper = fileSecrets({ folder });
  await keeper.save('access-token', 'token');
  expect(await fileSecrets({ folder, accountId: 'other' }).load('access-token')).toBeNull();
  const file = join(folder, 'access-token.sealed');
  const bytes = readFileSync(file);
  writeFileSync(
    file,
    bytes.map((byte, at) => (at === 30 ? byte ^ 1 : byte)),
  );
  expect(await keeper.load('access-token')).toBeNull();
  writeFileSync(file, bytes);
  renameSync(file, join(folder, 'refused-login.sealed'));
  expect(await keeper.load('refused-login')).toBeNull();
});

test('files that others could read are closed again', async () => {
  const keeper = fileSecrets({ folder });
  await keeper.save('access-token', 'token');
  for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o644);
  expect(await fileSecrets({ folder }).load('access-token')).toBe('token');
  for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777, name).toBe(0o600);
});

test('a folder that cannot be made, a key that is none and an empty key are each said in one sentence', async () => {
  writeFileSync(join(root, 'file'), '');
  await expect(fileSecrets({ folder: join(root, 'file') }).load('access-token')).rejects.toThrow(
    /^Failed to make the folder .*: the system says ENOTDIR\. Name a folder/,
  );
  await expect(fileSecrets({ folder: root, keyFile: join(root, 'file') }).load('access-token')).rejects.toThrow(
    /is empty, as a full disk leaves it/,
  );
  writeFileSync(join(root, 'secret-key'), 'short');
  await expect(fileSecrets({ folder: root }).save('access-token', 'x')).rejects.toMatchObject({
    code: 'store-unreadable',
    message: expect.stringMatching(/it is not a key of 32 bytes\. Delete it/),
  });
});
