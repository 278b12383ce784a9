// How the first contact of each account went, for whoever starts the house and owes a person one honest sentence.
// Invariant: asking makes no call, and an answer comes when the signal aborts at the latest.
import type { Account } from '@fairlead/sdk';
import { reasonOf } from '../gateway-error.ts';
import type { HouseAccount } from './house-account.ts';

const nothingYet = 'The cloud has not answered yet. Check the network and its address; it is tried again by itself.';

/** Null when every account is logged in, listed and on its stream, else the first trouble, or what is still awaited. */
export async function firstContact(accounts: readonly HouseAccount[], signal: AbortSignal): Promise<string | null> {
  const troubles = await Promise.all(accounts.map(({ account }) => contact(account, signal)));
  const first = troubles.findIndex((trouble) => trouble !== null);
  const trouble = troubles[first] ?? null;
  return trouble === null || accounts.length === 1 ? trouble : `Account ${accounts[first]?.id}: ${trouble}`;
}

async function contact(account: Account, signal: AbortSignal): Promise<string | null> {
  const unlisted = await account.ready(signal).then(
    () => null,
    (error) => (signal.aborted ? (account.loginState().trouble ?? nothingYet) : reasonOf(error)),
  );
  return unlisted ?? followed(account, signal);
}

/** Lists may be held from an earlier run: only a login and a link that are up prove that the cloud is there. */
function followed(account: Account, signal: AbortSignal): Promise<string | null> {
  return new Promise((resolve) => {
    const look = (): void => {
      const { state, trouble } = account.loginState();
      const pending = account
        .streamStatus()
        .filter((source) => source.state === 'off' || source.state === 'connecting');
      const lost = account.streamStatus().find((source) => source.trouble !== null)?.trouble ?? null;
      // A first try that failed is followed by a second one.
      if (trouble !== null && state !== 'unreachable') done(trouble);
      else if (lost !== null) done(lost);
      else if (state === 'ok' && pending.length === 0) done(null);
      else if (signal.aborted) done(trouble ?? nothingYet);
    };
    const done = (told: string | null): void => {
      stop();
      signal.removeEventListener('abort', look);
      resolve(told);
    };
    const stop = account.subscribe(look);
    signal.addEventListener('abort', look, { once: true });
    look();
  });
}
