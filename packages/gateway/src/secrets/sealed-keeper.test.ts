import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSecretBox } from '@fairlead/sdk';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStore } from '../store/store-engine.ts';
import { sealedKeeper } from './sealed-keeper.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fairlead-secrets-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

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
