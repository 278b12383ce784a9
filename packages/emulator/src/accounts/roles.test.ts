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
