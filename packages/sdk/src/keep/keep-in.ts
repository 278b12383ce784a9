// What an account remembers over a restart, in one folder: journal, sealed tokens, last state. What a program hands in itself is
// left to it.
// Invariant: two processes never follow one account from one folder; one login never finds what another left, and finds its own
// again; a disk in trouble stops nothing.
import { join } from 'node:path';
import type { Fact } from '@fairlead/policy';
import type { AccountOptions } from '../account/account-options.ts';
import { historyOf, journalling, type Settings } from '../account/settings.ts';
import { openFileSecrets } from '../credentials/file-secrets.ts';
import type { SecretKeeper } from '../credentials/login-ports.ts';
import { openSecretBox } from '../credentials/secret-box.ts';
import { failure } from '../explain/failure.ts';
import { type FileJournal, openFileJournal } from '../journal/file-journal.ts';
import { type OwnedKeeper, openFileKeeper } from '../mirror/file-keeper.ts';
import { memoryKeeper } from '../mirror/memory-keeper.ts';
import type { StateKeeper } from '../mirror/state-keeper.ts';
import { SdkError } from '../sdk-error.ts';
import { KeptOwner, type KeptOwnerOptions } from './kept-owner.ts';
import { setAside, setKeyAside } from './set-aside.ts';
import { stateFolder } from './state-folder.ts';
import { mustBeUsable } from './usable-place.ts';

/** A file name has 255 bytes on the file systems that matter. */
const longestName = 200;
const ownKeeping = ['keeper', 'secrets', 'journal', 'history'] as const;

export type Kept = Required<Pick<AccountOptions, 'keeper' | 'secrets'>> & {
  readonly journal: FileJournal;
  readonly owner: KeptOwner;
  close(): void;
};

/** What a program keeps in a store of its own, for each login by itself. See `own-keeping.ts`. */
export interface OwnKeeping {
  /**
   * Whose login it is. The `keeper` that is handed in is asked under `accountId/key` of it, and not at all while there is no key;
   * under `accountId`, for what was kept before there were marks, where there is no mark either.
   */
  readonly owner: KeptOwner;
  /** What binds of earlier runs, oldest first; asked once, at the start, when it is known who would log in or that nobody knows. */
  readonly earlier: () => Promise<readonly Fact[]>;
  /** After that: whose login it is showed only now, and what is kept of theirs is loaded. */
  readonly recognised: () => void;
}

/**
 * Null where nothing is kept by itself.
 *
 * @throws SdkError `in-use` while another process keeps this account there, `store-unreadable` where the folder that the program
 *   named never will do, `invalid-option`
 */
export function keptIn(options: AccountOptions, settings: Settings): Kept | null {
  const { log } = settings;
  const handsIn = ownKeeping.some((name) => options[name] !== undefined);
  const folder = options.keepIn ?? (handsIn ? null : stateFolder());
  if (folder === false) return null;
  if (folder !== null) return open(withinOf(folder, settings, options.keepIn !== undefined), settings);
  if (!handsIn) log.warn({}, nothingKept);
  return null;
}

/** What is handed in stands; of a function that is told of calls the folder's journal is told too. */
export function withKept(
  options: AccountOptions,
  settings: Settings,
  kept: Kept | null,
  own: OwnKeeping | null,
): {
  readonly settings: Settings;
  readonly keeper: StateKeeper;
  readonly earlier: () => Promise<readonly Fact[]> | readonly Fact[];
} {
  const { keeper = kept?.keeper ?? memoryKeeper(), secrets = kept?.secrets ?? settings.secrets } = options;
  if (own !== null)
    return { settings: { ...settings, secrets }, keeper: servingNobodys(own.owner, keeper), earlier: own.earlier };
  if (kept === null || typeof options.journal === 'object') {
    const given = historyOf(options);
    return { settings: { ...settings, secrets }, keeper, earlier: () => given };
  }
  const { journal, leaving } = journalling(kept.journal, settings.log);
  const told = (fact: Fact): void => {
    journal(fact);
    settings.journal(fact);
  };
  // Read now: what this run writes is no part of it.
  const facts = historyOf({ ...options, journal: kept.journal });
  const earlier = (): readonly Fact[] => {
    const { formerKey, hasChangedHands, isOthers } = kept.owner;
    if (options.history !== undefined) return facts;
    if (hasChangedHands) return kept.journal.history();
    if (formerKey !== null) return kept.journal.historyAs(formerKey);
    return isOthers ? facts.filter(isLogin) : facts;
  };
  return { settings: { ...settings, secrets, journal: told, leaving }, keeper, earlier };
}

