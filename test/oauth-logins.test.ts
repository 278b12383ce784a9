// The OAuth that the cloud has announced, as the emulator plays it: a client of its own, and one that a person let in.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@fairlead/emulator';
import type { Fact } from '@fairlead/policy';
import { connect, fileSecrets, memorySecrets, type OauthLogin, type SecretKeeper, type Zaptec } from '@fairlead/sdk';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { clientOptions } from './client-options.ts';
import { brokenClauses } from './joint-history.ts';
import { letIn } from './let-in.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';

const dayMs = 86_400_000;
let clock: ManualClock;
let emulator: Emulator;
let open: Zaptec[];
/** What the SDK did; the person's own login at the portal is not its doing. */
let facts: Fact[];
beforeEach(async () => {
  clock = manualClock();
  open = [];
  facts = [];
  emulator = await startEmulator({
    doors: 'in-process',
    clock,
    fleet: { chargers: 1 },
    switches: { 'future-oauth': 'on' },
  });
});
afterEach(async () => {
  for (const each of open) await end(each);
  expect(brokenClauses(facts)).toEqual([]);
  await emulator.stop();
});

async function start(login: () => OauthLogin, secrets: SecretKeeper, history: readonly Fact[] = []): Promise<Zaptec> {
  const zaptec = await connect({
    ...clientOptions(emulator, clock),
    ...{ history, secrets, random: () => 0.5 },
    journal: (fact) => void facts.push(fact),
    credentials: { kind: 'oauth', read: async () => login() },
  });
  open.push(zaptec);
  await clock.advanceBy(10_000);
  return zaptec;
}

async function end(zaptec: Zaptec): Promise<void> {
  await clock.during(zaptec.close(), 10_000);
  open = open.filter((each) => each !== zaptec);
}

const logins = () => emulator.calls().filter((call) => call.class === 'token');

describe('a client that stands for its own account', () => {
  const { clientId, clientSecret } = { clientId: 'fairlead-demo-server', clientSecret: 'demo-server-secret' };

  test('logs in with its own secret, and a day later again', async () => {
    const zaptec = await start(() => ({ grant: 'client-credentials', clientId, clientSecret }), memorySecrets());
    expect(zaptec.account.loginState()).toEqual({ state: 'ok', trouble: null });
    expect(zaptec.account.mirror.chargers()).toHaveLength(1);
    await clock.advanceBy(1.3 * dayMs);
    expect(logins().map(({ status }) => status)).toEqual([200, 200]);
  });

  test('that is refused is not tried again, over restarts too, until its secret changes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fairlead-refused-'));
    let secret = 'wrong';
    const login = (): OauthLogin => ({ grant: 'client-credentials', clientId, clientSecret: secret });
    const first = await start(login, fileSecrets({ folder }));
    await clock.advanceBy(3_600_000);
    expect(first.account.loginState()).toMatchObject({
      state: 'refused',
      trouble: expect.stringContaining('refused the client or its token'),
    });
    await end(first);
    const second = await start(login, fileSecrets({ folder }), emulator.calls());
    expect(readdirSync(folder).toSorted()).toEqual(['refused-login.sealed', 'secret-key']);
    await clock.advanceBy(3_600_000);
    expect(logins().map(({ status }) => status)).toEqual([401]);
    secret = clientSecret;
    await clock.advanceBy(600_000);
    expect(second.account.loginState()).toMatchObject({ state: 'ok' });
    rmSync(folder, { recursive: true });
  });
});

