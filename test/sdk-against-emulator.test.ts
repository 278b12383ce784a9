// The SDK and the rehearsed cloud through their front doors, under one manual clock.
import { type Emulator, type EmulatorOptions, startEmulator } from '@fairlead/emulator';
import type { Fact } from '@fairlead/policy';
import {
  type Account,
  type AccountEvent,
  type AccountOptions,
  memoryKeeper,
  memorySecrets,
  openAccount,
  type SdkError,
} from '@fairlead/sdk';
import { afterEach, describe, expect, it } from 'vitest';
import { clientOptions } from './client-options.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';

const minuteMs = 60_000;
const running: { readonly emulator: Emulator; readonly clock: ManualClock; readonly accounts: Account[] }[] = [];

afterEach(async () => {
  for (const { emulator, clock, accounts } of running.splice(0)) {
    await clock.during(Promise.all(accounts.map((account) => account.close())));
    await emulator.stop();
  }
});

async function rehearse(options: EmulatorOptions = {}) {
  const clock = manualClock();
  const emulator = await startEmulator({ doors: 'in-process', clock, ...options });
  const accounts: Account[] = [];
  running.push({ emulator, clock, accounts });
  const facts: Fact[] = [];
  const events: AccountEvent[] = [];
  const open = (more: Partial<AccountOptions> = {}): Account => {
    const account = openAccount({
      ...clientOptions(emulator, clock),
      ...{ userGroupIds: [], random: () => 0.5 },
      journal: (fact) => facts.push(fact),
      ...more,
    });
    account.subscribe((event) => events.push(event));
    accounts.push(account);
    return account;
  };
  const countOf = (path: string): number => emulator.calls().filter((call) => call.path === path).length;
  const refusals = (): readonly number[] =>
    [...emulator.callCounts().byStatus.keys()].filter((status) => status === 429 || status === 503);
  return { clock, emulator, facts, events, open, countOf, refusals };
}

/** Every plain pushed value of every charger as the cloud knows it. */
function differences(account: Account, emulator: Emulator, stateIds: readonly number[]): string[] {
  return emulator.world
    .chargers()
    .flatMap((truth) =>
      stateIds
        .filter(
          (id) =>
            (truth.observations.get(id)?.value ?? null) !== (account.mirror.observation(truth.id, id)?.value ?? null),
        )
        .map((id) => `${truth.serial} ${id}`),
    );
}

