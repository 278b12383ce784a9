// Each scenario that comes along, played whole in virtual time: what a client sees, and when, in minutes from its start.
// Whatever was done to the cloud, its chargers lived on as if nothing had been: their world is the one without a scenario.
import { describe, expect, test } from 'vitest';
import type { Emulator, ScenarioName } from '../contract.ts';
import { rehearsedCallers } from '../testing/rehearsed-callers.ts';
import { between, counted, type Met, type Witness, witness } from '../testing/scenario-witness.ts';
import { namedScenario } from './named-scenarios.ts';
import { scenarioNames } from './scenario.ts';

const minuteMs = 60_000;
const afterwardsMin = 30;

const lastsMin = (name: ScenarioName): number => {
  const [hours = 0, minutes = 0] = namedScenario(name).lasts.split(':').map(Number);
  return hours * 60 + minutes;
};
const live = (name: ScenarioName | undefined, totalMin: number, seed = 1): Promise<Witness> =>
  witness(name, { seed, lastsMs: totalMin * minuteMs, everyMs: totalMin > 600 ? 600_000 : 20_000 });

const lived = new Map<ScenarioName, Promise<Witness>>();
/** Each is played once; a test only looks. */
function whole(name: ScenarioName): Promise<Witness> {
  const known = lived.get(name) ?? live(name, lastsMin(name) + afterwardsMin);
  lived.set(name, known);
  return known;
}

const worldOf = (emulator: Emulator): unknown => (emulator.snapshot().world as { readonly world: unknown }).world;
const minutes = (met: readonly Met[], what: string): number[] =>
  met.filter((one) => one.what === what).map(({ atMin }) => Math.floor(atMin));
const broken = ({ emulator }: Witness): string[] =>
  emulator.operator.report().verdicts.flatMap(({ clause, verdict }) => (verdict === 'broken' ? [clause] : []));