describe('a client that a person let in', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fairlead-oauth-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const { clientId } = { clientId: 'fairlead-demo-app' };

  test('uses each refresh token once, keeps the next one sealed, and goes on with it after a restart', async () => {
    const refreshToken = await letIn({ emulator, clock }, clientId);
    const login = (): OauthLogin => ({ grant: 'refresh-token', clientId, refreshToken });
    const first = await start(login, fileSecrets({ folder }));
    expect(first.account.loginState()).toMatchObject({ state: 'ok' });
    await clock.advanceBy(2 * dayMs);
    await end(first);
    for (const name of readdirSync(folder))
      expect(readFileSync(join(folder, name), 'latin1')).not.toContain(refreshToken.split('.')[0]);
    await clock.advanceBy(dayMs);
    const second = await start(login, fileSecrets({ folder }), emulator.calls().slice(-1_000));
    expect(second.account.loginState()).toMatchObject({ state: 'ok' });
    expect(logins().length).toBeGreaterThan(3);
    expect(new Set(logins().map(({ status }) => status))).toEqual(new Set([200]));
  });

  test('sends no token while it cannot be read which one is the newest', async () => {
    const refreshToken = await letIn({ emulator, clock }, clientId);
    const login = (): OauthLogin => ({ grant: 'refresh-token', clientId, refreshToken });
    const kept = memorySecrets();
    await end(await start(login, kept));
    await kept.save('access-token', null);
    let isAway = true;
    const secrets: SecretKeeper = {
      load: (name) => (isAway ? Promise.reject(new Error('away')) : kept.load(name)),
      save: kept.save,
    };
    const before = logins().length;
    await clock.advanceBy(dayMs);
    const second = await start(login, secrets, facts.slice());
    await clock.advanceBy(60_000);
    expect(second.account.loginState()).toMatchObject({
      state: 'unreachable',
      trouble: expect.stringContaining('the kept refresh token cannot be read'),
    });
    expect(logins()).toHaveLength(before);
    isAway = false;
    await clock.advanceBy(120_000);
    expect(second.account.loginState()).toMatchObject({ state: 'ok' });
    expect(logins().every(({ status }) => status === 200)).toBe(true);
  });

  test.each([
    ['rejects', () => Promise.reject(new Error('disk full'))],
    ['hangs', () => new Promise<void>(() => {})],
  ])('does not use what came with a token before that token is kept, while its keeper %s', async (_, fails) => {
    const refreshToken = await letIn({ emulator, clock }, clientId);
    const kept = memorySecrets();
    let isFull = true;
    const secrets: SecretKeeper = {
      load: kept.load,
      save: async (name, value) => {
        if (isFull && name === 'refresh-token') return fails();
        await kept.save(name, value);
      },
    };
    const zaptec = await start(() => ({ grant: 'refresh-token', clientId, refreshToken }), secrets);
    await clock.advanceBy(60_000);
    expect(zaptec.account.loginState()).toMatchObject({
      state: 'unreachable',
      trouble: expect.stringContaining('the new refresh token could not be kept'),
    });
    // One rotation, and nothing but it: what it granted waits for the disk, the old token is not sent again.
    expect(emulator.calls().map((call) => [call.class, call.status])).toEqual([
      ['token', 200],
      ['token', 200],
    ]);
    isFull = false;
    await clock.advanceBy(120_000);
    expect(zaptec.account.loginState()).toMatchObject({ state: 'ok' });
    expect(await kept.load('access-token')).not.toBeNull();
    expect(logins()).toHaveLength(2);
  });

  test('begins a new family with the token that the person’s next login gave', async () => {
    let refreshToken = await letIn({ emulator, clock }, clientId);
    const zaptec = await start(() => ({ grant: 'refresh-token', clientId, refreshToken }), fileSecrets({ folder }));
    emulator.faults.revokeTokens();
    await clock.advanceBy(7 * 3_600_000);
    expect(zaptec.account.loginState()).toMatchObject({ state: 'refused' });
    const refused = logins().filter(({ status }) => status === 400);
    expect(refused).toHaveLength(1);
    refreshToken = await letIn({ emulator, clock }, clientId);
    await clock.advanceBy(600_000);
    expect(zaptec.account.loginState()).toMatchObject({ state: 'ok' });
  });

  test('is not followed to another person while it runs, and goes on when the first one’s is back', async () => {
    const firstOne = await letIn({ emulator, clock }, clientId);
    let refreshToken = firstOne;
    const zaptec = await start(() => ({ grant: 'refresh-token', clientId, refreshToken }), fileSecrets({ folder }));
    refreshToken = await letIn({ emulator, clock }, clientId, emulator.accounts.stranger);
    const before = logins().length;
    await clock.advanceBy(24.1 * 3_600_000); // past the life of the token
    expect(zaptec.account.loginState()).toMatchObject({
      state: 'refused',
      trouble: expect.stringMatching(/another user’s login/),
    });
    expect(logins().length).toBe(before + 1);
    const { sub } = emulator.accounts.stranger;
    expect(emulator.calls().filter(({ accountId, class: kind }) => accountId === sub && kind !== 'token')).toEqual([]);
    refreshToken = firstOne;
    await clock.advanceBy(60_000);
    expect(zaptec.account.loginState()).toEqual({ state: 'ok', trouble: null });
  });

  test('takes turns with another person’s in one folder, each with the newest of its own family', async () => {
    const people = [
      await letIn({ emulator, clock }, clientId),
      await letIn({ emulator, clock }, clientId, emulator.accounts.stranger),
    ];
    for (let turn = 0; turn < 5; turn++) {
      const login = (): OauthLogin => ({ grant: 'refresh-token', clientId, refreshToken: people[turn % 2] ?? '' });
      const zaptec = await start(login, fileSecrets({ folder }), facts.slice());
      expect(zaptec.account.loginState(), `turn ${turn}`).toEqual({ state: 'ok', trouble: null });
      await end(zaptec);
      await clock.advanceBy(25 * 3_600_000);
    }
    expect(logins().every(({ status }) => status === 200)).toBe(true);
  });
});
