// One account of the cloud is followed once in a process: two would each keep the policy, and together break it.
import { type Emulator, startEmulator } from '@fairlead/emulator';
import {
  type AccountOptions,
  connect,
  explain,
  memoryJournal,
  memoryKeeper,
  memorySecrets,
  openAccount,
  type Zaptec,
} from '@fairlead/sdk';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clientOptions } from './client-options.ts';
import { brokenClauses, seenBy } from './joint-history.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';

let clock: ManualClock;
let emulator: Emulator;
const open: Zaptec[] = [];
beforeEach(async () => {
  clock = manualClock();
  emulator = await startEmulator({ doors: 'in-process', clock, fleet: { chargers: 3, charging: 1 } });
});
afterEach(async () => {
  await clock.during(Promise.all(open.splice(0).map((zaptec) => zaptec.close())));
  expect(brokenClauses(seenBy(emulator))).toEqual([]);
  await emulator.stop();
});

async function connected(more: Partial<AccountOptions> = {}, as?: 'owner' | 'service' | 'user'): Promise<Zaptec> {
  const options = clientOptions(emulator, clock, as);
  const zaptec = await connect({ ...options, ...more });
  open.push(zaptec);
  return zaptec;
}
const logins = (): number => emulator.calls().filter((call) => call.class === 'token').length;
const inUse = {
  code: 'in-use',
  message: expect.stringMatching(/^Failed to log in: this program follows the account already\. Share .*close/),
};

test('a second connect with the same login is refused, says to share the first, and makes no call', async () => {
  await connected();
  const refused = await connected().catch((error: unknown) => error);
  expect(refused).toMatchObject(inUse);
  expect(explain(refused)).toMatchObject({ fault: 'person' });
  await clock.advanceBy(600_000);
  expect(logins()).toBe(1);
  expect(JSON.stringify(refused)).not.toContain(emulator.accounts.owner.username);
});

test('it is the same account under another name of it, in other letters and with another password', async () => {
  await connected();
  const { username, password } = emulator.accounts.owner;
  for (const login of [
    { username: ` ${username.toUpperCase()}`, password },
    { username, password: 'another' },
  ])
    await expect(connected({ accountId: 'second', credentials: { read: async () => login } })).rejects.toMatchObject(
      inUse,
    );
});

test('after close() the account may be followed again, and a connect that failed is in nobody’s way', async () => {
  const kept = { secrets: memorySecrets(), journal: memoryJournal(), keeper: memoryKeeper() };
  const first = await connected(kept);
  await clock.advanceBy(30_000);
  await connected().catch(() => {});
  await clock.during(first.close());
  const second = await connected(kept);
  await clock.advanceBy(30_000);
  expect(second.account.loginState().state).toBe('ok');
  await expect(connected()).rejects.toMatchObject(inUse);
  expect(logins()).toBe(1);
});

test('a handler that connects for each request gets one account and refusals', async () => {
  const outcomes = await Promise.all(
    Array.from({ length: 5 }, () =>
      connected().then(
        () => 'connected',
        ({ code }: { code: string }) => code,
      ),
    ),
  );
  await clock.advanceBy(60_000);
  const standing = open.map((zaptec) => zaptec.account.loginState().state);
  expect(outcomes.filter((outcome) => outcome === 'connected')).toHaveLength(standing.length);
  expect(standing.filter((state) => state === 'ok')).toHaveLength(1);
  expect(logins()).toBe(1);
});

test('other logins of the same cloud are accounts of their own', async () => {
  await connected();
  await clock.advanceBy(30_000);
  await connected({ accountId: 'user' }, 'user');
  await clock.advanceBy(60_000);
  expect(open.map((zaptec) => zaptec.account.loginState().state)).toEqual(['ok', 'ok']);
});

test('a login that shows only when somebody typed it is refused then, told once, and makes no call', async () => {
  const lines: string[] = [];
  const log = { debug() {}, info() {}, warn: (_: object, line: string) => void lines.push(line), error() {} };
  await connected();
  await clock.advanceBy(30_000);
  const asked = { asksSomebody: true, read: async () => emulator.accounts.owner };
  const second = await connected({ credentials: asked, log });
  await expect(clock.during(second.account.ready())).rejects.toMatchObject(inUse);
  await clock.advanceBy(300_000);
  expect(second.account.loginState()).toEqual({ state: 'refused', trouble: inUse.message });
  expect(lines.filter((line) => line.includes('follows the account already'))).toHaveLength(1);
  expect(logins()).toBe(1);
});

test('an account that is opened and never used is in nobody’s way', async () => {
  openAccount(clientOptions(emulator, clock));
  await connected();
  await clock.advanceBy(30_000);
  expect(open.map((zaptec) => zaptec.account.loginState().state)).toEqual(['ok']);
});
