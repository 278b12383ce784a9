// What one login left in a folder is not another's: neither its token nor what it saw.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@fairlead/emulator';
import { type AccountOptions, connect, explain, type PasswordLogin, type Zaptec } from '@fairlead/sdk';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { clientOptions } from './client-options.ts';
import { brokenClauses, seenBy } from './joint-history.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';

let clock: ManualClock;
let emulator: Emulator;
let keepIn: string;
beforeEach(async () => {
  clock = manualClock();
  keepIn = mkdtempSync(join(tmpdir(), 'fairlead-another-'));
  emulator = await startEmulator({ doors: 'in-process', clock, fleet: { chargers: 3, charging: 1 } });
});
afterEach(async () => {
  expect(brokenClauses(seenBy(emulator))).toEqual([]);
  await emulator.stop();
  rmSync(keepIn, { recursive: true });
});

interface Life {
  readonly zaptec: Zaptec;
  readonly lines: readonly string[];
  /** Chargers that are held when it has begun, before the cloud could answer. */
  readonly atOnce: number;
}

async function live(login: PasswordLogin | (() => Promise<PasswordLogin>), more: Partial<AccountOptions> = {}) {
  const lines: string[] = [];
  const line = (_: object, message: string): void => void lines.push(message);
  const zaptec = await connect({
    ...clientOptions(emulator, clock),
    ...{ userGroupIds: [], keepIn, log: { debug() {}, info() {}, warn: line, error: line } },
    credentials: { read: typeof login === 'function' ? login : async () => login },
    ...more,
  });
  const atOnce = zaptec.account.mirror.chargers().length;
  await clock.advanceBy(20_000);
  return { zaptec, lines, atOnce } satisfies Life;
}

const end = (life: Life): Promise<void> => clock.during(life.zaptec.close(), 10_000);
const logins = (): readonly (number | null)[] =>
  emulator.calls().flatMap((call) => (call.class === 'token' ? [call.status] : []));

test('another login finds nothing of what the first one left, logs in itself and is told so', async () => {
  await end(await live(emulator.accounts.owner));
  const life = await live(emulator.accounts.stranger);
  expect(life.atOnce).toBe(0);
  expect(logins()).toEqual([200, 200]);
  expect(life.zaptec.account.mirror.chargers()).toEqual([]);
  expect(life.lines).toEqual([expect.stringMatching(/^What is kept belongs to another login and is not used; /)]);
  await end(life);
  await clock.advanceBy(25 * 3_600_000); // past the life of the first one's token
  const back = await live(emulator.accounts.owner);
  expect(back.atOnce).toBe(0); // removed when the cloud accepted the other one
  expect(back.zaptec.account.mirror.chargers()).toHaveLength(3);
  await end(back);
});

test('a name in other letters, or with a space around it, is the same user’s: nothing is read or asked for again', async () => {
  const { username, password } = emulator.accounts.owner;
  await end(await live({ username, password }));
  await clock.advanceBy(120_000);
  const calls = emulator.calls().length;
  const life = await live({ username: ` ${username.toUpperCase()}`, password });
  const since = emulator.calls().slice(calls);
  expect([life.atOnce, logins(), life.lines]).toEqual([3, [200], []]);
  expect(since.map((call) => call.class)).toEqual(['stream-details']);
  await end(life);
});

test('logins that take turns in one folder are each bound by what they asked before, and by nothing else', async () => {
  const turns = [emulator.accounts.owner, emulator.accounts.stranger];
  const reads = (): number =>
    emulator.calls().filter((call) => ['list', 'detail', 'hierarchy'].includes(call.class)).length;
  const told: number[] = [];
  for (let turn = 0; turn < 8; turn++) {
    const before = reads();
    const life = await live(turns[turn % 2] as PasswordLogin);
    expect(life.zaptec.account.loginState().state).toBe('ok');
    await end(life);
    told.push(reads() - before);
    await clock.advanceBy(60_000);
  }
  expect(told.slice(0, 2).every((reads) => reads >= 2)).toBe(true); // each has a first time
  expect(told.slice(4)).toEqual([0, 0, 0, 0]);
  expect(logins()).toEqual([200, 200]); // each its own, and no other
});