describe('the whole way', () => {
  it('logs in, attaches the stream, lists and fills without a refusal, and then follows what happens', async () => {
    const { clock, emulator, open, countOf, refusals } = await rehearse();
    const account = open();
    await account.start();
    const ready = account.ready();
    await clock.advanceBy(15_000);
    await ready;
    const truth = emulator.world.chargers();
    expect(
      account.mirror
        .chargers()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(truth.map(({ id }) => id).sort());
    expect(account.mirror.installations().length).toBeGreaterThan(0);
    expect(new Set(account.streamStatus().map(({ state }) => state))).toEqual(new Set(['live']));
    expect(countOf('/oauth/token')).toBe(1);
    expect(countOf('/api/chargers')).toBe(1);
    expect(countOf('/api/chargers/{id}/state')).toBe(truth.length);

    const free = truth.find(({ mode }) => mode === 1);
    if (!free) throw new Error('The demo has a charger without a car.');
    emulator.world.plug(free.id);
    await clock.advanceBy(3 * minuteMs);
    expect(account.mirror.observation(free.id, 710)?.via).toBe('stream');
    expect(differences(account, emulator, [710, 718, 513, 721])).toEqual([]);
    expect(countOf('/api/chargers/{id}/state')).toBe(truth.length);
    expect(refusals()).toEqual([]);
  });

  it('reads the bus of a user group where one is configured, and no other', async () => {
    const { clock, emulator, open, countOf } = await rehearse();
    const account = open({ userGroupIds: emulator.accounts.owner.userGroupIds });
    await account.start();
    await clock.advanceBy(15_000);
    expect(account.streamStatus().map(({ bus, state }) => [bus, state])).toEqual([['group', 'live']]);
    expect(countOf('/api/installation/{id}/messagingConnectionDetails')).toBe(0);
  });

  it('follows an account of role User by its lists: no state read, no stream, no 403 hammered', async () => {
    const { clock, emulator, open, countOf } = await rehearse();
    const account = open({ credentials: { read: () => Promise.resolve(emulator.accounts.user) } });
    await account.start();
    await clock.advanceBy(20 * minuteMs);
    expect(account.mirror.chargers().length).toBeGreaterThan(0);
    expect(differences(account, emulator, [710]).length).toBeLessThan(account.mirror.chargers().length);
    expect(countOf('/api/chargers/{id}/state')).toBe(0);
    expect(emulator.callCounts().byStatus.get(403)).toBeUndefined();
  });

  it('reads 240 chargers in pages at the margin without one refusal', async () => {
    const { clock, emulator, open, countOf, refusals } = await rehearse({
      fleet: { chargers: 240, installations: 3 },
    });
    const account = open();
    await account.start();
    await clock.advanceBy(60_000);
    expect(account.mirror.chargers()).toHaveLength(240);
    expect(countOf('/api/chargers')).toBe(3);
    expect(countOf('/api/chargers/{id}/state')).toBe(240);
    expect(refusals()).toEqual([]);
    expect(differences(account, emulator, [710])).toEqual([]);
  });

  it('serves what was kept after a restart and asks for nothing that it holds', async () => {
    const { clock, emulator, facts, open } = await rehearse();
    const kept = { keeper: memoryKeeper(), secrets: memorySecrets() };
    const first = open(kept);
    await first.start();
    await clock.advanceBy(15_000);
    await clock.during(first.close(), 10_000);
    const before = emulator.callCounts().total;
    const second = open({ ...kept, history: [...facts] });
    await second.start();
    expect(second.mirror.chargers()).toHaveLength(emulator.world.chargers().length);
    await clock.advanceBy(minuteMs);
    await second.ready();
    const paths = emulator
      .calls()
      .slice(before)
      .map(({ path }) => path);
    expect(new Set(paths)).toEqual(new Set(['/api/installation/{id}/messagingConnectionDetails']));
    expect(differences(second, emulator, [710, 718])).toEqual([]);
  });
});

describe('bad weather', () => {
  it('a wrong password is tried once, over a restart too, and the process stays up', async () => {
    const { clock, emulator, open } = await rehearse();
    const wrong = { username: emulator.accounts.owner.username, password: 'not-the-password' };
    const secrets = memorySecrets();
    const options = { secrets, credentials: { read: () => Promise.resolve(wrong) } };
    const startedAtMs = clock.nowMs();
    const first = open(options);
    await first.start();
    const ready = first.ready().then(String, (error: SdkError) => error);
    await clock.advanceBy(20 * minuteMs);
    const error = await ready;
    expect(error).toMatchObject({ code: 'login-refused' });
    // When the source is read again: it may give others by then.
    const afterMs = Number((error as SdkError).retryAtMs) - startedAtMs;
    expect(Math.abs(afterMs - 5 * minuteMs)).toBeLessThan(minuteMs);
    expect(first.loginState()).toMatchObject({ state: 'refused' });
    await clock.during(first.close());
    const second = open(options);
    await second.start();
    await clock.advanceBy(20 * minuteMs);
    expect(second.loginState().state).toBe('refused');
    expect(emulator.callCounts().total).toBe(1);
    expect(second.loginState().trouble).not.toContain(wrong.username);
  });

  it('a token that is revoked mid-way costs one login, and no caller sees it', async () => {
    const { clock, emulator, open, countOf } = await rehearse();
    const account = open();
    await account.start();
    await clock.advanceBy(30_000);
    emulator.faults.revokeTokens();
    const ids = account.mirror.chargers().map(({ id }) => id);
    const answers = Promise.all(
      ids.map((id) =>
        account.call({ endpoint: 'charger', params: { id }, cause: 'user', lane: 'interactive', app: 'app' }),
      ),
    );
    await clock.advanceBy(10_000);
    expect((await answers).map(({ status }) => status)).toEqual(ids.map(() => 200));
    expect(countOf('/oauth/token')).toBe(2);
  });

  it('malformed JSON becomes one error with a sentence; what is held stays', async () => {
    const { clock, emulator, open } = await rehearse();
    const account = open();
    await account.start();
    await clock.advanceBy(30_000);
    const [charger] = account.mirror.chargers();
    if (!charger) throw new Error('The demo has chargers.');
    const broken = { status: 200, body: '{"Id":"', contentType: 'application/json' };
    emulator.faults.failNext({ path: '/api/chargers/' }, broken);
    const failed = account
      .call({ endpoint: 'charger', params: { id: charger.id }, cause: 'user', lane: 'interactive', app: 'app' })
      .then(String, (error: SdkError) => error);
    await clock.advanceBy(5_000);
    expect(await failed).toMatchObject({ code: 'unreadable-answer' });
    expect(((await failed) as SdkError).message).toContain('broken JSON');
    expect(account.mirror.charger(charger.id)).toBeDefined();
  });

  it('a cloud that goes dark for an hour costs at most 150 calls and is followed again within 65 s', async () => {
    const { clock, emulator, events, open } = await rehearse();
    const account = open();
    await account.start();
    await clock.advanceBy(30_000);
    let attempts = 0;
    events.length = 0;
    emulator.faults.goDark();
    emulator.faults.cutBus();
    await clock.advanceBy(60 * minuteMs);
    attempts = events.filter(({ kind }) => kind === 'call').length;
    expect(attempts).toBeGreaterThan(10);
    expect(attempts).toBeLessThanOrEqual(150);
    expect(account.loginState().state).toBe('unreachable');
    expect(account.mirror.chargers().length).toBeGreaterThan(0);
    emulator.faults.comeBack();
    emulator.faults.restoreBus();
    await clock.advanceBy(65_000);
    expect(account.loginState().state).toBe('ok');
    await clock.advanceBy(65_000);
    expect(new Set(account.streamStatus().map(({ state }) => state))).toEqual(new Set(['live']));
    await clock.advanceBy(2 * minuteMs);
    expect(differences(account, emulator, [710, 718])).toEqual([]);
  });
});

describe('commands', () => {
  it('a pause is sent once and shows in the mirror; a second one is refused without a call', async () => {
    const { clock, emulator, open, countOf } = await rehearse();
    const account = open();
    await account.start();
    await clock.advanceBy(30_000);
    const charging = emulator.world.chargers().find(({ mode }) => mode === 3);
    if (!charging) throw new Error('One charger of the demo charges.');
    const paused = account.sendCommand(charging.serial, 506, { app: 'app' });
    await clock.advanceBy(30_000);
    expect(await paused).toMatchObject({ outcome: 'accepted' });
    expect(account.mirror.observation(charging.id, 718)?.value).toBe('1');
    expect(await account.sendCommand(charging.id, 506, { app: 'app' })).toMatchObject({
      outcome: 'refused',
      sentAtMs: null,
    });
    expect(countOf('/api/chargers/{id}/sendCommand/{commandId}')).toBe(1);
  });
});
