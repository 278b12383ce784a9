import fs, { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fact } from '@fairlead/policy';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import type { AccountOptions } from '../account/account-options.ts';
import { checkedOptions } from '../account/checked-options.ts';
import { openAccount } from '../account/open-account.ts';
import { settingsOf } from '../account/settings.ts';
import type { Account } from '../account.ts';
import { memoryJournal } from '../journal/memory-journal.ts';
import { silentLog } from '../log/silent-log.ts';
import { keptIn, withKept } from './keep-in.ts';
import { stateFolder } from './state-folder.ts';

let folder: string;
const accounts: Account[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fairlead-kept-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  syncBuiltinESMExports();
  await Promise.all(accounts.splice(0).map((account) => account.close()));
  rmSync(folder, { recursive: true });
});

function open(more: Partial<AccountOptions>): { readonly account: Account; readonly lines: readonly string[] } {
  const lines: string[] = [];
  const line = (_: object, message: string): void => void lines.push(message);
  const account = openAccount({
    ...{ credentials: { read: () => new Promise(() => {}) }, userAgent: 'keep/1.0 (+https://example.org)' },
    ...{ clock: manualClock(), log: { ...silentLog, warn: line, error: line } },
    ...more,
  });
  accounts.push(account);
  return { account, lines };
}
const within = (...path: string[]): readonly string[] => readdirSync(join(folder, ...path)).toSorted();

test('each cloud and each account has a folder of its own', () => {
  open({ keepIn: folder });
  open({ keepIn: folder, accountId: 'depot/../north' });
  open({ keepIn: folder, accountId: '..' });
  open({ keepIn: folder, baseUrl: 'http://127.0.0.1:8710' });
  expect(within()).toEqual(['127.0.0.1%3A8710', 'api.zaptec.com']);
  expect(within('api.zaptec.com')).toEqual(['%2E%2E', 'depot%2F..%2Fnorth', 'main']);
  expect(within('api.zaptec.com', 'main')).toEqual(expect.arrayContaining(['journal.sqlite', 'state.sqlite']));
});

test('the folder of a closed account can be taken again, of an open one it cannot, and who may hold it is said', async () => {
  const { account } = open({ keepIn: folder });
  const inUse = {
    code: 'in-use',
    message: expect.stringMatching(
      /^Failed to open .*: another program uses it, or this one, which opened it before\. End the other, or close\(\) .*\.$/,
    ),
  };
  expect(() => open({ keepIn: folder })).toThrow(expect.objectContaining(inUse));
  await account.close();
  open({ keepIn: folder });
});

test('what one login asked is no history of another, from when that is met on and in its later starts', async () => {
  const options = {
    ...{ credentials: { read: () => new Promise<never>(() => {}) }, userAgent: 'keep/1.0 (+https://example.org)' },
    ...{ keepIn: folder, clock: manualClock(), log: silentLog },
  };
  const settings = settingsOf(checkedOptions(options));
  const person = (username: string) => ({ username, password: '' });
  /** What a start at which this person is met has of earlier ones; the cloud accepts them afterwards. */
  const live = async (name: string, asked?: Fact): Promise<readonly Fact[]> => {
    const kept = keptIn(options, settings);
    if (kept === null) throw new Error('nothing is kept');
    const { earlier } = withKept(options, settings, kept, null);
    kept.owner.meet(person(name));
    const history = await earlier();
    kept.owner.prove(person(name));
    if (asked) kept.journal.write(asked);
    kept.close();
    return history;
  };
  const asked: Fact = {
    ...{ v: 1, kind: 'stream', accountId: 'main', bus: 'installation', scope: 'c1', event: 'opened' },
    atMs: options.clock.nowMs(),
  };
  expect(await live('a', asked)).toEqual([]);
  expect(await live('b')).toEqual([]);
  expect(await live('b')).toEqual([]);
  expect(await live('a')).toEqual([asked]);
});

test('where the system hands out a folder it is used, unless the program keeps something itself or says no', () => {
  vi.stubEnv('STATE_DIRECTORY', `${join(folder, 'own')}:${join(folder, 'second')}`);
  expect(open({}).lines).toEqual([]);
  expect(within()).toEqual(['own']);
  rmSync(join(folder, 'own'), { recursive: true });
  expect(open({ keepIn: false }).lines).toEqual([]);
  expect(open({ journal: memoryJournal() }).lines).toEqual([]);
  expect(open({ history: [] }).lines).toEqual([]);
  expect(within()).toEqual([]);
});