test('a wrong password has no token, and no command leaves', async () => {
  await end(await live(emulator.accounts.owner));
  const { username } = emulator.accounts.owner;
  const life = await live({ username, password: 'wrong' });
  expect(life.zaptec.account.loginState().state).toBe('refused');
  const [charger] = life.zaptec.account.mirror.chargers();
  const sent = await clock.during(life.zaptec.chargers.pause(charger?.id ?? ''), 60_000).catch((error) => error);
  expect(sent).not.toMatchObject({ outcome: 'accepted' });
  expect(emulator.calls().filter((call) => call.class === 'command')).toEqual([]);
  expect(logins()).toEqual([200, 400]);
  await end(life);
  const back = await live(emulator.accounts.owner);
  expect(logins()).toEqual([200, 400]); // the token was the right login's, and still is
  expect(back.atOnce).toBe(3);
  await end(back);
});

test('a mistyped name loses nothing: the right one goes on without a login or a list', async () => {
  await end(await live(emulator.accounts.owner));
  const lists = (): number => emulator.calls().filter((call) => call.class.endsWith('list')).length;
  const before = lists();
  const typo = await live({ username: 'nobody@fairlead.test', password: 'wrong' });
  expect(typo.atOnce).toBe(0);
  await end(typo);
  const back = await live(emulator.accounts.owner);
  expect([back.atOnce, lists() - before]).toEqual([3, 0]);
  expect(logins()).toEqual([200, 400]);
  await end(back);
});

test('a name that is corrected while the program runs finds what is its own', async () => {
  await end(await live(emulator.accounts.owner));
  let login: PasswordLogin = { username: 'nobody@fairlead.test', password: 'wrong' };
  const life = await live(async () => login);
  expect(life.zaptec.account.mirror.chargers()).toEqual([]);
  login = emulator.accounts.owner;
  await clock.advanceBy(600_000);
  expect(life.zaptec.account.mirror.chargers()).toHaveLength(3);
  await end(life);
});

test('while nobody can say who logs in, nothing kept is used; when they can, it is, without a login', async () => {
  await end(await live(emulator.accounts.owner));
  let isAway = true;
  const life = await live(async () => {
    if (isAway) throw new Error('away');
    return emulator.accounts.owner;
  });
  expect([life.atOnce, life.zaptec.account.loginState().state]).toEqual([0, 'not-yet']);
  isAway = false;
  await clock.advanceBy(120_000);
  expect(life.zaptec.account.loginState()).toEqual({ state: 'ok', trouble: null });
  expect(life.zaptec.account.mirror.chargers()).toHaveLength(3);
  expect(logins()).toEqual([200]);
  await end(life);
});

test('a login that never comes holds up the start for half a minute', async () => {
  await end(await live(emulator.accounts.owner));
  const opening = live(() => new Promise(() => {}));
  await clock.advanceBy(31_000);
  const life = await clock.during(opening, 30_000);
  expect(life.atOnce).toBe(0);
  await end(life);
});

test('a source of logins that hangs is told in 35 s and one line, is asked once, and its answer is taken when it comes', async () => {
  let answer = (_: PasswordLogin): void => {};
  let asked = 0;
  const hangs = (): Promise<PasswordLogin> => {
    asked += 1;
    return new Promise((resolve) => {
      answer = resolve;
    });
  };
  const life = await live(hangs, { keepIn: false });
  const listed = Array.fromAsync(life.zaptec.chargers.list()).catch((error: unknown) => error);
  await clock.advanceBy(36_000);
  const sentence = expect.stringMatching(/^Failed to read the credentials: their source has not answered for 35 s\. /);
  expect(await listed).toMatchObject({ code: 'credentials-unreadable', message: sentence });
  await clock.advanceBy(600_000);
  expect(life.zaptec.account.loginState()).toEqual({ state: 'not-yet', trouble: sentence });
  expect([asked, life.lines.filter((line) => line.includes('has not answered'))]).toEqual([1, [sentence]]);
  answer(emulator.accounts.owner);
  await clock.advanceBy(120_000);
  expect(life.zaptec.account.loginState()).toEqual({ state: 'ok', trouble: null });
  expect(life.zaptec.account.mirror.chargers()).toHaveLength(3);
  await end(life);
});

