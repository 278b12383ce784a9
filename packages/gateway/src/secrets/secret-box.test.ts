import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStore } from '../store/store-engine.ts';
import { sealedKeeper } from './sealed-keeper.ts';
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

test('a kept token is nowhere in clear on disk (secrets-confidential)', async () => {
  const store = await openStore({
    dataDir: folder,
    facts: { maxFacts: 1_000, maxAgeMs: 1_000 },
    commandMaxAgeMs: 1,
    maxCommands: 1_000,
    auditMaxAgeMs: 1,
  });
  const keeper = sealedKeeper({ store, box: openSecretBox(join(folder, 'secret-key')), accountId: 'main' });
  await keeper.save('access-token', 'very-secret-token');
  expect(await keeper.load('access-token')).toBe('very-secret-token');
  for (const name of ['fairlead.db', 'fairlead.db-wal']) {
    const bytes = readFileSync(join(folder, name));
    expect(bytes.length).toBeGreaterThan(0);
    expect(bytes.includes('very-secret-token')).toBe(false);
  }
  await keeper.save('access-token', null);
  expect(await keeper.load('access-token')).toBeNull();
  await store.close();
});