const nothingKept =
  'Nothing is kept over a restart: the next start logs in anew and reads all anew, and a program that restarts often breaks the policy so. Name a folder with keepIn, the same one for all programs of this account.';

const stateGoes =
  'its state is removed when the cloud accepts this one. Give each login an accountId of its own to keep both.';

const nothing = { observations: [], chargers: [], installations: [] } as const;

/** Logins are spaced, whoever's they are. */
function isLogin(fact: Fact): boolean {
  return fact.kind === 'call' && fact.class === 'token';
}

/** Each cloud and account has a folder of its own: the token of one is never sent to another. */
function withinOf(folder: string, { accountId, base }: Settings, isNamed: boolean): string {
  const within = join(folder, nameOf(base.door.host), nameOf(accountId));
  if (isNamed) mustBeUsable(within);
  return within;
}

function open(within: string, { accountId, base, clock, log }: Settings): Kept | null {
  const opened: { close(): void }[] = [];
  try {
    const journal = openFileJournal({ folder: within, clock, log });
    opened.push(journal);
    // The journal's lock is held: no other process has this key in use.
    setKeyAside(within, log);
    const keeper = openFileKeeper({ folder: within, log });
    opened.push(keeper);
    const handOver: KeptOwnerOptions['handOver'] = (hands) => {
      if (hands.from !== null) journal.handOver({ ...hands, from: hands.from });
      keeper.keepOnly(`${accountId}/${hands.to}`);
    };
    const owner = new KeptOwner({
      folder: within,
      box: openSecretBox(join(within, 'secret-key')),
      origin: base.origin,
      log,
      notice: stateGoes,
      handOver,
    });
    const sealed = openFileSecrets({ folder: within, accountId }, (file) => setAside(file, log));
    const secrets = ownSecrets(sealed, owner, `${accountId}/access-token`);
    return kept({ journal, keeper, secrets, owner });
  } catch (cause) {
    for (const each of opened) each.close();
    if (!(cause instanceof SdkError) || cause.code === 'in-use') throw cause;
    log.error({ cause }, `${cause.message} Until then nothing is kept over a restart; calls go on.`);
    return null;
  }
}

interface Parts {
  readonly journal: FileJournal;
  readonly keeper: OwnedKeeper;
  readonly secrets: SecretKeeper;
  readonly owner: KeptOwner;
}

function kept({ journal, keeper, secrets, owner }: Parts): Kept {
  const close = (): void => {
    journal.close();
    keeper.close();
  };
  return { journal, keeper: boundTo(owner, keeper), secrets, owner, close };
}

/** Each login's state lies under a name of its own; while nobody knows whose it is there is none, and none is kept. */
function boundTo(owner: KeptOwner, keeper: StateKeeper): StateKeeper {
  return {
    async load(accountId) {
      return owner.key === null ? nothing : keeper.load(`${accountId}/${owner.key}`);
    },
    async persist(accountId, batch) {
      if (owner.key !== null) await keeper.persist(`${accountId}/${owner.key}`, batch);
    },
  };
}

/** What no mark lies on is of a time without marks, and becomes the first accepted login's: until then it is served. */
function servingNobodys(owner: KeptOwner, keeper: StateKeeper): StateKeeper {
  const bound = boundTo(owner, keeper);
  return {
    load: (accountId) => (owner.isOwned ? bound.load(accountId) : keeper.load(accountId)),
    persist: (accountId, batch) => bound.persist(accountId, batch),
  };
}

/** While a login is met that was here before the last one, the token is its own. */
function ownSecrets(secrets: SecretKeeper, owner: KeptOwner, record: string): SecretKeeper {
  return {
    load: async (name) =>
      name === 'access-token' && owner.formerKey !== null ? owner.formerToken(record) : secrets.load(name),
    save: (name, value) => secrets.save(name, value),
  };
}

/** As the name of a folder. */
function nameOf(text: string): string {
  const encoded = encodeURIComponent(text).replaceAll('*', '%2A');
  // `.` and `..` name other folders.
  const name = /^\.+$/.test(encoded) ? encoded.replaceAll('.', '%2E') : encoded;
  if (name.length <= longestName) return name;
  throw failure('keep what outlives a restart', 'invalid-option', {
    happened: '`accountId` is too long for the name of a folder',
    remedy: `Give a name of at most ${longestName} plain letters`,
  });
}
