// Bad weather between the house and the cloud: each trouble is told in one sentence, nothing stored is lost, and the house goes on.
import type { ChargerView } from '@fairlead/gateway';
import { afterEach, describe, expect, test } from 'vitest';
import { type RehearsedHouse, rehearsedHouse } from './rehearsed-house.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

let house: RehearsedHouse;
afterEach(() => house.end());

async function filled(): Promise<readonly ChargerView[]> {
  house = await rehearsedHouse('virtual');
  return house.filled();
}
const named = (views: readonly ChargerView[]) => views.map(({ id, serial, name }) => [id, serial, name]);
/** A person knows from it what happened and what follows; nothing technical leaks. */
const aSentence = /^Failed to [^\n]+\.$/;

describe('the cloud cannot be reached', () => {
  test('at the first start ever: the house stands, says so, and fills itself when the cloud is there', async () => {
    house = await rehearsedHouse('virtual');
    house.emulator.faults.goDark();
    await house.start();
    const { trouble } = await house.until(house.account, ({ login }) => login === 'unreachable');
    expect(trouble).toMatch(aSentence);
    expect(trouble).toMatch(/Failed to (reach the cloud|log in).*tried again by itself/);
    expect(await house.chargers()).toEqual([]);
    expect((await house.ask('/healthz')).status).toBe(200);
    const ready = await house.ask('/readyz', { key: null });
    expect([ready.status, ready.body.accounts[0].login]).toEqual([503, 'unreachable']);
    await house.emulator.faults.comeBack();
    await house.until(house.chargers, (views) => views.length === 6, 5 * minuteMs);
    expect(await house.account()).toMatchObject({ login: 'ok', trouble: null });
  });

  test('at a start with a filled store: what was stored is served, with its age', async () => {
    const known = await filled();
    await house.stop();
    await house.pass(hourMs);
    house.emulator.faults.goDark();
    await house.start();
    const held = await house.chargers();
    expect(named(held)).toEqual(named(known));
    // No read of this run keeps it up to date: it can be as old as the last read of the run before.
    for (const [n, { mode }] of held.entries()) {
      expect(mode).toEqual({ ...known[n]?.mode, mostAgeMs: expect.any(Number) });
      expect(mode.mostAgeMs).toBeGreaterThanOrEqual(hourMs);
      expect(mode.mostAgeMs).toBeLessThan(hourMs + minuteMs);
    }
    expect(held.map(({ freshness }) => freshness)).toEqual(known.map(() => 'stale'));
    const row = await house.ask(`/api/chargers/${known[0]?.id}/state`);
    expect(row.status).toBe(200);
    expect(Number(row.headers.get('age'))).toBeGreaterThanOrEqual(3_600);
    expect(row.headers.get('x-fairlead-freshness')).toBe('stale');
    const { trouble } = await house.until(house.account, ({ login }) => login === 'unreachable', 5 * minuteMs);
    expect(trouble).toMatch(aSentence);
    expect((await house.ask('/readyz')).status).toBe(200);
  });

  test('later: what is held is served, goes stale with time, and is live again when the cloud is back', async () => {
    const known = await filled();
    house.emulator.faults.goDark();
    house.emulator.faults.cutBus();
    const { trouble } = await house.until(house.account, ({ login }) => login === 'unreachable', hourMs);
    expect(trouble).toMatch(/^Failed to reach the cloud, again and again\. .*What is held is served/);
    expect(named(await house.chargers())).toEqual(named(known));
    expect((await house.chargers()).every(({ freshness }) => freshness !== 'live')).toBe(true);
    await house.emulator.faults.comeBack();
    house.emulator.faults.restoreBus();
    await house.until(house.chargers, (views) => views.every(({ freshness }) => freshness === 'live'), 10 * minuteMs);
    expect(await house.account()).toMatchObject({ login: 'ok', trouble: null });
    expect(house.logins()).toEqual([200]);
  });
});