describe.each(scenarioNames)('%s', (name) => {
  test('plays to its end, every step done and none refused', async () => {
    const { emulator } = await whole(name);
    const { steps } = namedScenario(name);
    expect(emulator.scenario.now()).toMatchObject({ state: 'over', name, step: steps.length, steps: steps.length });
    expect(JSON.stringify(emulator.scenario.now())).not.toMatch(/"refused":"/);
  });

  test('leaves nothing planned, and a world that knows nothing of it', async () => {
    const { emulator, calls, bus } = await whole(name);
    expect(emulator.faults.planned()).toEqual([]);
    const twin = await live(undefined, lastsMin(name) + afterwardsMin);
    expect(worldOf(emulator)).toEqual(worldOf(twin.emulator));
    expect(emulator.switches.all()).toEqual(twin.emulator.switches.all());
    // All is well from the end on; a token of another life may have to be renewed.
    const end = lastsMin(name);
    expect(between(calls, end, end + afterwardsMin).filter((what) => what !== '401')).toEqual(['200']);
    expect(between(bus, end, end + afterwardsMin)).toEqual([]);
  });
});

test('calm-day: every call is answered, the link never ends, every message comes once and in order', async () => {
  const { calls, bus, logins, numbers } = await whole('calm-day');
  expect(between(calls, 0, 24 * 60)).toEqual(['200']);
  expect(between(logins, 0, 24 * 60)).toEqual(['200 for 86399 s']);
  expect(bus).toEqual([]);
  expect(numbers.length).toBeGreaterThan(5_000);
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
});

test('bus-outage: cut once, then gone for 15 min, then a backlog; nothing is missed, and calls are answered throughout', async () => {
  const { calls, bus, numbers, again } = await whole('bus-outage');
  expect(between(calls, 0, 70)).toEqual(['200']);
  expect(minutes(bus, 'amqp:connection:forced')).toEqual([5, 10]);
  expect([...new Set(minutes(bus, 'refused: cut'))]).toEqual(Array.from({ length: 15 }, (_, minute) => minute + 10));
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  expect(counted(again, 'again', 0, 25)).toBe(0);
  expect(counted(again, 'again', 25, 31)).toBeGreaterThan(10);
  expect(counted(again, 'again', 31, 50)).toBe(0);
});

test('provider-migration: tokens die at 10, 25 and 60 min, the login door is overrun until 25, then tokens live an hour', async () => {
  const { calls, logins } = await whole('provider-migration');
  expect(minutes(calls, '401').slice(0, 3)).toEqual([10, 25, 60]);
  expect(between(logins, 10, 25)).toEqual(['200 for 86399 s', '503']);
  expect(counted(logins, '503', 0, 10) + counted(logins, '503', 25, 130)).toBe(0);
  expect(between(logins, 25, 119)).toEqual(['200 for 3600 s']);
});

test('greedy-neighbour: polite calls are refused while it takes all, and the account answers for what it did', async () => {
  const seen = await whole('greedy-neighbour');
  const refused = (from: number, to: number) => counted(seen.calls, '429', from, to);
  expect([refused(0, 20), refused(35, 70)]).toEqual([0, 0]);
  expect(refused(20, 35)).toBeGreaterThan(30);
  expect(broken(seen)).toEqual(expect.arrayContaining(['rate-limit', 'state-cache', 'no-aggressive-polling']));
  const alone = await whole('bus-outage');
  expect(broken(alone)).not.toContain('rate-limit');
});

test('bad-afternoon: each wave is met in its time, calls get through between, and the bus is gone for ten minutes', async () => {
  const { calls, logins, bus } = await whole('bad-afternoon');
  const waves: readonly (readonly [number, number, readonly string[]])[] = [
    [0, 5, ['200']],
    [5, 20, ['200', '500']],
    [25, 40, ['200', '503']],
    [40, 45, ['200']],
    [45, 65, ['200', '502']],
    [65, 80, ['200', 'ECONNRESET']],
    [85, 95, ['200', '200 after 12 s', 'ECONNRESET after 15 s']],
    [120, 123, ['524']],
    [124, 180, ['200']],
  ];
  for (const [from, to, expected] of waves) expect(between(calls, from, to), `${from} to ${to}`).toEqual(expected);
  expect(between(calls, 100, 110)).toEqual(expect.arrayContaining(['200 called HTML', 'terminated']));
  expect(logins.map(({ what }) => what)).toEqual(['200 for 86399 s']);
  expect(minutes(bus, 'amqp:connection:forced')).toEqual([105]);
  expect([...new Set(minutes(bus, 'refused: cut'))].every((minute) => minute >= 105 && minute < 115)).toBe(true);
});

test('bad-afternoon: half of the commands are carried out and answered 504', async () => {
  await using cloud = await rehearsedCallers({
    fleet: { chargers: 20, charging: 20, installations: 1 },
    scenario: 'bad-afternoon',
  });
  await cloud.clock.advanceBy(66 * minuteMs);
  const before = cloud.emulator.world.chargers().filter(({ mode }) => mode === 3);
  const statuses = new Map<string, number | string>();
  for (const { id } of before) {
    const call = cloud.call('owner', `/api/chargers/${id}/sendCommand/506`, { method: 'POST' });
    statuses.set(id, await call.then(({ status }) => status).catch(() => 'reset'));
  }
  await cloud.clock.advanceBy(10_000);
  const modeOf = (id: string) => cloud.emulator.world.chargers().find((charger) => charger.id === id)?.mode;
  const with504 = [...statuses].filter(([, status]) => status === 504).map(([id]) => id);
  expect(with504.length).toBeGreaterThan(3);
  expect(with504.map(modeOf)).toEqual(with504.map(() => 5));
  expect([...statuses.values()]).toEqual(expect.arrayContaining([200, 504]));
});

test('rotating-keys: links end with client-error at each change, not-found when the subscription goes', async () => {
  const { calls, bus } = await whole('rotating-keys');
  expect(between(calls, 0, 180)).toEqual(['200']);
  expect(minutes(bus, 'amqp:client-error')).toEqual([10, 40, 50, 60, 70, 80, 130]);
  expect(minutes(bus, 'amqp:not-found')).toEqual([105]);
  expect([...new Set(minutes(bus, 'details 404'))]).toEqual(Array.from({ length: 10 }, (_, minute) => minute + 105));
  expect(between(bus, 115, 130)).toEqual([]);
});

test('the same seed plays the same afternoon, another one another', async () => {
  const [first, again, other] = await Promise.all([
    whole('bad-afternoon'),
    live('bad-afternoon', 180),
    live('bad-afternoon', 180, 2),
  ]);
  const story = ({ calls, logins, bus, numbers }: Witness) => ({ calls, logins, bus, numbers });
  expect(story(again)).toEqual(story(first));
  expect(other.calls).not.toEqual(first.calls);
});
