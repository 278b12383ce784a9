// Ours: the SDK with nothing but the defaults.
import { openAccount } from '@fairlead/sdk';
import type { Client } from './run-day.ts';

export const ours: Client = async ({ clock, emulator }) => {
  const { owner } = emulator.accounts;
  const hasBus = emulator.switches.get('bus') !== 'none';
  const account = openAccount({
    baseUrl: emulator.url,
    userAgent: 'fairlead-bench/1.0 (+https://example.org)',
    credentials: { read: async () => owner },
    userGroupIds: hasBus ? owner.userGroupIds : [],
    fetch: emulator.fetch,
    source: emulator.messageSource(),
    clock,
  });
  await account.start();
  return () => account.close();
};
