// A cloud that refuses good tokens for a while: what it costs, and how soon calls go again when it is well.
import { startEmulator } from '@fairlead/emulator';
import { connect } from '@fairlead/sdk';
import { expect, test } from 'vitest';
import { clientOptions } from '../client-options.ts';
import { manualClock } from '../manual-clock.ts';

const minuteMs = 60_000;

/** Calls from the beginning of the trouble to five minutes after its end, of eight chargers that charge and no bus. */
async function troubled(lastsMin: number, share: number) {
  const clock = manualClock();
  const fleet = { chargers: 8, charging: 8 };
  const emulator = await startEmulator({ doors: 'in-process', clock, fleet, switches: { bus: 'none' } });
  const zaptec = await connect(clientOptions(emulator, clock));
  await clock.advanceBy(20 * minuteMs);
  const sinceMs = clock.nowMs();
  const endMs = sinceMs + lastsMin * minuteMs;
  emulator.faults.plan({ kind: 'status', status: 401 }, { path: '/api/' }, { forMs: lastsMin * minuteMs, share });
  await clock.advanceBy((lastsMin + 5) * minuteMs);
  const calls = emulator.calls().filter(({ sentAtMs }) => sentAtMs >= sinceMs);
  const logins = calls.filter((call) => call.class === 'token').length;
  const answered = calls.filter((call) => call.class !== 'token' && call.status === 200);
  const state = zaptec.account.loginState();
  await clock.during(zaptec.close());
  await emulator.stop();
  const firstMs = answered.find(({ sentAtMs }) => sentAtMs >= endMs)?.sentAtMs ?? Number.POSITIVE_INFINITY;
  const meanwhile = answered.filter(({ sentAtMs }) => sentAtMs < endMs).length;
  const refused = calls.filter(({ status }) => status === 401).length;
  return { logins, refused, meanwhile, state, wellAfterMs: firstMs - endMs };
}

test.each([10, 40])('after %i min in which every call is refused calls go again within a minute', async (lastsMin) => {
  const { logins, refused, wellAfterMs, state } = await troubled(lastsMin, 1);
  expect(wellAfterMs).toBeLessThanOrEqual(65_000);
  expect(state).toEqual({ state: 'ok', trouble: null });
  expect(logins).toBeLessThanOrEqual(7);
  expect(logins).toBeLessThanOrEqual(refused);
});

test('while a fifth of the calls is refused most of the others go, with few logins', async () => {
  const { logins, meanwhile } = await troubled(60, 0.2);
  expect(meanwhile).toBeGreaterThan(240);
  expect(logins).toBeLessThanOrEqual(7);
});
