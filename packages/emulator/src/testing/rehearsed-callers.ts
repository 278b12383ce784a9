// An emulator behind its in-process doors, and callers of it: each with its token, and with time between two calls so that
// no limit bites where a test is about something else.
import { type ManualClock, manualClock } from '../../../../test/manual-clock.ts';
import type { Emulator, EmulatorOptions } from '../contract.ts';
import type { AccountName } from '../fleets/accounts.ts';
import { startEmulator } from '../start-emulator.ts';

export interface RehearsedCallers extends AsyncDisposable {
  readonly emulator: Emulator;
  readonly clock: ManualClock;
  /** A login by password; more fields than name and password where given. */
  login(name: AccountName, fields?: Readonly<Record<string, string>>): Promise<Response>;
  /** A form to the token endpoint, 1.1 s after the last call. */
  askToken(fields: Readonly<Record<string, string>>, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** As this account; the login is made when it is first needed. */
  call(name: AccountName, path: string, init?: RequestInit): Promise<Response>;
}

/** @param startMs wall time at the start; for clients that look at the machine's clock themselves */
export async function rehearsedCallers(options: EmulatorOptions = {}, startMs?: number): Promise<RehearsedCallers> {
  const clock = manualClock(startMs);
  const emulator = await startEmulator({ doors: 'in-process', clock, ...options });
  const tokens = new Map<AccountName, string>();
  const askToken: RehearsedCallers['askToken'] = async (fields, headers = {}) => {
    await clock.advanceBy(1_100);
    const body = new URLSearchParams(fields);
    return emulator.fetch(`${emulator.url}/oauth/token`, { method: 'POST', body, headers });
  };
  const login: RehearsedCallers['login'] = (name, fields = {}) => {
    const { username, password } = emulator.accounts[name];
    return askToken({ grant_type: 'password', username, password, ...fields });
  };
  const tokenOf = async (name: AccountName): Promise<string> => {
    const held = tokens.get(name);
    if (held !== undefined) return held;
    const { access_token } = (await (await login(name)).json()) as { access_token: string };
    tokens.set(name, access_token);
    return access_token;
  };
  return {
    emulator,
    clock,
    login,
    askToken,
    async call(name, path, init = {}) {
      const authorization = `Bearer ${await tokenOf(name)}`;
      await clock.advanceBy(1_000);
      return emulator.fetch(`${emulator.url}${path}`, { ...init, headers: { authorization, ...init.headers } });
    },
    [Symbol.asyncDispose]: () => emulator.stop(),
  };
}
