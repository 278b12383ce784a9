// A test of an integration against an emulated cloud of its own, by Node's test runner: node --test
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEmulator } from '@fairlead/emulator';

let emulator;
before(async () => {
  emulator = await startEmulator({ fleet: { chargers: 3, charging: 1 } }); // on free ports
});
after(() => emulator.stop());

test('sees the chargers and breaks no clause', async () => {
  const { username, password } = emulator.accounts.owner;
  const headers = { 'User-Agent': 'my-integration/1.0 (you@example.org)' };
  const body = new URLSearchParams({ grant_type: 'password', username, password });
  const login = await fetch(`${emulator.url}/oauth/token`, { method: 'POST', headers, body });
  headers.Authorization = `Bearer ${(await login.json()).access_token}`;
  const chargers = await (await fetch(`${emulator.url}/api/chargers`, { headers })).json();
  assert.equal(chargers.Data.length, emulator.world.chargers().length);

  const { verdicts } = emulator.operator.report();
  assert.deepEqual(
    verdicts.filter(({ verdict }) => verdict === 'broken'),
    [],
  );
});
