import type { ChargerView, InstallationView } from '@fairlead/gateway/contract';
import { expect, test } from 'vitest';
import { sites } from './installations.ts';

const charger = (name: string, installationId: string | null) => ({ name, installationId }) as ChargerView;
const installation = (id: string, name: string) => ({ id, name }) as InstallationView;
const shown = (groups: ReturnType<typeof sites>) =>
  groups.map(({ name, chargers }) => [name, chargers.map((one) => one.name)]);

test('chargers stand under their installation, all in the order of their names', () => {
  const installations = { b: installation('b', 'Harbour'), a: installation('a', 'Elm Row') };
  const chargers = [charger('Bay 10', 'a'), charger('Pier', 'b'), charger('Bay 2', 'a')];
  expect(shown(sites(chargers, installations))).toEqual([
    ['Elm Row', ['Bay 2', 'Bay 10']],
    ['Harbour', ['Pier']],
  ]);
});

test('a charger whose installation is not known is not lost: it stands last', () => {
  const chargers = [charger('Alone', null), charger('Stray', 'x'), charger('Pier', 'b')];
  expect(shown(sites(chargers, { b: installation('b', 'Zoo') }))).toEqual([
    ['Zoo', ['Pier']],
    ['Chargers', ['Alone', 'Stray']],
  ]);
});
