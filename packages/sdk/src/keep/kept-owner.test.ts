import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fileSecrets } from '../credentials/file-secrets.ts';
import { openSecretBox } from '../credentials/secret-box.ts';
import { silentLog } from '../log/silent-log.ts';
import { type Hands, KeptOwner } from './kept-owner.ts';

let folder: string;
const hands: Hands[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fairlead-owner-'));
  hands.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true }));

const person = (name: string) => ({ username: name, password: '' });
const start = (): KeptOwner => {
  const handOver = (told: Hands): void => void hands.push(told);
  return new KeptOwner({
    folder,
    box: openSecretBox(join(folder, 'secret-key')),
    origin: 'https://api.example',
    log: silentLog,
    notice: '',
    handOver,
  });
};

/** A start at which the cloud accepts this person, who leaves a token; whether one of theirs was kept aside. */
async function live(name: string): Promise<string | null> {
  const owner = start();
  const found = owner.meet(person(name)) ? owner.formerToken('main/access-token') : null;
  owner.prove(person(name));
  await fileSecrets({ folder }).save('access-token', `token of ${name}`);
  return found;
}

test('of the four logins before the last one each finds its own again, of those before nothing is left', async () => {
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) expect(await live(name)).toBeNull();
  expect(hands.at(-1)?.keep).toHaveLength(4);
  expect(readdirSync(folder).filter((name) => name.startsWith('access-token.'))).toHaveLength(1 + 4);
  expect(await live('b')).toBe('token of b');
  expect(await live('f')).toBe('token of f');
  expect(await live('a')).toBeNull();
  expect(new Set(hands.map(({ to }) => to)).size).toBe(7); // `a` is somebody new, the others came back as who they were
});

test('whoever is only met takes nothing from the last one', async () => {
  await live('a');
  await live('b');
  expect(start().meet(person('a'))).toBe(true);
  expect(start().meet(person('nobody'))).toBe(false);
  const owner = start();
  owner.meet(person('b'));
  expect([owner.isOthers, owner.formerKey]).toEqual([false, null]);
  expect(await fileSecrets({ folder }).load('access-token')).toBe('token of b');
});
