import type { Account, AccountEvent } from '@fairlead/sdk';
import { expect, test } from 'vitest';
import { firstContact } from './first-contact.ts';
import type { HouseAccount } from './house-account.ts';

/** An account whose lists are kept, and whose login is as the test says. */
function house(first: ReturnType<Account['loginState']>) {
  let login = first;
  const listeners = new Set<(event: AccountEvent) => void>();
  const account = {
    ready: async () => {},
    loginState: () => login,
    streamStatus: () => [],
    subscribe(listener: (event: AccountEvent) => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const become = (next: typeof login): void => {
    login = next;
    for (const listener of listeners) listener({ kind: 'login', ...next });
  };
  return { accounts: [{ id: 'main', account } as unknown as HouseAccount], become };
}

const away = { state: 'unreachable', trouble: 'It has not answered yet.' } as const;

test('a first try that failed is not the last word: the second one may be answered', async () => {
  const { accounts, become } = house(away);
  const told = firstContact(accounts, new AbortController().signal);
  await Promise.resolve();
  become({ state: 'ok', trouble: null });
  expect(await told).toBeNull();
});

test('a cloud that is still away when the patience ends is told with its trouble, a refused login at once', async () => {
  const patience = new AbortController();
  const told = firstContact(house(away).accounts, patience.signal);
  patience.abort();
  expect(await told).toBe(away.trouble);
  const refused = { state: 'refused', trouble: 'Correct the password.' } as const;
  expect(await firstContact(house(refused).accounts, new AbortController().signal)).toBe(refused.trouble);
});
