import { expect, test } from 'vitest';
import { rehearsedCallers } from '../testing/rehearsed-callers.ts';

type Row = Readonly<Record<string, unknown>>;

test('filters and order of the charger list look at what its rows say', async () => {
  await using cloud = await rehearsedCallers({ fleet: { chargers: 30, installations: 4 } });
  const list = async (search: string): Promise<readonly Row[]> => {
    const answer = await cloud.call('owner', `/api/chargers?PageSize=100&${search}`);
    return ((await answer.json()) as { Data: readonly Row[] }).Data;
  };
  const all = await list('');
  expect(all).toHaveLength(30);
  const one = all[7] as Row;
  for (const [search, shows] of [
    [`InstallationId=${one['InstallationId']}`, (row: Row) => row['InstallationId'] === one['InstallationId']],
    [`DeviceType=${one['DeviceType']}`, (row: Row) => row['DeviceType'] === one['DeviceType']],
    [`NameFilter=${one['DeviceId']}`, (row: Row) => row['DeviceId'] === one['DeviceId']],
    [`NameFilter=${one['Name']}`, (row: Row) => String(row['Name']).includes(String(one['Name']))],
    [`Roles=2`, (row: Row) => (Number(row['CurrentUserRoles']) & 2) !== 0],
  ] as const) {
    expect(await list(search), search).toEqual(all.filter(shows));
  }
  const serials = (await list('SortProperty=DeviceId&SortDescending=true')).map((row) => String(row['DeviceId']));
  expect(serials).toEqual(serials.toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true })));
});
