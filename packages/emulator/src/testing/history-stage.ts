// An emulated cloud with a past, and callers who are logged in, for tests of what it tells about sessions.
import { afterEach } from 'vitest';
import { type ManualClock, manualClock } from '../../../../test/manual-clock.ts';
import type { ChargerTruth, Emulator, EmulatorOptions } from '../contract.ts';
import { startEmulator } from '../start-emulator.ts';

export type Row = Readonly<Record<string, unknown>>;

export interface HistoryStage {
  readonly clock: ManualClock;
  readonly emulator: Emulator;
  /** Waits for the bucket, so that no test meets a 429. */
  call(path: string, init?: RequestInit): Promise<{ readonly status: number; readonly body: unknown }>;
  named(name: string): ChargerTruth;
}

const running: Emulator[] = [];
afterEach(async () => {
  for (const emulator of running.splice(0)) await emulator.stop();
});

export async function historyStage(
  options: EmulatorOptions = {},
  account: 'owner' | 'user' = 'owner',
): Promise<HistoryStage> {
  const clock = manualClock();
  const emulator = await startEmulator({ doors: 'in-process', clock, ...options });
  running.push(emulator);
  const { username, password } = emulator.accounts[account];
  let token = '';
  const login = async (): Promise<void> => {
    const body = new URLSearchParams({ grant_type: 'password', username, password });
    const answer = await emulator.fetch(`${emulator.url}/oauth/token`, { method: 'POST', body });
    token = ((await answer.json()) as { access_token: string }).access_token;
  };
  const send = (path: string, init: RequestInit): Promise<Response> =>
    emulator.fetch(`${emulator.url}${path}`, { ...init, headers: { authorization: `Bearer ${token}` } });
  await login();
  return {
    clock,
    emulator,
    async call(path, init = {}) {
      await clock.advanceBy(100);
      let answer = await send(path, init);
      // A token lives a day, and tests live for months.
      if (answer.status === 401) {
        await login();
        answer = await send(path, init);
      }
      const text = await answer.text();
      return { status: answer.status, body: text === '' ? '' : JSON.parse(text) };
    },
    named(name) {
      const charger = emulator.world.chargers().find((one) => one.name === name);
      if (!charger) throw new Error(`no charger ${name}`);
      return charger;
    },
  };
}
