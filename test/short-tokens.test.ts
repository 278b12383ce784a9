// A cloud whose tokens live a second: a bounded pace of logins, the account works in the seconds between, and says why.
import { startEmulator } from '@fairlead/emulator';
import { judge } from '@fairlead/policy';
import { connect } from '@fairlead/sdk';
import { expect, test } from 'vitest';
import { manualClock } from './manual-clock.ts';

test('at most one login a minute goes, the lists come in, and the login state tells what is wrong', async () => {
  const clock = manualClock();
  const switches = { 'token-life-s': 1, bus: 'none' } as const;
  const emulator = await startEmulator({ doors: 'in-process', clock, fleet: { chargers: 1, charging: 1 }, switches });
  const { owner } = emulator.accounts;
  const zaptec = await connect({
    baseUrl: emulator.url,
    userAgent: 'short-tokens/1.0 (+https://example.org)',
    credentials: { read: async () => owner },
    fetch: emulator.fetch,
    clock,
  });
  await clock.advanceBy(600_000);
  await zaptec.account.ready();
  expect(zaptec.account.mirror.chargers()).toHaveLength(1);
  expect(zaptec.account.loginState().trouble).toContain("the cloud's tokens live 1 s");
  const logins = emulator.calls().filter((call) => call.class === 'token');
  expect(logins.length).toBeGreaterThan(3);
  // A charging charger is read as often as a token comes, and no more often.
  expect(emulator.calls().filter((call) => call.class === 'state').length).toBeGreaterThan(3);
  expect(logins.length).toBeLessThanOrEqual(10);
  const { verdicts } = judge([...emulator.calls()]);
  expect(verdicts.filter(({ verdict }) => verdict === 'broken')).toEqual([]);
  const closing = zaptec.close();
  await clock.advanceBy(20_000);
  await closing;
  await emulator.stop();
});
