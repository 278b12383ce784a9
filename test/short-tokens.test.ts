// A cloud whose tokens live a second: a bounded pace of logins, the account works in the seconds between, and says why.
import { expect, test } from 'vitest';
import { emulatedHouse } from './emulated-house.ts';
import { brokenClauses } from './joint-history.ts';

test('at most one login a minute goes, the lists come in, and the login state tells what is wrong', async () => {
  const { clock, emulator, zaptec, end } = await emulatedHouse({
    cloud: { fleet: { chargers: 1, charging: 1 }, switches: { 'token-life-s': 1, bus: 'none' } },
    client: { userGroupIds: [] },
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
  expect(brokenClauses(emulator.calls())).toEqual([]);
  await end();
});
