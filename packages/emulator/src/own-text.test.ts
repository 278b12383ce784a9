// What strangers choose and the cloud keeps: never more than was counted, however long it was sent.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { oauthClients } from './oauth/clients.ts';
import { scopesOf } from './oauth/oauth-server.ts';
import { rehearsedCallers } from './testing/rehearsed-callers.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heldBytes(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

const calls = 2_000;

/** Written out letter by letter: a repeated text would be kept as a recipe. */
const long = (n: number, length: number) => `${n}-`.padEnd(length, 'abcdefgh');

/** One path each, so that no list of kinds of calls is needed. */
const attacks: Readonly<Record<string, (n: number, id: string) => readonly [path: string, init: RequestInit]>> = {
  'a user agent of 30 kB': (n) => ['/api/chargers', { headers: { 'user-agent': long(n, 30_000) } }],
  'a known charger and 7 kB of query': (n, id) => [`/api/chargers/${id}?q=${long(n, 7_000)}`, {}],
  'an id of 7 kB': (n) => [`/api/chargers/${long(n, 7_000)}`, {}],
  'a session of 7 kB': (n) => [`/api/session/${long(n, 7_000)}`, {}],
  'an unknown path of 7 kB': (n) => [`/api/${long(n, 7_000).replaceAll(/\d/g, 'x')}`, {}],
  'a filter of 7 kB': (n) => [`/api/chargers?InstallationId=${long(n, 7_000)}`, {}],
  'a history of 7 kB': (n) => [`/api/chargehistory?InstallationId=${long(n, 7_000)}&ChargerId=${n}`, {}],
  'a short charger beside 7 kB of history': (n, id) => [`/api/chargehistory?ChargerId=${id}&q=${long(n, 7_000)}`, {}],
  'a report of 30 kB': (n) => [
    '/api/chargehistory/installationreport',
    { method: 'POST', body: JSON.stringify({ installationId: long(n, 30_000), fromDate: '2026-11-01T00:00:00' }) },
  ],
  'a login of 30 kB': (n) => [
    '/oauth/token',
    { method: 'POST', body: new URLSearchParams({ grant_type: 'password', username: long(n, 30_000), password: 'x' }) },
  ],
};

test.each(Object.entries(attacks))(
  '%s leaves less than 3 kB a call',
  async (_, attack) => {
    await using cloud = await rehearsedCallers({ fleet: { chargers: 1, charging: 0, installations: 1 } });
    const id = cloud.emulator.world.chargers()[0]?.id ?? '';
    const call = async (n: number) => {
      const [path, init] = attack(n, id);
      await (await cloud.emulator.fetch(cloud.emulator.url + path, init)).arrayBuffer();
    };
    for (let n = 0; n < 100; n += 1) await call(n);
    const before = heldBytes();
    for (let n = 0; n < calls; n += 1) await call(100 + n);
    const perCall = (heldBytes() - before) / calls;
    expect(cloud.emulator.calls()).toHaveLength(calls + 100);
    expect(perCall).toBeLessThan(3_000);
  },
  60_000,
);

test('an account that is judged leaves no more: its calls of 37 kB less than 3 kB each', async () => {
  await using cloud = await rehearsedCallers({ fleet: { chargers: 1, charging: 0, installations: 1 } });
  const { id, installationId } = cloud.emulator.world.chargers()[0] ?? { id: '', installationId: '' };
  const call = async (n: number) => {
    const place = n % 2 === 0 ? `/api/chargers/${id}/state` : `/api/chargehistory`;
    const query = `?InstallationId=${installationId}&q=${long(n, 7_000)}`;
    const answer = await cloud.call('owner', place + query, { headers: { 'user-agent': long(n, 30_000) } });
    expect(answer.status).toBe(200);
    await answer.arrayBuffer();
  };
  for (let n = 0; n < 100; n += 1) await call(n);
  const before = heldBytes();
  for (let n = 100; n < 700; n += 1) await call(n);
  expect((heldBytes() - before) / 600).toBeLessThan(3_000);
}, 60_000);

test('the journal keeps the first 512 characters of a user agent, and 64 of an id', async () => {
  await using cloud = await rehearsedCallers();
  await cloud.call('owner', `/api/chargers/${long(1, 500)}`, { headers: { 'user-agent': `pier/1.0 ${long(1, 600)}` } });
  const fact = cloud.emulator.calls().at(-1);
  expect([fact?.userAgent?.length, fact?.resource?.length]).toEqual([512, 64]);
  expect(fact?.userAgent).toMatch(/^pier\/1.0 1-abcdefgh/);
});

test.each([
  [
    'a link for consent',
    (n: number, key: string) =>
      `/access/request/${key}?returnUrl=https://partner.test/back&partnerName=${long(n, 7_000)}&x=${long(n, 20_000)}`,
  ],
  [
    'a link for a login',
    (n: number) =>
      `/oauth2/auth?${new URLSearchParams({
        ...{ client_id: oauthClients.app.clientId, redirect_uri: 'https://partner.test/back', response_type: 'code' },
        ...{ scope: 'offline_access', state: `state-of-the-client-${n}`, nonce: `nonce-of-the-client-${n}` },
        ...{ code_challenge: 'c'.repeat(43), code_challenge_method: 'S256', x: long(n, 27_000) },
      })}`,
  ],
])(
  '%s with 27 kB leaves less than 3 kB while its form is out',
  async (_, link) => {
    await using cloud = await rehearsedCallers({ switches: { 'future-oauth': 'on' } });
    const open = async (n: number) => {
      const answer = await cloud.emulator.fetch(
        cloud.emulator.url + link(n, cloud.emulator.accounts.partner.lookupKey),
      );
      expect(answer.status).toBe(200);
      await answer.arrayBuffer();
    };
    for (let n = 0; n < 50; n += 1) await open(n);
    const before = heldBytes();
    for (let n = 50; n < 550; n += 1) await open(n);
    expect((heldBytes() - before) / 500).toBeLessThan(3_000);
  },
  60_000,
);

test('scopes are kept in our own words: a megabyte of spaces around one is not', () => {
  const before = heldBytes();
  const kept = Array.from({ length: 50 }, (_, n) => scopesOf('offline_access'.padEnd(1_000_000 + n, ' ')));
  expect(kept[0]).toEqual(['offline_access']);
  expect(heldBytes() - before).toBeLessThan(10_000_000);
});

test('a return address that is 2,000 characters only before it is encoded is refused', async () => {
  await using cloud = await rehearsedCallers();
  const link = (address: string) => {
    const query = new URLSearchParams({ returnUrl: address });
    return `${cloud.emulator.url}/access/request/${cloud.emulator.accounts.partner.lookupKey}?${query}`;
  };
  expect((await cloud.emulator.fetch(link(`https://partner.test/${'a'.repeat(1_900)}`))).status).toBe(200);
  expect((await cloud.emulator.fetch(link(`https://partner.test/${'\u5145'.repeat(1_900)}`))).status).toBe(400);
});
