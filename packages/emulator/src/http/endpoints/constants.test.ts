import { constantsVersion } from '@fairlead/protocol';
import { expect, test } from 'vitest';
import { rehearsedCallers } from '../../testing/rehearsed-callers.ts';

test('constants need no login, are the same bytes each time, and name the tables', async () => {
  await using cloud = await rehearsedCallers();
  const ask = async () => {
    const answer = await cloud.emulator.fetch(`${cloud.emulator.url}/api/constants`);
    return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
  };
  const first = await ask();
  expect(first).toMatchObject({ status: 200, type: 'application/json; charset=utf-8' });
  expect(await ask()).toEqual(first);
  expect(JSON.parse(first.text)).toMatchObject({
    Version: constantsVersion,
    Schema: { Apollo: { DeviceType: 4 } },
    UserRoles: { Owner: 2, Maintainer: 4 },
  });
  expect(cloud.emulator.calls().at(-1)).toMatchObject({ class: 'constants', accountId: null, status: 200 });
});

test('asked with a token they count against the account as every other call does', async () => {
  await using cloud = await rehearsedCallers();
  const { access_token } = (await (await cloud.login('owner')).json()) as { access_token: string };
  const headers = { authorization: `Bearer ${access_token}` };
  const statuses: number[] = [];
  for (let call = 0; call < 16; call++) {
    statuses.push((await cloud.emulator.fetch(`${cloud.emulator.url}/api/constants`, { headers })).status);
  }
  expect(statuses).toEqual([...Array(15).fill(200), 429]);
});
