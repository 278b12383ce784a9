// What the routes for people, chargers, bus and the emulator itself bring about, seen from the other side.
import { afterEach, describe, expect, test } from 'vitest';
import type { Emulator, EmulatorOptions } from '../contract.ts';
import { startEmulator } from '../start-emulator.ts';
import { controlStage } from '../testing/control-stage.ts';

const running: Emulator[] = [];
afterEach(async () => {
  for (const emulator of running.splice(0)) await emulator.stop();
});

async function start(options: EmulatorOptions = {}): Promise<Emulator> {
  const emulator = await startEmulator({ fleet: { chargers: 2, charging: 0 }, ...options });
  running.push(emulator);
  return emulator;
}

async function ask({ controlUrl, fetch }: Emulator, method: string, path: string, told?: unknown) {
  const answer = await fetch(`${controlUrl}${path}`, {
    method,
    ...(told !== undefined && { body: typeof told === 'string' ? told : JSON.stringify(told) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
}

describe('people and chargers', () => {
  test('a car waits for a card, which one shows; a second card is one too many', async () => {
    const { emulator, clock, chargerIds, installationId, value } = await controlStage();
    const [id = ''] = chargerIds;
    await ask(emulator, 'PUT', `/installations/${installationId}/authentication`, { by: 'native', cardRequired: true });
    await ask(emulator, 'POST', `/chargers/${id}/plug`);
    await clock.advanceBy(10_000);
    expect(value(id, 710)).toBe('2');
    expect((await ask(emulator, 'POST', `/chargers/${id}/card`, { token: 'nfc-04AABB' })).status).toBe(204);
    await clock.advanceBy(60_000);
    expect([value(id, 710), value(id, 722)]).toEqual(['3', 'nfc-04AABB']);
    expect(await ask(emulator, 'POST', `/chargers/${id}/card`, { token: 'x' })).toMatchObject({
      status: 409,
      body: { code: 'no-card-wanted' },
    });
  });

  test('a charger is offline for the cloud, and back', async () => {
    const { emulator, clock, chargerIds, row } = await controlStage();
    const [id = ''] = chargerIds;
    await ask(emulator, 'POST', `/chargers/${id}/offline`);
    await clock.advanceBy(30 * 60_000);
    expect((await row(id))['IsOnline']).toBe(false);
    await ask(emulator, 'POST', `/chargers/${id}/online`);
    await clock.advanceBy(60_000);
    expect((await row(id))['IsOnline']).toBe(true);
  });

  test('what is really the case stands at the charger, by id and by serial', async () => {
    const emulator = await start();
    const [charger] = emulator.world.chargers();
    const { body } = await ask(emulator, 'GET', `/chargers/${charger?.serial}`);
    expect(body.id).toBe(charger?.id);
    expect(body.observations).toContainEqual({ stateId: 710, value: '1', atUs: expect.any(Number) });
    expect((await ask(emulator, 'GET', '/chargers/nobody')).status).toBe(404);
  });

  test('a warning that no charger has, a version that is none and a car that cannot be are refused', async () => {
    const emulator = await start();
    const [charger] = emulator.world.chargers();
    const warning = await ask(emulator, 'PUT', `/chargers/${charger?.id}/warnings`, { names: ['rain'] });
    expect(warning).toMatchObject({ status: 400, body: { code: 'unknown-warning' } });
    expect(await ask(emulator, 'POST', '/firmware', { model: 'Go', version: 'new' })).toMatchObject({
      status: 400,
      body: { code: 'bad-version' },
    });
    expect(await ask(emulator, 'POST', `/chargers/${charger?.id}/plug`, { maxCurrentA: 1 })).toMatchObject({
      status: 400,
      body: { code: 'impossible-car' },
    });
  });
});

test('a charger tells what car stands there, and that none does', async () => {
  const { emulator, chargerIds } = await controlStage({ fleet: { chargers: 1, charging: 0 } });
  const [id = ''] = chargerIds;
  const car = async () => (await ask(emulator, 'GET', `/chargers/${id}`)).body.car;
  expect(await car()).toBeNull();
  await ask(emulator, 'POST', `/chargers/${id}/plug`, { takesKwh: 7.5, maxCurrentA: 20, phases: 1 });
  expect(await car()).toEqual({ takesKwh: 7.5, maxCurrentA: 20, phases: 1, isAsleep: false });
  await ask(emulator, 'POST', `/chargers/${id}/unplug`);
  expect(await car()).toBeNull();
});

describe('the bus', () => {
  test('a subscription goes, and the portal brings it back', async () => {
    const { emulator, clock, installationId, get } = await controlStage();
    const details = () => get(`/api/installation/${installationId}/messagingConnectionDetails`);
    const before = await details();
    expect(before.status).toBe(200);
    expect((await ask(emulator, 'DELETE', `/subscriptions/${installationId}`)).status).toBe(204);
    expect((await details()).body).not.toHaveProperty('Password');
    const topic = (before.body as Record<string, unknown>)['Topic'];
    expect((await ask(emulator, 'POST', '/subscriptions', { topic })).status).toBe(204);
    await clock.advanceBy(1_000);
    expect((await details()).body).toHaveProperty('Password');
    for (const unknown of [
      await ask(emulator, 'DELETE', '/subscriptions/nobody'),
      await ask(emulator, 'POST', '/subscriptions', { topic: 'installation_nobody' }),
    ])
      expect(unknown).toMatchObject({ status: 404, body: { code: 'unknown-topic' } });
  });

  test('bytes are put on it as they are', async () => {
    const { emulator, clock, installationId, pushed } = await controlStage();
    const base64 = Buffer.from('{"StateId":710,"ValueAsString":"42"}').toString('base64');
    expect((await ask(emulator, 'POST', `/installations/${installationId}/messages`, { base64 })).status).toBe(204);
    await clock.advanceBy(1_000);
    expect(pushed(710)).toContain('42');
    const bad = await ask(emulator, 'POST', `/installations/${installationId}/messages`, { base64: 'e30' });
    expect(bad.status).toBe(400);
  });
});

describe('the emulator itself', () => {
  test('its clock is told and not moved', async () => {
    const emulator = await start({ tempo: 4 });
    emulator.faults.skewChargerClocks(-7_000);
    const { body } = await ask(emulator, 'GET', '/clock');
    expect(body).toMatchObject({ chargersSkewMs: -7_000, tempo: 4, isManual: false });
    expect(Math.abs(Date.parse(body.now) - Date.now())).toBeLessThan(60_000);
    const refusal = await ask(emulator, 'PUT', '/clock', { nowMs: 0 });
    expect(refusal).toMatchObject({ status: 409, body: { code: 'clock-not-ours' } });
    expect(refusal.body.detail).toContain("TLS, tokens and sockets live by the machine's clock");
  });

  test('a manual clock is told as that, and moves when its owner moves it', async () => {
    const { emulator, clock } = await controlStage();
    const before = (await ask(emulator, 'GET', '/clock')).body;
    await clock.advanceBy(5_000);
    const after = (await ask(emulator, 'GET', '/clock')).body;
    expect([after.nowMs - before.nowMs, after.isManual]).toEqual([5_000, true]);
    expect((await ask(emulator, 'PUT', '/clock')).body.detail).toContain('belongs to the program that handed it in');
  });

  test('a snapshot of several MB goes out and comes back over the socket, and the ports stay', async () => {
    const emulator = await start({ fleet: { chargers: 800, charging: 100 } });
    const saved = await (await fetch(`${emulator.controlUrl}/snapshot`)).text();
    expect(saved.length).toBeGreaterThan(2_000_000);
    const [charger] = emulator.world.chargers();
    emulator.world.setOffline(charger?.id ?? '');
    const { url, amqpPort } = emulator;
    const answer = await fetch(`${emulator.controlUrl}/snapshot`, { method: 'PUT', body: saved });
    expect([answer.status, emulator.url, emulator.amqpPort]).toEqual([204, url, amqpPort]);
    expect((await fetch(`${emulator.url}/api/constants`)).status).toBe(200);
    expect((await ask(emulator, 'POST', '/reset')).status).toBe(204);
  });

  test.each([
    [{ version: 1 }, 400, 'The field world is missing.'],
    [{ version: 2, world: {} }, 400, 'another version or is damaged'],
    [{ version: 1, world: { activeTopics: [], world: {} } }, 400, 'Failed to go on from the saved world'],
    [{ version: 1, world: null }, 400, 'another version or is damaged'],
  ])(
    'a snapshot that is none is 400 with the sentence, and the world goes on: %j',
    async (snapshot, status, detail) => {
      const emulator = await start();
      const before = emulator.world.chargers().map(({ id }) => id);
      const token = (await ask(emulator, 'GET', '/accounts')).body.owner.sub;
      emulator.operator.waive(token, 'push-first', { who: 'me', why: 'a test' });
      expect(await ask(emulator, 'PUT', '/snapshot', snapshot)).toMatchObject({
        status,
        body: { detail: expect.stringContaining(detail) },
      });
      expect(emulator.world.chargers().map(({ id }) => id)).toEqual(before);
      expect(emulator.operator.actions().length).toBe(1);
    },
  );

  test('a body of 10 MB is 413 for who is let in, and no snapshot is read from a web page', async () => {
    const emulator = await start();
    const body = `{"x":"${'9'.repeat(10_000_000)}"}`;
    expect((await fetch(`${emulator.controlUrl}/bus`, { method: 'POST', body })).status).toBe(413);
    const headers = { origin: 'https://evil.example' };
    expect((await fetch(`${emulator.controlUrl}/snapshot`, { method: 'PUT', body, headers })).status).toBe(403);
    expect((await ask(emulator, 'GET', '/world')).status).toBe(200);
  });
});
