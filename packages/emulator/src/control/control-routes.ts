// What the control API can do, as one table; the OpenAPI document is made from it.
// Invariant: a route does what the typed handle does, and nothing else.
import { formatFact } from '@fairlead/policy';
import type { Emulator, HttpFault, Scenario, ScenarioName } from '../contract.ts';
import { type BodySchema, body, type Told } from './control-schema.ts';
import { actionBody, operate } from './operator-action.ts';

export interface ControlCall {
  readonly id: string;
  readonly told: Told;
}

export interface ControlRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/_emulator`; `{id}` is one segment. */
  readonly path: string;
  readonly summary: string;
  readonly body: BodySchema | null;
  /** Answers JSON, or text where it is one; undefined: 204. */
  run(emulator: Emulator, call: ControlCall): unknown;
}

const kinds = ['status', 'reset', 'hang', 'slow', 'truncated', 'wrong-content-type'];
const text = { type: 'string' } as const;
const faultBody = body(
  {
    kind: { type: 'string', enum: kinds },
    when: { type: 'string', enum: ['before', 'after'] },
    status: { type: 'integer', minimum: 200, maximum: 599 },
    // 1,000 planned × 64 kB = 64 MB at the very worst.
    body: { type: 'string', maxLength: 65_536 },
    contentType: text,
    delayMs: { type: 'integer', minimum: 0, maximum: 600_000 },
    afterMs: { type: 'integer', minimum: 0, maximum: 600_000 },
    path: text,
    method: text,
    count: { type: 'integer', minimum: 1, maximum: 1_000_000 },
    share: { type: 'number', minimum: 0, maximum: 1 },
    forMs: { type: 'integer', minimum: 1, maximum: 1_209_600_000 },
  },
  ['kind'],
);
const carBody = body({
  takesKwh: { type: 'number', minimum: 0 },
  maxCurrentA: { type: 'number', minimum: 0 },
  phases: { type: 'integer', minimum: 1, maximum: 3 },
});

const get = (path: string, summary: string, run: ControlRoute['run']): ControlRoute => ({
  method: 'GET',
  path,
  summary,
  body: null,
  run,
});

export const controlRoutes: readonly ControlRoute[] = [
  get('/world', 'What is there, in numbers', (emulator) => {
    const chargers = emulator.world.chargers();
    const installations = new Set(chargers.map(({ installationId }) => installationId)).size;
    return { url: emulator.url, chargers: chargers.length, installations, calls: emulator.callCounts().total };
  }),
  get('/chargers', 'Every charger with its mode', (emulator) =>
    emulator.world.chargers().map(({ observations: _observations, ...charger }) => charger),
  ),
  {
    method: 'POST',
    path: '/chargers/{id}/plug',
    summary: 'A car arrives',
    body: carBody,
    run: ({ world }, { id, told }) => world.plug(id, told),
  },
  {
    method: 'POST',
    path: '/chargers/{id}/unplug',
    summary: 'The car leaves',
    body: null,
    run: ({ world }, { id }) => world.unplug(id),
  },
  get('/accounts', 'Who may log in', ({ accounts }) => accounts),
  get('/standings', 'How everybody stands of whom something was found', ({ operator }) => operator.standings()),
  get('/findings', 'The verdict on every clause, at most 10 s old', ({ operator }) => operator.report()),
  get('/operator-actions', 'What operators did', ({ operator }) => operator.actions()),
  {
    method: 'POST',
    path: '/operator-actions',
    summary: 'Act as the operator',
    body: actionBody,
    run: ({ operator }, { told }) => operate(operator, told),
  },
  get('/calls', 'The last 50,000 calls as JSON lines, the journal format of the policy', (emulator) =>
    emulator.calls().map(formatFact).join('\n'),
  ),
  get('/faults', 'What is planned', ({ faults }) => faults.planned()),
  {
    method: 'POST',
    path: '/faults',
    summary: 'Plan a fault of the next calls that match',
    body: faultBody,
    run({ faults }, { told: { path, method, count, share, forMs, ...fault } }) {
      const match = { ...(path ? { path: String(path) } : {}), ...(method ? { method: String(method) } : {}) };
      const often = Object.entries({ count, share, forMs }).filter(([, value]) => value !== undefined);
      faults.plan(fault as unknown as HttpFault, match, Object.fromEntries(often));
    },
  },
  {
    method: 'DELETE',
    path: '/faults',
    summary: "Forget what is planned, set the chargers' clocks right",
    body: null,
    run: ({ faults }) => faults.clear(),
  },
  {
    method: 'POST',
    path: '/bus',
    summary: 'Let the bus suffer',
    body: body({ do: { type: 'string', enum: ['cut', 'restore', 'detach-readers', 'rotate-keys'] } }, ['do']),
    run: ({ faults }, { told }) => {
      if (told['do'] === 'cut') faults.cutBus();
      else if (told['do'] === 'restore') faults.restoreBus();
      else if (told['do'] === 'detach-readers') faults.detachReaders();
      else faults.rotateBusKeys();
    },
  },
  {
    method: 'DELETE',
    path: '/tokens',
    summary: 'Tokens issued so far stop working',
    body: null,
    run: ({ faults }) => faults.revokeTokens(),
  },
  {
    method: 'PUT',
    path: '/charger-clocks',
    summary: 'Set the clocks of the chargers wrong by so much',
    body: body({ skewMs: { type: 'integer' } }, ['skewMs']),
    run: ({ faults }, { told }) => faults.skewChargerClocks(Number(told['skewMs'])),
  },
  get('/scenario', 'The scenario that plays, or played: how far it is, and all that happened', ({ scenario }) =>
    scenario.now(),
  ),
  {
    method: 'PUT',
    path: '/scenario',
    summary: 'Play a scenario from its beginning: one of your own, or only the name of one that comes along',
    body: body({ name: text }, ['name'], true),
    run({ scenario }, { told }) {
      const onlyName = Object.keys(told).length === 1;
      scenario.start((onlyName ? told['name'] : told) as Scenario | ScenarioName);
      return scenario.now();
    },
  },
  {
    method: 'DELETE',
    path: '/scenario',
    summary: 'End it: everything is as it was',
    body: null,
    run: ({ scenario }) => void scenario.end(),
  },
  get('/switches', 'Every switch as it stands', ({ switches }) => switches.all()),
  {
    method: 'PATCH',
    path: '/switches',
    summary: 'Turn switches: all or none',
    body: body({}, [], true),
    run({ switches }, { told }) {
      switches.set(told);
      return switches.all();
    },
  },
  {
    method: 'DELETE',
    path: '/switches',
    summary: 'Every switch back to its default',
    body: null,
    run: ({ switches }) => switches.reset(),
  },
  get('/snapshot', 'The world to go on with', (emulator) => emulator.snapshot()),
];
