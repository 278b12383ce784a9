// Bad input at the house's own doors: each gets a status, a code and a sentence that says what to do.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Asking, type RehearsedHouse, rehearsedHouse } from './rehearsed-house.ts';

const nobody = '00000000-0000-4000-8000-000000000000';
const json = { 'content-type': 'application/json' };
let house: RehearsedHouse;
beforeAll(async () => {
  house = await rehearsedHouse('virtual');
  await house.filled();
});
afterAll(() => house.end());

const refused: readonly [string, string, Asking, number, string, RegExp][] = [
  ['a charger that nobody knows', `/v1/chargers/${nobody}`, {}, 404, 'unknown-charger', /GET \/v1\/chargers lists/],
  ['a name that is no id', '/v1/chargers/kitchen', {}, 404, 'unknown-charger', /GET \/v1\/chargers lists/],
  [
    'a command for a charger that nobody knows',
    `/v1/chargers/${nobody}/pause`,
    { method: 'POST' },
    404,
    'unknown-charger',
    /GET \/v1\/chargers lists/,
  ],
  ['a command that nobody knows', `/v1/commands/${nobody}`, {}, 404, 'unknown-command', /\./],
  [
    'a body that is no JSON',
    '/v1/session',
    { method: 'POST', headers: json, body: '{"code": ' },
    400,
    'malformed-json',
    /Send one JSON object/,
  ],
  [
    'a body that lacks what is needed',
    '/v1/session',
    { method: 'POST', headers: json, body: '{}' },
    400,
    'invalid-request',
    /openapi\.json/,
  ],
  [
    'a body of 100 kB',
    '/v1/session',
    { method: 'POST', headers: json, body: JSON.stringify({ code: 'x'.repeat(100_000) }) },
    413,
    'body-too-large',
    /Send less/,
  ],
  ['a path that does not exist', '/v2/chargers', {}, 404, 'unknown-path', /The API is at \/v1/],
  ['an address that cannot be read', '/v1/chargers/%ZZ', {}, 400, 'bad-address', /Percent-encode it/],
  ['an address that is too long', `/v1/chargers/${'x'.repeat(300)}`, {}, 400, 'bad-address', /at most 200 characters/],
  ['a page size of letters', '/v1/chargers?limit=abc', {}, 400, 'invalid-request', /querystring\/limit/],
  ['a documented call that is not offered', '/api/constants', {}, 501, 'not-offered', /It offers lists/],
  ['a key that is not known', '/v1/chargers', { key: 'flk_wrong' }, 401, 'not-authenticated', /fairlead open/],
  ['no key', '/api/chargers', { key: null }, 401, 'not-authenticated', /Authorization: Bearer/],
  ['an undocumented call', '/api/chargers/x/live', {}, 404, 'undocumented-call', /GET \/api\/chargers\/\{id\}\/state/],
];

describe('the house refuses', () => {
  test.each(refused)('%s', async (_, path, asking, status, code, remedy) => {
    const told = await house.ask(path, asking);
    expect(told.headers.get('content-type')).toContain('application/problem+json');
    expect(told.body).toMatchObject({ status, code, type: `urn:fairlead:problem:${code}` });
    expect(told.status).toBe(status);
    expect(told.body.detail).toMatch(remedy);
    expect(told.body.detail).toMatch(/^[A-Z][^\n]+\.$/);
    expect(told.text).not.toMatch(/\bat [A-Za-z.]+ \(|node:|\.ts:\d/);
  });
});

test('the drop-in API answers for an unknown charger as the cloud does', async () => {
  const state = await house.ask(`/api/chargers/${nobody}/state`);
  expect([state.status, state.body]).toEqual([404, { errorCode: 512, message: 'Charger not found.' }]);
  expect((await house.ask(`/api/chargers/${nobody}`)).status).toBe(404);
  const command = await house.ask(`/api/chargers/${nobody}/sendCommand/506`, { method: 'POST' });
  expect([command.status, command.body.errorCode]).toEqual([404, 512]);
  expect(house.emulator.calls().some(({ resource }) => resource === nobody)).toBe(false);
});

test('the drop-in login refuses JSON in the words of an OAuth server', async () => {
  const told = await house.ask('/oauth/token', { method: 'POST', headers: json, body: '{"grant_type"', key: null });
  expect([told.status, told.body.error]).toEqual([400, 'invalid_request']);
  expect(told.body.error_description).toMatch(/application\/x-www-form-urlencoded/);
});

test('none of it costs the cloud a call, and all chargers are still served', async () => {
  expect(await house.chargers()).toHaveLength(6);
  expect([...house.emulator.callCounts().byStatus.keys()]).toEqual([200]);
});
