import { userRoles } from '@fairlead/protocol';
import { describe, expect, test } from 'vitest';
import { rehearsedCallers } from '../testing/rehearsed-callers.ts';
import { rowFor } from './roles.ts';

const row = {
  Id: 'x',
  Pin: '1234',
  NetworkType: 4,
  AuthenticationType: 0,
  AvailableCurrent: 16,
  PropertyOcppPassword: 'word',
  OcppCloudUrl: 'url',
  WebhooksAuthPayload: 'payload',
  SupportGroup: {},
};
const { User, Owner, Maintainer } = userRoles;

describe('a row, as a role sees it', () => {
  test.each([
    ['a user', User, ['Id']],
    ['an owner', User | Owner, Object.keys(row)],
    ['Service', Maintainer, Object.keys(row).filter((field) => field !== 'Pin')],
    ['Service who is a user too', User | Maintainer, Object.keys(row).filter((field) => field !== 'Pin')],
    ['an owner who is Service too', Owner | Maintainer, Object.keys(row)],
  ])('%s', (_who, roles, fields) => {
    const seen = rowFor(roles, row);
    expect(Object.keys(seen).toSorted()).toEqual([...fields, 'CurrentUserRoles'].toSorted());
    expect(seen['CurrentUserRoles']).toBe(roles);
  });
});

test('Roles filters a list by the roles that the caller has in each row', async () => {
  await using cloud = await rehearsedCallers();
  const found = async (name: 'owner' | 'service' | 'user' | 'stranger', roles: number) => {
    const list = (await (await cloud.call(name, `/api/chargers?Roles=${roles}`)).json()) as { Data: object[] };
    return list.Data.length;
  };
  expect([await found('owner', Owner), await found('owner', Maintainer), await found('owner', User)]).toEqual([
    6, 0, 6,
  ]);
  expect([await found('service', Owner), await found('service', Maintainer | Owner)]).toEqual([0, 6]);
  expect([await found('user', Owner | Maintainer), await found('user', User)]).toEqual([0, 6]);
  expect(await found('stranger', 511)).toBe(0);
});

test('a call on what the caller sees in no list is told as such', async () => {
  await using cloud = await rehearsedCallers();
  const [charger] = cloud.emulator.world.chargers();
  for (const [name, shown] of [
    ['user', 'yes'],
    ['stranger', 'no'],
    ['partner', 'no'],
  ] as const) {
    await cloud.call(name, `/api/chargers/${charger?.id}/state`);
    expect(cloud.emulator.calls().at(-1)).toMatchObject({ accountId: cloud.emulator.accounts[name].sub, shown });
  }
});

test("the group that supports an installation is there, and its connection details are nobody's here", async () => {
  await using cloud = await rehearsedCallers();
  const [charger] = cloud.emulator.world.chargers();
  const row = (await (await cloud.call('owner', `/api/installation/${charger?.installationId}`)).json()) as {
    SupportGroup: { Id: string; LookupKey: string };
  };
  const path = `/api/userGroups/${row.SupportGroup.Id}/messagingConnectionDetails`;
  for (const name of ['owner', 'service', 'partner'] as const) expect((await cloud.call(name, path)).status).toBe(403);
  const returnUrl = encodeURIComponent('http://localhost/');
  const page = await cloud.emulator.fetch(
    `${cloud.emulator.url}/access/request/${row.SupportGroup.LookupKey}?returnUrl=${returnUrl}`,
  );
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('Bight &amp; Bollard Electric')]);
});