test('without a folder one line says what is lost', () => {
  vi.stubEnv('STATE_DIRECTORY', '');
  expect(open({}).lines).toEqual([
    expect.stringMatching(/^Nothing is kept over a restart: .* the same one for all programs of this account\.$/),
  ]);
  expect(stateFolder({})).toBeNull();
});

describe('a folder that was named and', () => {
  const refused = (happened: RegExp) =>
    expect.objectContaining({
      code: 'store-unreadable',
      message: expect.stringMatching(
        new RegExp(
          `^Failed to keep in .*: ${happened.source}\\. Name a folder that this user may write, or say keepIn: false\\.$`,
        ),
      ),
    });

  test.each([
    ['has a file in its place', ['kept'], 'kept'],
    ['has a file above it', ['kept'], 'kept/of/mine'],
    ['has a file where the cloud has its folder', ['api.zaptec.com'], ''],
    ['has a file where the account has its folder', ['api.zaptec.com', 'main'], ''],
  ])('%s is refused in one sentence', (_, place, named) => {
    mkdirSync(join(folder, ...place, '..'), { recursive: true });
    writeFileSync(join(folder, ...place), 'somebody’s');
    expect(() => open({ keepIn: join(folder, named) })).toThrow(refused(/a file is where a folder is to be/));
    expect(readFileSync(join(folder, ...place), 'utf8')).toBe('somebody’s');
  });

  test.each([
    ['EACCES', /this user may not write there/],
    ['EPERM', /this user may not write there/],
    ['ENOENT', /no folder can be made there/],
  ])('cannot be made (%s) is refused in one sentence', (code, happened) => {
    const making = failingWith('mkdirSync', code);
    expect(() => open({ keepIn: join(folder, 'mine') })).toThrow(refused(happened));
    making.mockRestore();
    open({ keepIn: join(folder, 'mine') });
  });

  test('is there and may not be written is refused in one sentence', () => {
    failingWith('accessSync', 'EACCES');
    expect(() => open({ keepIn: folder })).toThrow(refused(/this user may not write there/));
  });

  test('lies where nothing can be made is refused, and `connect` rejects with it', async () => {
    const { connect } = await import('../connect.ts');
    const options = {
      credentials: { read: () => new Promise<never>(() => {}) },
      userAgent: 'keep/1.0 (+https://example.org)',
    };
    const asked = connect({ ...options, keepIn: '/proc/nowhere', clock: manualClock() });
    await expect(asked).rejects.toEqual(refused(/no folder can be made there/));
  });

  test.each(['ENOSPC', 'EROFS', 'EIO', 'EDQUOT'])(
    'meets a disk in trouble (%s) stops nothing, and one line says so',
    (code) => {
      failingWith('mkdirSync', code);
      const { lines } = open({ keepIn: join(folder, 'mine') });
      expect(lines).toEqual([
        expect.stringMatching(/^Failed to open .* Until then nothing is kept over a restart; calls go on\.$/),
      ]);
    },
  );
});

test('a folder of the system’s that cannot be used is one sentence, and the account opens all the same', () => {
  vi.stubEnv('STATE_DIRECTORY', '/proc/nowhere');
  const { lines } = open({});
  expect(lines).toEqual([
    expect.stringMatching(
      /^Failed to open \/proc\/nowhere.* Until then nothing is kept over a restart; calls go on\.$/,
    ),
  ]);
});

/** Named imports of it fail too, until the mocks are restored. */
function failingWith(what: 'mkdirSync' | 'accessSync', code: string) {
  const spy = vi.spyOn(fs, what).mockImplementation(() => {
    throw Object.assign(new Error(code), { code });
  });
  syncBuiltinESMExports();
  return {
    mockRestore() {
      spy.mockRestore();
      syncBuiltinESMExports();
    },
  };
}

test('what cannot be the name of a folder is refused', () => {
  expect(() => open({ keepIn: '' })).toThrow(/`keepIn` must be a folder that is not empty, or false/);
  expect(() => open({ keepIn: folder, accountId: 'å'.repeat(60) })).toThrow(
    expect.objectContaining({ code: 'invalid-option' }),
  );
});