describe('a wrong password', () => {
  test('is tried once in an hour and over restarts; what is stored is served; a new one is tried at the next look', async () => {
    const known = await filled();
    house.emulator.faults.revokeTokens();
    house.password = 'wrong-password';
    for (const _ of [1, 2, 3]) {
      await house.stop();
      await house.start();
      const { trouble } = await house.until(house.account, ({ login }) => login === 'refused', hourMs);
      expect(trouble).toMatch(
        /^Failed to log in: the cloud refused the user name or the password\. Correct them; the same ones are not tried again\./,
      );
      await house.pass(20 * minuteMs);
      expect(house.logins()).toEqual([200, 400]);
      expect(named(await house.chargers())).toEqual(named(known));
      expect((await house.ask('/readyz')).body.accounts[0].login).toBe('refused');
    }
    house.password = house.emulator.accounts.owner.password;
    await house.until(house.account, ({ login }) => login === 'ok', hourMs);
    expect(house.logins()).toEqual([200, 400, 200]);
    expect(house.logged.join('\n')).not.toContain('wrong-password');
  });
});

describe('the cloud misbehaves', () => {
  test('a token that is refused mid-way costs one login, and what was asked is answered', async () => {
    const known = await filled();
    house.emulator.faults.revokeTokens();
    const charging = known.find(({ mode }) => mode.value === 'charging');
    const taken = await house.ask(`/v1/chargers/${charging?.id}/pause`, { method: 'POST' });
    expect(taken.status).toBe(202);
    const ended = await house.until(
      () => house.ask(`/v1/commands/${taken.body.id}`),
      ({ body }) => body.endedAt !== null,
    );
    expect(ended.body).toMatchObject({ state: 'confirmed', reason: null });
    expect(house.logins()).toEqual([200, 200]);
    // Whichever call was the next met the refusal, a read of the account's own or the command: one, and the command went once.
    const calls = house.emulator.calls();
    expect(calls.filter(({ status }) => status === 401)).toHaveLength(1);
    expect(calls.filter((call) => call.class === 'command' && call.status === 200)).toHaveLength(1);
    expect(await house.account()).toMatchObject({ login: 'ok', trouble: null });
  });

  test.each([
    ['the login', '/oauth/token', '{"access_tok'],
    ['a state', '/state', '[{"StateId":710,'],
    ['the details of the stream', '/messagingConnectionDetails', '<html></html>'],
  ])('%s that is answered with something else is asked again, and the house fills', async (_, path, body) => {
    house = await rehearsedHouse('virtual');
    house.emulator.faults.failNext({ path }, { status: 200, body, contentType: 'application/json; charset=utf-8' });
    const views = await house.filled();
    expect(views.every(({ freshness }) => freshness === 'live')).toBe(true);
    expect(await house.account()).toMatchObject({ login: 'ok', trouble: null });
    expect(house.emulator.callCounts().byStatus.get(429) ?? 0).toBe(0);
  });

  test('a list that is no JSON is told, keeps nothing from being served, and is read again by itself', async () => {
    house = await rehearsedHouse('virtual');
    const broken = { status: 200, body: '{"Pages":1,"Data":[{"Id":', contentType: 'application/json; charset=utf-8' };
    house.emulator.faults.failNext({ path: '/api/installation' }, broken);
    await house.start();
    const settled = house.gateway().settled(AbortSignal.timeout(20_000));
    await house.until(
      async () => house.logged.join('\n'),
      (text) => text.includes('The lists could not be read'),
    );
    expect(await settled).toMatch(aSentence);
    expect((await house.account()).trouble).toMatch(/broken JSON.*read again by themselves/);
    expect((await house.ask('/healthz')).status).toBe(200);
    // The cloud counts what it answered: the next list is allowed after an hour (list-cadence).
    await house.until(house.chargers, (views) => views.length === 6, 2 * hourMs);
    expect(await house.account()).toMatchObject({ login: 'ok', trouble: null });
  });
});
