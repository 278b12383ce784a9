// The SDK's secrets (access token, fingerprint of a refused login) over restarts: sealed before they reach the store.
import type { SecretBox, SecretKeeper } from '@fairlead/sdk';
import type { Store } from '../store/store.ts';

export interface SealedKeeperOptions {
  readonly store: Store;
  readonly box: SecretBox;
  readonly accountId: string;
  /** Shown every access token that comes or goes; must not keep it. */
  readonly sawToken?: (kept: string) => void;
}

export function sealedKeeper({ store, box, accountId, sawToken }: SealedKeeperOptions): SecretKeeper {
  const record = (name: string): string => `${accountId}/${name}`;
  const look = (name: string, value: string | null): void => {
    if (name === 'access-token' && value !== null) sawToken?.(value);
  };
  return {
    async load(name) {
      const sealed = await store.secret(accountId, name);
      const value = sealed === null ? null : box.open(record(name), sealed);
      look(name, value);
      return value;
    },
    async save(name, value) {
      look(name, value);
      await store.saveSecret(accountId, name, value === null ? null : box.seal(record(name), value));
    },
  };
}
