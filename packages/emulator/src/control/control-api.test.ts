// The control API as a program of this machine uses it, and as everybody else finds it shut.

import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Emulator } from '../contract.ts';
import { startEmulator } from '../start-emulator.ts';
import { controlAnswer } from './control-api.ts';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ fleet: { chargers: 2, charging: 0 } });
});
afterAll(() => emulator.stop());

async function ask(method: string, path: string, told?: unknown): Promise<{ status: number; body: unknown }> {
  const sent = told === undefined ? {} : { body: typeof told === 'string' ? told : JSON.stringify(told) };
  const answer = await fetch(`${emulator.url}/_emulator${path}`, { method, ...sent });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
}

/** A call with headers that fetch does not let one set. */
function statusWith(headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const call = request(`${emulator.url}/_emulator/world`, { headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    call.once('error', reject).end();
  });
}

describe('who is let in', () => {
  test('a foreign Host is 421, a web page 403, loopback names are answered', async () => {
    expect(await statusWith({ host: 'evil.example' })).toBe(421);
    expect(await statusWith({ host: '127.0.0.1.evil.example' })).toBe(421);
    expect(await statusWith({ origin: 'https://evil.example' })).toBe(403);
    expect(await statusWith({ host: 'localhost:8710' })).toBe(200);
  });

  test('an emulator that listens beyond loopback has none, and neither has another machine', async () => {
    const asked = { method: 'GET', target: '/_emulator/world', headers: {}, body: new Uint8Array() };
    const statusOf = async (clientAddress: string, boundTo: string) =>
      (await controlAnswer({ ...asked, clientAddress }, emulator, { boundTo, key: null })).status;
    expect(await statusOf('127.0.0.1', '0.0.0.0')).toBe(403);
    expect(await statusOf('192.0.2.7', '127.0.0.1')).toBe(403);
    expect(await statusOf('::ffff:127.0.0.1', '::1')).toBe(200);
  });

  test('control calls are neither journalled nor limited', async () => {
    const before = emulator.callCounts().total;
    for (let call = 0; call < 40; call++) expect((await ask('GET', '/world')).status).toBe(200);
    expect(emulator.callCounts().total).toBe(before);
  });
});

describe('what it does', () => {
  test('plugs and unplugs; a second car is 409, an unknown charger 404', async () => {
    const id = emulator.world.chargers()[0]?.id ?? '';
    expect((await ask('POST', `/chargers/${id}/plug`, { takesKwh: 10 })).status).toBe(204);
    expect(emulator.world.chargers()[0]?.mode).not.toBe(1);
    expect((await ask('POST', `/chargers/${id}/plug`)).status).toBe(409);
    expect((await ask('POST', `/chargers/${id}/unplug`)).status).toBe(204);
    expect((await ask('POST', '/chargers/nobody/plug')).status).toBe(404);
  });

  test('turns switches, all or none', async () => {
    expect((await ask('PATCH', '/switches', { outage: '502-html' })).body).toMatchObject({ outage: '502-html' });
    expect((await fetch(`${emulator.url}/api/constants`)).status).toBe(502);
    expect(await ask('PATCH', '/switches', { outage: 'none', 'state-cache': 'x' })).toMatchObject({
      status: 400,
      body: { code: 'bad-switch' },
    });
    expect(emulator.switches.get('outage')).toBe('502-html');
    expect((await ask('DELETE', '/switches')).status).toBe(204);
    expect((await fetch(`${emulator.url}/api/constants`)).status).toBe(200);
  });

  test('plans faults, tells and forgets them', async () => {
    const fault = { kind: 'status', status: 504, path: '/api/constants', count: 2 };
    expect((await ask('POST', '/faults', fault)).status).toBe(204);
    expect((await fetch(`${emulator.url}/api/constants`)).status).toBe(504);
    expect((await ask('GET', '/faults')).body).toMatchObject([{ fault: { status: 504 }, left: 1 }]);
    expect((await ask('DELETE', '/faults')).status).toBe(204);
    expect((await fetch(`${emulator.url}/api/constants`)).status).toBe(200);
  });

  test('plans a wave: a share of the calls, for a time', async () => {
    const wave = { kind: 'status', status: 502, path: '/api/constants', share: 1, forMs: 60_000 };
    expect((await ask('POST', '/faults', wave)).status).toBe(204);
    for (let call = 0; call < 3; call++) expect((await fetch(`${emulator.url}/api/constants`)).status).toBe(502);
    expect((await ask('GET', '/faults')).body).toMatchObject([{ endsInMs: expect.any(Number) }]);
    expect((await ask('DELETE', '/faults')).status).toBe(204);
  });

  test('plays a scenario by name or as told, says how far it is, and ends it', async () => {
    expect((await ask('GET', '/scenario')).body).toEqual({ state: 'none' });
    const outage = { at: '00:00:00', do: 'fault', kind: 'status', status: 502, path: '/api/constants' };
    const mine = { name: 'mine', lasts: '1h', steps: [outage] };
    expect(await ask('PUT', '/scenario', mine)).toMatchObject({
      status: 200,
      body: { state: 'running', name: 'mine', step: 1, told: [{ step: 1, text: 'fault 502', refused: null }] },
    });
    expect((await fetch(`${emulator.url}/api/constants`)).status).toBe(502);
    expect((await ask('PUT', '/scenario', { name: 'calm-day' })).body).toMatchObject({ name: 'calm-day', step: 1 });
    expect((await fetch(`${emulator.url}/api/constants`)).status).toBe(200);
    expect((await ask('DELETE', '/scenario')).status).toBe(204);
    expect((await ask('GET', '/scenario')).body).toMatchObject({ state: 'ended', name: 'calm-day' });
  });

  test('acts as the operator, with who and why', async () => {
    const subject = emulator.accounts.owner.sub;
    const waive = { action: 'waive', subject, clause: 'state-cache', who: 'me', why: 'a test' };
    expect((await ask('POST', '/operator-actions', waive)).status).toBe(204);
    expect((await ask('GET', '/operator-actions')).body).toMatchObject([{ kind: 'waive', who: 'me', why: 'a test' }]);
    expect((await ask('POST', '/operator-actions', { ...waive, clause: 'none' })).status).toBe(400);
  });

  test('tells calls as JSON lines, findings by clause, and the world to go on with', async () => {
    await fetch(`${emulator.url}/api/chargers`);
    const calls = await fetch(`${emulator.url}/_emulator/calls`);
    expect(calls.headers.get('content-type')).toContain('application/jsonl');
    const lines = (await calls.text()).split('\n').map((line) => JSON.parse(line));
    expect(lines.at(-1)).toMatchObject({ kind: 'call', path: '/api/chargers', status: 401 });
    expect((await ask('GET', '/findings')).body).toMatchObject({ verdicts: expect.any(Array) });
    expect((await ask('GET', '/snapshot')).body).toMatchObject({ version: 1 });
  });
});

