// The SDK's secrets (access token, fingerprint of a refused login) over restarts: sealed before they reach the store.
import type { SecretBox, SecretKeeper } from '@fairlead/sdk';
import { shelfOf } from '../store/shelf.ts';
import type { Store } from '../store/store.ts';

export interface SealedKeeperOptions {
  readonly store: Store;
  readonly box: SecretBox;
  readonly accountId: string;
  /** Key of a login that would log in now and was here before the last one: its own token lies aside. Default: null, the last one. */
  readonly formerKey?: () => string | null;
  /** Shown every access token that is kept; must not keep it. */
  readonly sawToken?: (kept: string) => void;
}

export function sealedKeeper({ store, box, accountId, formerKey, sawToken }: SealedKeeperOptions): SecretKeeper {
  const record = (name: string): string => `${accountId}/${name}`;
  return {
    async load(name) {
      const former = name === 'access-token' ? (formerKey?.() ?? null) : null;
      const sealed = await store.secret(shelfOf(accountId, former), name);
      return sealed === null ? null : box.open(record(name), sealed);
    },
    async save(name, value) {
      if (name === 'access-token' && value !== null) sawToken?.(value);
      await store.saveSecret(accountId, name, value === null ? null : box.seal(record(name), value));
    },
  };
}
