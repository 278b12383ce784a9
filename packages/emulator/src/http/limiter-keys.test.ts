// Whom the two limits count: logins by the address that they come from, calls by the account, whatever its token
// (zaptec-api.md Appendix A).
import { request } from 'node:http';
import { expect, test } from 'vitest';
import { startEmulator } from '../start-emulator.ts';
import { rehearsedCallers } from '../testing/rehearsed-callers.ts';

const form = 'grant_type=password&username=owner@fairlead.test&password=demo-owner';

/** A login by the socket of this address; all of 127.0.0.0/8 are one's own on Linux. */
function loginFrom(localAddress: string, url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const login = request(`${url}/oauth/token`, { method: 'POST', localAddress }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    login.on('error', reject).end(form);
  });
}

test.runIf(process.platform === 'linux' || process.env['CI'] === 'true')(
  'one login a second and address: two of one address refuse one, another address is free',
  async () => {
    const emulator = await startEmulator({ fleet: { chargers: 1, charging: 0, installations: 1 } });
    const from = (addresses: readonly string[]) => Promise.all(addresses.map((one) => loginFrom(one, emulator.url)));
    try {
      expect((await from(['127.0.0.5', '127.0.0.5', '127.0.0.6'])).toSorted()).toEqual([200, 200, 503]);
      expect(emulator.calls().filter(({ status }) => status === 503)).toMatchObject([{ clientAddress: '127.0.0.5' }]);
      expect(emulator.calls().filter(({ clientAddress }) => clientAddress === '127.0.0.6')).toMatchObject([
        { status: 200 },
      ]);
    } finally {
      await emulator.stop();
    }
  },
);

test('one bucket an account: two of its tokens share it, and the token of another account has its own', async () => {
  await using cloud = await rehearsedCallers({ fleet: { chargers: 1, charging: 0, installations: 1 } });
  const tokenOf = async (name: 'owner' | 'user') =>
    ((await (await cloud.login(name)).json()) as { access_token: string }).access_token;
  const [one, two, other] = [await tokenOf('owner'), await tokenOf('owner'), await tokenOf('user')];
  expect(one).not.toBe(two);
  const statusWith = async (token: string) => {
    const headers = { authorization: `Bearer ${token}` };
    return (await cloud.emulator.fetch(`${cloud.emulator.url}/api/chargers`, { headers })).status;
  };
  const statuses: number[] = [];
  for (let call = 0; call < 15; call += 1) statuses.push(await statusWith(call % 2 === 0 ? one : two));
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect([await statusWith(one), await statusWith(two), await statusWith(other)]).toEqual([429, 429, 200]);
});