test('replaces the record of an ended session once, and tells who read the bus', async () => {
  const own = await startEmulator({ fleet: { chargers: 1, charging: 0 } });
  try {
    const at = (method: string, path: string) => fetch(`${own.url}/_emulator${path}`, { method });
    const id = own.world.chargers()[0]?.id ?? '';
    own.world.plug(id);
    const session = own.world.chargers()[0]?.observations.get(721)?.value ?? '';
    own.world.unplug(id);
    const replaced = await at('POST', `/sessions/${session}/replace`);
    expect([replaced.status, await replaced.json()]).toEqual([200, { id: expect.stringMatching(/^[0-9a-f-]{36}$/) }]);
    expect((await at('POST', `/sessions/${session}/replace`)).status).toBe(404);
    const { username, password } = own.accounts.owner;
    const body = new URLSearchParams({ grant_type: 'password', username, password });
    const login = await fetch(`${own.url}/oauth/token`, { method: 'POST', body });
    const { access_token } = (await login.json()) as { access_token: string };
    const site = own.world.chargers()[0]?.installationId;
    const headers = { authorization: `Bearer ${access_token}` };
    await fetch(`${own.url}/api/installation/${site}/messagingConnectionDetails`, { headers });
    const events = await at('GET', '/stream-events');
    expect(JSON.parse(await events.text())).toMatchObject({ kind: 'stream', scope: site, event: 'lost' });
  } finally {
    await own.stop();
  }
});

describe('what it refuses, in a sentence', () => {
  test.each([
    ['POST', '/faults', { kind: 'rain' }, 400, 'The field kind does not fit'],
    ['POST', '/faults', {}, 400, 'The field kind is missing.'],
    ['POST', '/faults', { kind: 'slow' }, 400, 'is not possible'],
    ['POST', '/faults', { kind: 'status', status: 200, body: '', contentType: 'a\r\nb: c' }, 400, 'no header value'],
    ['POST', '/faults', 'not json', 400, 'The body is no JSON.'],
    ['POST', '/faults', { kind: 'reset', status: 503 }, 400, 'one of the kind reset has no "status". It takes when.'],
    ['PATCH', '/switches', { outage: ['502-html'] }, 400, 'a list is not one of its values'],
    ['PATCH', '/switches', { outage: { toString: 1 } }, 400, 'an object is not one of its values'],
    [
      'POST',
      '/chargers/any/plug',
      { phases: 2 },
      400,
      'The field phases does not fit {"type":"integer","enum":[1,3]}.',
    ],
    ['POST', '/bus', { do: 'cut', more: 1 }, 400, 'There is no field more.'],
    ['POST', '/bus', { do: 'cut', ['__proto__x']: 1 }, 400, 'There is no field'],
    ['PUT', '/charger-clocks', { skewMs: 1e15 }, 400, 'Failed to skew the clock'],
    ['POST', '/bus', [], 400, 'The body is no JSON object.'],
    ['PUT', '/scenario', { name: 'no-such' }, 400, 'there is none of that name. Give calm-day, bus-outage'],
    [
      'PUT',
      '/scenario',
      { name: 'x', lasts: '1h', steps: [{ at: '00:00:00', do: 'rain' }] },
      400,
      'step 1 has "do": "rain"',
    ],
    ['POST', '/world', {}, 405, 'This takes GET.'],
    ['GET', '/nothing', undefined, 404, 'See openapi.json.'],
  ])('%s %s %j', async (method, path, told, status, detail) => {
    const answer = await ask(method, path, told);
    expect(answer).toMatchObject({ status, body: { detail: expect.stringContaining(detail) } });
  });
});

test('its OpenAPI document names every path, with the schema that is checked', async () => {
  const { body } = await ask('GET', '/openapi.json');
  const { openapi, paths } = body as { openapi: string; paths: Record<string, Record<string, unknown>> };
  expect(openapi).toBe('3.1.0');
  expect(Object.keys(paths)).toContain('/chargers/{id}/plug');
  expect(JSON.stringify(paths['/bus']?.['post'])).toContain('detach-readers');
});
