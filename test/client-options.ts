// What a client of the emulated cloud is opened with: no socket, the clock of both, and chance from a fixed seed.
import type { Emulator } from '@fairlead/emulator';
import type { AccountOptions, Clock } from '@fairlead/sdk';
import { seeded } from './seeded-random.ts';

export type ClientOptions = Required<
  Pick<
    AccountOptions,
    'baseUrl' | 'userAgent' | 'credentials' | 'userGroupIds' | 'fetch' | 'source' | 'clock' | 'random'
  >
>;

export function clientOptions(
  emulator: Emulator,
  clock: Clock,
  as: 'owner' | 'service' | 'user' = 'owner',
): ClientOptions {
  const login = emulator.accounts[as];
  return {
    baseUrl: emulator.url,
    userAgent: 'fairlead-test/1.0 (+https://example.org)',
    credentials: { read: async () => login },
    userGroupIds: login.userGroupIds,
    fetch: emulator.fetch,
    source: emulator.messageSource(),
    clock,
    random: seeded(11),
  };
}
