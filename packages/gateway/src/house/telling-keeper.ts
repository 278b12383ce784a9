// The house's store as the SDK's keeper: why it could not keep is told on the status page, since the store's own sentences
// hold nothing of what it was handed.
import { KeeperError, type StateKeeper } from '@fairlead/sdk';
import { GatewayError } from '../gateway-error.ts';

export function tellingKeeper(store: StateKeeper): StateKeeper {
  return {
    load: (accountId) => store.load(accountId),
    persist: (accountId, batch) =>
      store.persist(accountId, batch).catch((cause: unknown) => {
        throw cause instanceof GatewayError ? new KeeperError(cause.message, { cause }) : cause;
      }),
  };
}
