// Chargers, cars, people and installations by hand.
import type { ChargerTruth, World } from '../contract.ts';
import { EmulatorError } from '../emulator-error.ts';
import { models } from '../fleets/world-plan.ts';
import { type ControlRoute, deed, get } from './control-route.ts';
import { type AnswerSchema, body, told } from './control-schema.ts';

const text = { type: 'string' } as const;
const charger = { id: text, serial: text, name: text, installationId: text, mode: { type: 'integer' } } as const;
const observation: AnswerSchema = told({
  stateId: { type: 'integer' },
  value: { type: ['string', 'null'] },
  atUs: { type: 'integer' },
});
const car: AnswerSchema = {
  ...told({
    ...{ takesKwh: { type: 'number' }, maxCurrentA: { type: 'number' } },
    ...{ phases: { type: 'integer', enum: [1, 3] }, isAsleep: { type: 'boolean' } },
  }),
  type: ['object', 'null'],
};
const carBody = body({
  takesKwh: { type: 'number', minimum: 0 },
  maxCurrentA: { type: 'number', minimum: 0 },
  phases: { type: 'integer', enum: [1, 3] },
  batteryKwh: { type: 'number', minimum: 0 },
  sleepsAfterStops: { type: 'integer', minimum: 1 },
});
const currentModes = ['manual', 'schedule', 'automatic'] as const satisfies Parameters<World['setMode']>[1][];
const authentications = ['native', 'webhooks', 'ocpp', 'ocpp-native'] as const satisfies Parameters<
  World['setAuthentication']
>[1][];

export const worldRoutes: readonly ControlRoute[] = [
  get(
    '/world',
    'What is there, in numbers',
    told({
      url: text,
      seed: { type: 'number' },
      chargers: { type: 'integer' },
      installations: { type: 'integer' },
      calls: { type: 'integer' },
    }),
    (emulator) => {
      const chargers = emulator.world.chargers();
      const installations = new Set(chargers.map(({ installationId }) => installationId)).size;
      return {
        url: emulator.url,
        seed: emulator.world.origin().seed,
        chargers: chargers.length,
        installations,
        calls: emulator.callCounts().total,
      };
    },
  ),
  get('/chargers', 'Every charger with its mode', { type: 'array', items: told(charger) }, ({ world }) =>
    world.chargers().map(({ observations: _observations, car: _car, ...charger }) => charger),
  ),
  get(
    '/chargers/{id}',
    'What is really the case at a charger, which no client can see so',
    told({ ...charger, observations: { type: 'array', items: observation }, car }),
    ({ world }, { id }) => inFull(world.chargers(), id),
  ),
  deed(['POST', '/chargers/{id}/plug'], 'A car arrives', carBody, ({ world }, { id, told }) => world.plug(id, told)),
  deed(['POST', '/chargers/{id}/unplug'], 'The car leaves', null, ({ world }, { id }) => world.unplug(id)),
  deed(
    ['POST', '/chargers/{id}/card'],
    'Somebody shows a card where a car waits for one',
    body({ token: { type: 'string', minLength: 1, maxLength: 64 } }, ['token']),
    ({ world }, { id, told }) => world.card(id, String(told['token'])),
  ),
  deed(['POST', '/chargers/{id}/offline'], 'The charger loses the cloud', null, ({ world }, { id }) =>
    world.setOffline(id),
  ),
  deed(
    ['POST', '/chargers/{id}/online'],
    'The charger is back, or there for the first time',
    null,
    ({ world }, { id }) => world.setOnline(id),
  ),
  deed(
    ['PUT', '/chargers/{id}/warnings'],
    "Names of its model's warnings, all there are now; none clears them",
    body({ names: { type: 'array', items: text, maxItems: 64 } }, ['names']),
    ({ world }, { id, told }) => world.warn(id, told['names'] as readonly string[]),
  ),
  deed(
    ['PUT', '/chargers/{id}/managed-elsewhere'],
    "Another system balances this charger's load, or no more",
    body({ elsewhere: { type: 'boolean' } }, ['elsewhere']),
    ({ world }, { id, told }) => world.manageElsewhere(id, told['elsewhere'] === true),
  ),
  deed(
    ['PUT', '/installations/{id}/mode'],
    'Who owns the available current',
    body({ mode: { type: 'string', enum: currentModes } }, ['mode']),
    ({ world }, { id, told }) => world.setMode(id, told['mode'] as (typeof currentModes)[number]),
  ),
  deed(
    ['PUT', '/installations/{id}/authentication'],
    'Who says that somebody may charge; with native a card can be required',
    body({ by: { type: 'string', enum: authentications }, cardRequired: { type: 'boolean' } }, ['by']),
    ({ world }, { id, told }) =>
      world.setAuthentication(id, told['by'] as (typeof authentications)[number], {
        cardRequired: told['cardRequired'] === true,
      }),
  ),
  deed(
    ['POST', '/firmware'],
    'There is newer firmware for every charger of a model',
    body({ model: { type: 'string', enum: models }, version: { type: 'string', maxLength: 40 } }, ['model', 'version']),
    ({ world }, { told }) => world.releaseFirmware(told['model'] as (typeof models)[number], String(told['version'])),
  ),
  {
    method: 'POST',
    path: '/sessions/{id}/replace',
    summary: 'The record of an ended session becomes void and names the one that takes its place',
    body: null,
    answer: told({ id: { type: 'string' } }),
    run: ({ world }, { id }) => ({ id: world.replaceSession(id) }),
  },
  deed(
    ['POST', '/notice'],
    "Somebody looks at the page for the first time: the demo's next car sets out",
    null,
    ({ world }) => world.notice(),
  ),
];

function inFull(chargers: readonly ChargerTruth[], idOrSerial: string): object {
  const found = chargers.find(({ id, serial }) => id === idOrSerial || serial === idOrSerial);
  if (found !== undefined) {
    const observations = [...found.observations].map(([stateId, { value, atUs }]) => ({ stateId, value, atUs }));
    return { ...found, observations };
  }
  throw new EmulatorError(
    'unknown-charger',
    `Failed to find the charger ${idOrSerial}: no charger of this world has that id or serial.`,
  );
}
