import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSecretBox } from './secret-box.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fairlead-secrets-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('what was sealed opens after a restart, for its own record only, and not when touched', () => {
  const file = join(folder, 'secret-key');
  const sealed = openSecretBox(file).seal('main/access-token', 'token');
  const later = openSecretBox(file);
  expect(later.open('main/access-token', sealed)).toBe('token');
  expect(later.open('other/access-token', sealed)).toBeNull();
  const touched = Uint8Array.from(sealed, (byte, index) => (index === 30 ? byte ^ 1 : byte));
  expect(later.open('main/access-token', touched)).toBeNull();
  expect(later.open('main/access-token', new Uint8Array(3))).toBeNull();
  expect(openSecretBox(join(folder, 'another')).open('main/access-token', sealed)).toBeNull();
});

test('the key file is for its owner only, and what is no key is said', () => {
  const file = join(folder, 'secret-key');
  openSecretBox(file);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  writeFileSync(file, 'short');
  expect(() => openSecretBox(file)).toThrow(/not a key of 32 bytes.*Delete it/);
});
