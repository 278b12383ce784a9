// Whatever scenario is played, wherever it is cut short: afterwards nothing is planned, turned or gone, and the world is
// the one in which it never was.
import { array, assert, asyncProperty, constantFrom, integer, oneof, record, tuple } from 'fast-check';
import { expect, test } from 'vitest';
import type { Emulator, Scenario, ScenarioStep } from '../contract.ts';
import { type RehearsedCallers, rehearsedCallers } from '../testing/rehearsed-callers.ts';
import '../../../../test/property-seed.ts';
import { instantText } from './human-time.ts';
import { readScenario } from './read-scenario.ts';

const lastsMs = 3_600_000;
const fleet = { chargers: 3, charging: 2, installations: 2 };

type Timeless = ScenarioStep extends infer Step
  ? Step extends ScenarioStep
    ? Omit<Step, 'at' | 'for'>
    : never
  : never;

const faultKind = constantFrom(
  { kind: 'status', status: 500, method: 'GET' },
  { kind: 'status', status: 503 },
  { kind: 'status', status: 504, when: 'after' },
  { kind: 'reset', count: 3 },
  { kind: 'hang', after: '5s' },
  { kind: 'slow', delay: '2s' },
  { kind: 'truncated' },
  { kind: 'wrong-content-type' },
);
/** What happens to cloud and bus alone; the world of chargers must not notice. */
const around = oneof(
  constantFrom(
    { do: 'say', say: 'A word.' },
    { do: 'detach-readers' },
    { do: 'rotate-bus-keys' },
    { do: 'revoke-tokens' },
    { do: 'cut-bus' },
    { do: 'go-dark' },
    { do: 'remove-subscription', of: 'group' },
    { do: 'remove-subscription', of: 1 },
    { do: 'remove-subscription', of: 2 },
    { do: 'neighbour', every: '2s' },
    { do: 'neighbour', every: '30s' },
    { do: 'switch', to: { outage: '502-html' } },
    { do: 'switch', to: { 'bus-order': 'shuffled', 'second-reader': 'takes-half' } },
    { do: 'switch', to: { 'bus-key-life-min': 3 } },
    { do: 'switch', to: { bus: 'none' } },
  ),
  tuple(faultKind, constantFrom({}, { share: 0.5 })).map(([kind, often]) => ({ do: 'fault', ...kind, ...often })),
);
/** What happens to the world too. */
const anything = oneof(
  around,
  constantFrom(
    { do: 'offline', charger: 1 },
    { do: 'offline', charger: 3 },
    { do: 'plug', charger: 3, takesKwh: 2 },
    { do: 'unplug', charger: 1 },
    { do: 'unplug', charger: 9 },
    { do: 'skew-clocks', by: '-10m' },
  ),
);

const momentary = new Set(['say', 'detach-readers', 'rotate-bus-keys', 'revoke-tokens', 'plug', 'unplug']);

/** Steps in order; whichever would hold what another one holds is left out. */
function scenarioOf(
  drawn: readonly { readonly step: unknown; readonly atS: number; readonly forS: number }[],
): Scenario {
  const scenario = (steps: readonly ScenarioStep[]): Scenario => ({ name: 'any', lasts: '01:00:00', steps });
  let steps: readonly ScenarioStep[] = [];
  for (const { step, atS, forS } of drawn.toSorted((one, other) => one.atS - other.atS)) {
    const timeless = step as Timeless;
    const endS = Math.min(atS + forS, lastsMs / 1_000);
    const lasting = momentary.has(timeless.do) || endS === atS ? {} : { for: `${endS - atS}s` };
    const more = [...steps, { ...timeless, at: instantText(atS * 1_000), ...lasting } as ScenarioStep];
    if (isPossible(scenario(more))) steps = more;
  }
  return scenario(steps);
}

function isPossible(scenario: Scenario): boolean {
  try {
    return readScenario(scenario).steps.length > 0;
  } catch {
    return false;
  }
}

const drawnFrom = (step: typeof around | typeof anything) =>
  array(record({ step, atS: integer({ min: 0, max: 3_600 }), forS: integer({ min: 0, max: 2_400 }) }), {
    maxLength: 12,
  }).map(scenarioOf);

const worldOf = (emulator: Emulator) => (emulator.snapshot().world as { readonly world: unknown }).world;

async function play(scenario: Scenario | undefined, cutShortAfterS: number): Promise<RehearsedCallers> {
  const cloud = await rehearsedCallers({ seed: 3, fleet, ...(scenario ? { scenario } : {}) });
  await cloud.clock.advanceBy(cutShortAfterS * 1_000);
  await cloud.emulator.scenario.end();
  await cloud.clock.advanceBy(lastsMs + 60_000 - cutShortAfterS * 1_000);
  return cloud;
}

async function needWell({ emulator, call }: RehearsedCallers): Promise<void> {
  const answer = await call('owner', '/api/chargers');
  expect([answer.status, ((await answer.json()) as { Data: unknown[] }).Data]).toEqual([200, expect.any(Array)]);
  expect(emulator.faults.planned()).toEqual([]);
  expect(emulator.world.chargers().map(({ observations }) => observations.get(-2)?.value)).toEqual(['1', '1', '1']);
  for (const id of new Set(emulator.world.chargers().map(({ installationId }) => installationId))) {
    const details = await call('owner', `/api/installation/${id}/messagingConnectionDetails`);
    const told = (await details.json()) as Readonly<Record<string, unknown>>;
    const link = await emulator.messageSource().open(
      {
        host: String(told['Host']),
        port: Number(told['Port']),
        useSsl: false,
        username: String(told['Username']),
        password: String(told['Password']),
        topic: String(told['Topic']),
        subscription: 'default',
      },
      { message: async () => 'complete', lost: () => expect.unreachable('the bus is well') },
      { credit: 1 },
    );
    await link.close();
  }
}

test('no scenario, cut short anywhere or not at all, leaves a trace in cloud, bus or switches', async () => {
  const untouched = (await rehearsedCallers({ fleet })).emulator.switches.all();
  await assert(
    asyncProperty(drawnFrom(anything), integer({ min: 0, max: 3_660 }), async (scenario, cutShortAfterS) => {
      await using cloud = await play(scenario, cutShortAfterS);
      expect(cloud.emulator.switches.all()).toEqual(untouched);
      await needWell(cloud);
    }),
    { numRuns: 60 },
  );
}, 60_000);

test('what befalls cloud and bus alone changes nothing in the world: meters, sessions and cars are those of a calm hour', async () => {
  const calm = worldOf((await play(undefined, 0)).emulator);
  await assert(
    asyncProperty(drawnFrom(around), integer({ min: 0, max: 3_660 }), async (scenario, cutShortAfterS) => {
      await using cloud = await play(scenario, cutShortAfterS);
      expect(worldOf(cloud.emulator)).toEqual(calm);
    }),
    { numRuns: 40 },
  );
}, 60_000);
