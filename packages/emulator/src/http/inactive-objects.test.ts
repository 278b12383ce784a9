// Objects out of use: left out of lists unless they are asked for (zaptec-api.md §3.0, `IncludeDisabled`).
import { expect, test } from 'vitest';
import { rehearsedCallers } from '../testing/rehearsed-callers.ts';

const fleet = { chargers: 6, charging: 2, inactive: 3, installations: 6 };

type Rows = { readonly Data: readonly Readonly<Record<string, unknown>>[] };

test('lists leave out what is inactive, IncludeDisabled brings it, and its detail answers either way', async () => {
  await using cloud = await rehearsedCallers({ fleet });
  const rows = async (path: string) => ((await (await cloud.call('owner', path)).json()) as Rows).Data;
  for (const list of ['/api/chargers', '/api/installation']) {
    expect((await rows(list)).map(({ Active }) => Active)).toEqual([true, true, true]);
    expect(await rows(`${list}?IncludeDisabled=false`)).toHaveLength(3);
    const all = await rows(`${list}?IncludeDisabled=true`);
    expect(all.map(({ Active }) => Active)).toEqual([true, true, true, false, false, false]);
    const retired = all.at(-1);
    expect(await rows(`${list}?NameFilter=${encodeURIComponent(String(retired?.['Name']))}`)).toEqual([]);
    const detail = await cloud.call('owner', `${list}/${retired?.['Id']}`);
    expect(await detail.json()).toMatchObject({ Active: false });
  }
});

test('a tree and its count say which chargers are in use, and no car comes to those that are not', async () => {
  await using cloud = await rehearsedCallers({ fleet: { chargers: 4, charging: 1, inactive: 2, installations: 1 } });
  const chargers = cloud.emulator.world.chargers();
  const path = `/api/installation/${chargers[0]?.installationId}`;
  const tree = (await (await cloud.call('owner', `${path}/hierarchy`)).json()) as {
    Circuits: { Chargers: { Id: string; Active: boolean }[] }[];
  };
  const leaves = tree.Circuits.flatMap(({ Chargers }) => Chargers);
  expect(leaves.map(({ Active }) => Active)).toEqual([true, true, false, false]);
  expect(await (await cloud.call('owner', path)).json()).toMatchObject({ Active: true, ActiveChargerCount: 2 });
  const endedOf = (at: number) => cloud.emulator.world.chargers()[at]?.observations.get(723)?.atUs;
  const before = [1, 2, 3].map(endedOf);
  await cloud.clock.advanceBy(7 * 86_400_000);
  expect([1, 2, 3].map((at, place) => endedOf(at) === before[place])).toEqual([false, true, true]);
});

test('a fleet lives on from its snapshot with what is out of use', async () => {
  await using cloud = await rehearsedCallers({ fleet });
  const snapshot = cloud.emulator.snapshot();
  await using later = await rehearsedCallers({ snapshot });
  const all = (await (await later.call('owner', '/api/chargers?IncludeDisabled=true')).json()) as Rows;
  expect(all.Data.filter(({ Active }) => Active === false)).toHaveLength(3);
});

test('more out of use than do not charge is refused in a sentence', async () => {
  await expect(rehearsedCallers({ fleet: { chargers: 2, charging: 1, inactive: 2 } })).rejects.toThrow(
    'inactive is 2. Give a whole number from 0 to 1.',
  );
});
