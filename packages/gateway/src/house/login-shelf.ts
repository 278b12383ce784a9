// Where what an account keeps lies in the store: for each login by itself, by the SDK's own mark of whose it is.
// Invariant: no login is shown what another left; its own it finds again. Logins to the cloud, which are spaced whoever makes them,
// are everybody's, and so is all while nobody's login was accepted yet.
import { join } from 'node:path';
import type { Fact } from '@fairlead/policy';
import type { Log } from '@fairlead/sdk';
import { makeFolder } from '@fairlead/sdk/make-folder';
import { KeptOwner } from '@fairlead/sdk/own-keeping';
import type { AccountConfig } from '../config.ts';
import { reasonOf } from '../gateway-error.ts';
import { inDataDir } from '../store/data-dir.ts';
import { shelfOf } from '../store/shelf.ts';
import type { Store } from '../store/store.ts';
import { factsOfCloud } from './facts-of-cloud.ts';

const stateStays = 'it is shown again when that login is back, of the four before the last one.';

export interface LoginShelf {
  readonly owner: KeptOwner;
  /** Under which what happens now is stored. */
  name(): string;
  /** Under which this fact is stored. */
  nameFor(fact: Fact): string;
  /** Facts of this cloud that may be shown to who logs in, oldest first. */
  facts(sinceMs: number, limit: number): Promise<readonly Fact[]>;
  /** Facts that bind: while nobody knows who logs in, those of the last login too. */
  binding(sinceMs: number, limit: number): Promise<readonly Fact[]>;
}

export interface LoginShelfOptions {
  readonly account: Pick<AccountConfig, 'id' | 'baseUrl'>;
  readonly store: Store;
  /** Where the marks of logins lie, sealed, each account's in a folder of its own. */
  readonly loginsDir: string;
  readonly log: Log;
}

/** @throws GatewayError `data-dir-unusable` */
export function loginShelf({ account: { id, baseUrl }, store, loginsDir, log }: LoginShelfOptions): LoginShelf {
  const folder = join(loginsDir, id);
  const owner = inDataDir(folder, () => {
    makeFolder(folder);
    return new KeptOwner({
      ...{ folder, origin: new URL(baseUrl).origin, log, notice: stateStays },
      handOver(hands) {
        store
          .handOver(id, hands)
          .catch((cause) =>
            log.error({ accountId: id, reason: reasonOf(cause) }, 'Failed to put aside what another login left.'),
          );
      },
    });
  });
  const name = (): string => shelfOf(id, owner.key);
  const on = async (shelf: string, sinceMs: number, limit: number): Promise<readonly Fact[]> => {
    const facts = await store.facts(shelf, sinceMs, limit);
    return factsOfCloud(facts, baseUrl).map((fact) => ({ ...fact, accountId: id }));
  };
  const facts = async (sinceMs: number, limit: number): Promise<readonly Fact[]> => {
    const everybodys = await on(id, sinceMs, limit);
    const key = owner.key ?? owner.formerKey;
    if (key !== null) return inOrder(everybodys.filter(isLogin), await on(shelfOf(id, key), sinceMs, limit));
    return owner.isOthers ? everybodys.filter(isLogin) : everybodys;
  };
  return {
    ...{ owner, name, facts },
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

function atMs(fact: Fact): number {
  return fact.kind === 'call' ? fact.sentAtMs : fact.atMs;
}
