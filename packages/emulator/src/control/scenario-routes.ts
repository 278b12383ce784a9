// Scenarios: what plays, another one, none.
import type { Scenario, ScenarioName } from '../contract.ts';
import { type ControlRoute, deed, get } from './control-route.ts';
import { body, told } from './control-schema.ts';

const line = told({
  ...{ atMs: { type: 'integer' }, step: { type: ['integer', 'null'] } },
  ...{ text: { type: 'string' }, refused: { type: ['string', 'null'] } },
});
const state = told(
  { state: { type: 'string', enum: ['none', 'running', 'over', 'ended'] } },
  {
    ...{ name: { type: 'string' }, atMs: { type: 'integer' }, lastsMs: { type: 'integer' } },
    ...{ step: { type: 'integer' }, steps: { type: 'integer' }, told: { type: 'array', items: line } },
  },
);

export const scenarioRoutes: readonly ControlRoute[] = [
  get('/scenario', 'The scenario that plays, or played: how far it is, and all that happened', state, ({ scenario }) =>
    scenario.now(),
  ),
  {
    method: 'PUT',
    path: '/scenario',
    summary: 'Play a scenario from its beginning: one of your own, or only the name of one that comes along',
    body: body({ name: { type: 'string' } }, ['name'], true),
    answer: state,
    run({ scenario }, { told: asked }) {
      const isOnlyName = Object.keys(asked).length === 1;
      scenario.start((isOnlyName ? asked['name'] : asked) as Scenario | ScenarioName);
      return scenario.now();
    },
  },
  deed(['DELETE', '/scenario'], 'End it: what it turned is turned back', null, ({ scenario }) => scenario.end()),
];
