// The scenarios that come along, as the files that they are.
import { EmulatorError } from '../emulator-error.ts';
import badAfternoon from './named/bad-afternoon.json' with { type: 'json' };
import busOutage from './named/bus-outage.json' with { type: 'json' };
import calmDay from './named/calm-day.json' with { type: 'json' };
import greedyNeighbour from './named/greedy-neighbour.json' with { type: 'json' };
import providerMigration from './named/provider-migration.json' with { type: 'json' };
import rotatingKeys from './named/rotating-keys.json' with { type: 'json' };
import { type ScenarioName, scenarioNames } from './scenario.ts';

/** One that comes along. Its steps are read where it is played, as those of anybody's file are. */
export interface NamedScenario {
  readonly name: string;
  readonly about: string;
  readonly lasts: string;
  readonly steps: readonly unknown[];
}

/** The scenarios that come along, as they stand in their files. */
export const namedScenarios: Readonly<Record<ScenarioName, NamedScenario>> = {
  'calm-day': calmDay,
  'bus-outage': busOutage,
  'provider-migration': providerMigration,
  'greedy-neighbour': greedyNeighbour,
  'bad-afternoon': badAfternoon,
  'rotating-keys': rotatingKeys,
};

/** As it stands in its file. @throws EmulatorError `bad-scenario` for a name that there is not */
export function namedScenario(name: string): NamedScenario {
  if (Object.hasOwn(namedScenarios, name)) return namedScenarios[name as ScenarioName];
  throw new EmulatorError(
    'bad-scenario',
    `Failed to find the scenario "${name.slice(0, 40)}": there is none of that name. Give ${scenarioNames.join(', ')}.`,
  );
}
