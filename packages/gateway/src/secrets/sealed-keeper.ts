// The SDK's secrets (access token, fingerprint of a refused login) over restarts: sealed before they reach the store.
import type { SecretKeeper } from '@fairlead/sdk';
import type { Store } from '../store/store.ts';
import type { SecretBox } from './secret-box.ts';

export function sealedKeeper(store: Store, box: SecretBox, accountId: string): SecretKeeper {
  const record = (name: string): string => `${accountId}/${name}`;
  return {
    async load(name) {
      const sealed = await store.secret(accountId, name);
      return sealed === null ? null : box.open(record(name), sealed);
    },
    save: (name, value) => store.saveSecret(accountId, name, value === null ? null : box.seal(record(name), value)),
  };
}
