// An account that the house can take out of service while it runs: what is stored is served on, nothing more is sent.
// Invariant: once barred it makes no call, and its standing says why until the end.
import type { Account, AccountEvent } from '@fairlead/sdk';
import type { GatewayError } from '../gateway-error.ts';

export interface BarrableAccount extends Account {
  /** Ends its stream and its calls for good; the first reason stays. */
  bar(reason: GatewayError): void;
}

export function barrableAccount(account: Account): BarrableAccount {
  const listeners = new Set<(event: AccountEvent) => void>();
  let barred: GatewayError | null = null;
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= account.close();
    return closing;
  };
  const unlessBarred = async <T>(act: () => Promise<T>): Promise<T> => {
    if (barred) throw barred;
    return act().catch((thrown) => {
      throw barred ?? thrown;
    });
  };
  return {
    accountId: account.accountId,
    mirror: account.mirror,
    // `refused` is the standing that needs a person.
    loginState: () => (barred ? { state: 'refused', trouble: barred.message } : account.loginState()),
    governorStatus: () => account.governorStatus(),
    streamStatus: () => account.streamStatus(),
    followed: (chargerId) => account.followed(chargerId),
    installationMostAgeMs: (installationId) => account.installationMostAgeMs(installationId),
    start: () => account.start(),
    ready: (signal) => unlessBarred(() => account.ready(signal)),
    call: (request) => unlessBarred(() => account.call(request)),
    sendCommand: (chargerId, command, options) => unlessBarred(() => account.sendCommand(chargerId, command, options)),
    subscribe(listener) {
      const entry = (event: AccountEvent): void => listener(event);
      listeners.add(entry);
      // The login that gave the twin away still ends well: that is no news of an account that is out of service.
      const stop = account.subscribe((event) => {
        if (barred === null || event.kind !== 'login') entry(event);
      });
      return () => {
        listeners.delete(entry);
        stop();
      };
    },
    close,
    bar(reason) {
      if (barred) return;
      barred = reason;
      // Whoever closes the house awaits the same promise and has its error.
      close().catch(() => {});
      for (const listener of listeners) listener({ kind: 'login', state: 'refused', trouble: reason.message });
    },
  };
}
