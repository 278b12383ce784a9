// Where what an account keeps lies in the store: for each login by itself, by the SDK's own mark of whose it is.
// Invariant: no login is shown what another left; its own it finds again. Logins to the cloud, which are spaced whoever makes them,
// are everybody's, and so is all while nobody's login was accepted yet, or the mark of the last one is lost.
import type { Fact } from '@fairlead/policy';
import type { Log, SecretBox } from '@fairlead/sdk';
import { type Hands, KeptOwner } from '@fairlead/sdk/own-keeping';
import type { AccountConfig } from '../config.ts';
import { reasonOf } from '../gateway-error.ts';
import { folderIn, inDataDir } from '../store/data-dir.ts';
import { loginNote } from '../store/hand-over.ts';
import { shelfOf } from '../store/shelf.ts';
import type { Store } from '../store/store.ts';
import { factsOfCloud } from './facts-of-cloud.ts';

const stateStays = 'it is put aside, for that login to find it again.';

export interface LoginShelf {
  readonly owner: KeptOwner;
  /** Under which what happens now is stored. */
  name(): string;
  /** Under which this fact is stored. */
  nameFor(fact: Fact): string;
  /** Facts of this cloud that may be shown to who logs in, oldest first. */
  facts(sinceMs: number, limit: number): Promise<readonly Fact[]>;
  /** Of those what the login itself left, its logins aside. */
  own(sinceMs: number, limit: number): Promise<readonly Fact[]>;
  /** Facts that bind: while nobody knows who logs in, those of the last login too. */
  binding(sinceMs: number, limit: number): Promise<readonly Fact[]>;
}

export interface LoginShelfOptions {
  readonly account: Pick<AccountConfig, 'id' | 'baseUrl'>;
  readonly store: Store;
  readonly box: SecretBox;
  /** Where the marks of logins lie, sealed, each account's in a folder of its own. */
  readonly loginsDir: string;
  readonly log: Log;
}

/** @throws GatewayError `data-dir-unusable` */
export function loginShelf({ account: { id, baseUrl }, store, box, loginsDir, log }: LoginShelfOptions): LoginShelf {
  const folder = folderIn(loginsDir, id);
  const handOver = (hands: Hands): void => {
    store
      .handOver(id, hands)
      .catch((cause) =>
        log.error(
          { accountId: id, reason: reasonOf(cause) },
          'Failed to take over what was stored, or to put aside what another login left: the next start tries again.',
        ),
      );
  };
  const made = () => new KeptOwner({ folder, box, origin: new URL(baseUrl).origin, log, notice: stateStays, handOver });
  const owner = inDataDir(folder, made);
  // A kill, or a full disk, may have left the store behind the marks.
  if (owner.settled !== null) handOver(owner.settled);
  const name = (): string => shelfOf(id, owner.key);
  const on = async (shelf: string, sinceMs: number, limit: number): Promise<readonly Fact[]> => {
    const facts = await store.facts(shelf, sinceMs, limit);
    return factsOfCloud(facts, baseUrl).map((fact) => ({ ...fact, accountId: id }));
  };
  const own = async (sinceMs: number, limit: number): Promise<readonly Fact[]> => {
    const key = owner.key ?? owner.formerKey;
    return key === null ? [] : on(shelfOf(id, key), sinceMs, limit);
  };
  /** Of the last login, whose mark is lost. */
  const ofLost = async (sinceMs: number, limit: number): Promise<readonly Fact[]> => {
    const key = owner.lastKey === null ? await store.meta(id, loginNote) : null;
    return key === null ? [] : on(shelfOf(id, key), sinceMs, limit);
  };
  const facts = async (sinceMs: number, limit: number): Promise<readonly Fact[]> => {
    const everybodys = await on(id, sinceMs, limit);
    if (owner.key !== null || owner.formerKey !== null)
      return inOrder(everybodys.filter(isLogin), await own(sinceMs, limit));
    return owner.isOthers ? everybodys.filter(isLogin) : inOrder(everybodys, await ofLost(sinceMs, limit));
  };
  return {
    ...{ owner, name, facts, own },
    nameFor: (fact) => (isLogin(fact) ? id : name()),
    async binding(sinceMs, limit) {
      const isUnknown = owner.key === null && owner.formerKey === null && !owner.isOthers;
      if (!isUnknown || owner.lastKey === null) return facts(sinceMs, limit);
      return inOrder(await facts(sinceMs, limit), await on(shelfOf(id, owner.lastKey), sinceMs, limit));
    },
  };
}

function isLogin(fact: Fact): boolean {
  return fact.kind === 'call' && fact.class === 'token';
}

function inOrder(one: readonly Fact[], other: readonly Fact[]): readonly Fact[] {
  return [...one, ...other].toSorted((left, right) => atMs(left) - atMs(right));
}

export function atMs(fact: Fact): number {
  return fact.kind === 'call' ? fact.sentAtMs : fact.atMs;
}