test('a person is not asked again while the token lives', async () => {
  let asked = 0;
  const read = async (): Promise<PasswordLogin> => {
    asked += 1;
    return emulator.accounts.owner;
  };
  const credentials = { asksSomebody: true, read };
  await end(await live(read, { credentials }));
  const life = await live(read, { credentials });
  expect([life.atOnce, asked, logins()]).toEqual([3, 1, [200]]);
  await end(life);
});

describe('another user’s login while it runs', () => {
  let who: PasswordLogin;
  const refusals: number[] = [];
  const credentials = {
    read: async (): Promise<PasswordLogin> => who,
    refused: (): void => void refusals.push(clock.nowMs()),
  };
  beforeEach(() => {
    who = emulator.accounts.owner;
    refusals.length = 0;
  });
  const inUse = () => emulator.calls().filter(({ accountId }) => accountId !== null).length;

  test('is not sent: nothing leaves in its name, one line says so, and the first one’s goes on when it is back', async () => {
    const life = await live(credentials.read, { credentials });
    who = emulator.accounts.stranger;
    await clock.advanceBy(24.1 * 3_600_000); // past the life of the token
    const { account } = life.zaptec;
    const sentence = /^Failed to log in: the source gave another user’s login .* start the program again/;
    expect(account.loginState()).toEqual({ state: 'refused', trouble: expect.stringMatching(sentence) });
    expect(life.lines.filter((line) => sentence.test(line))).toHaveLength(1);
    expect(logins()).toEqual([200]);
    expect(refusals.length).toBeGreaterThan(0); // a source that keeps what it read asks again
    const before = inUse();
    const [charger] = account.mirror.chargers();
    const sent = await clock.during(life.zaptec.chargers.pause(charger?.id ?? ''), 60_000);
    expect(sent).toMatchObject({ outcome: 'refused' });
    const told = life.zaptec.sessions.get('3fa85f64-5717-4562-b3fc-2c963f66afa6').catch((error: unknown) => error);
    const error = await clock.during(told, 60_000);
    // The cloud was never asked: it refused nobody.
    expect(error).toMatchObject({ code: 'another-login', message: expect.stringMatching(/taken within 15 s/) });
    expect(explain(error)).toMatchObject({ fault: 'person', happened: expect.not.stringContaining('the cloud') });
    expect(inUse()).toBe(before);
    who = emulator.accounts.owner;
    await clock.advanceBy(20_000);
    expect([account.loginState().state, logins()]).toEqual(['ok', [200, 200]]);
    expect(account.mirror.chargers()).toHaveLength(3);
    await end(life);
  });

  test('is followed from the next start on', async () => {
    const life = await live(credentials.read);
    who = emulator.accounts.stranger;
    await clock.advanceBy(24.1 * 3_600_000);
    await end(life);
    const next = await live(credentials.read);
    expect([next.atOnce, next.zaptec.account.loginState().state, logins()]).toEqual([0, 'ok', [200, 200]]);
    await end(next);
  });

  test('is followed from the next start on where a person is asked and the cloud has refused the kept token', async () => {
    const asked = { ...credentials, asksSomebody: true };
    await end(await live(credentials.read, { credentials: asked }));
    emulator.faults.revokeTokens();
    who = emulator.accounts.stranger;
    const life = await live(credentials.read, { credentials: asked });
    expect([life.zaptec.account.loginState().state, logins()]).toEqual(['refused', [200]]);
    await end(life);
    const next = await live(credentials.read, { credentials: asked });
    expect([next.zaptec.account.loginState().state, logins()]).toEqual(['ok', [200, 200]]);
    await end(next);
  });

  test.each([
    ['and asked', false],
    ['without asking', true],
  ])('is told from the person’s whose kept token a start used %s', async (_, asksSomebody) => {
    const asked = { ...credentials, asksSomebody };
    await end(await live(credentials.read, { credentials: asked }));
    const life = await live(credentials.read, { credentials: asked });
    who = emulator.accounts.stranger;
    await clock.advanceBy(24.1 * 3_600_000);
    expect([life.zaptec.account.loginState().state, logins()]).toEqual(['refused', [200]]);
    await end(life);
  });
});
