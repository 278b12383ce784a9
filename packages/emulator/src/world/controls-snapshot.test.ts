import { describe, expect, test } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import { type WorldStage, worldStage } from '../testing/world-stage.ts';
import type { WorldEvent } from './simulated-world.ts';
import { createWorld } from './world.ts';

const minuteMs = 60_000;

type Json = Record<string, unknown>;

function asFile({ world }: Pick<WorldStage, 'world'>): Json {
  return JSON.parse(JSON.stringify(world.snapshot())) as Json;
}

function goOn(stage: WorldStage, snapshot: unknown) {
  const clock = manualClock(stage.clock.nowMs());
  const world = createWorld({ clock, seed: 99, fleet: 'demo', tempo: 1, snapshot });
  const events: WorldEvent[] = [];
  world.onEvent((event) => events.push(event));
  world.start();
  return { clock, world, events, chargers: [...world.chargers.values()] };
}

/** A site in the midst of everything: too little for all, a silent one, one that restarts, one paused, one asleep. */
async function busy(): Promise<WorldStage> {
  const stage = worldStage({ chargers: 8, charging: 0, installations: 1, models: ['Go 2', 'Pro', 'Home', 'Go'] });
  const { world, clock, chargers } = stage;
  const id = (place: number) => chargers[place]?.id ?? '';
  const [site = ''] = world.installations.keys();
  for (const { id } of chargers) world.plug(id, { takesKwh: 100, sleepsAfterStops: 2, batteryKwh: 60 });
  await clock.advanceBy(minuteMs);
  world.updateInstallation(site, { availableA: [20, 20, 14], switchCurrentA: 15, minPowerOffline: true });
  world.updateCharger(id(1), { maxPhases: 1, meterIntervalS: 1800, maxCurrentA: 20 });
  world.prioritize(id(2), { currentA: 9, phases: null });
  world.setOffline(id(3));
  world.command(id(4), 506);
  world.command(id(5), 102);
  world.releaseFirmware('Home', '7.7.7.7');
  world.warn(id(6), 5n);
  await clock.advanceBy(20_000);
  return stage;
}

describe('a world with everything going on', () => {
  test('lives on from its snapshot as if it had not slept', async () => {
    const first = await busy();
    const second = goOn(first, asFile(first));
    expect(second.chargers.map((charger) => [charger.row(), [...charger.observations()]])).toEqual(
      first.chargers.map((charger) => [charger.row(), [...charger.observations()]]),
    );
    expect([...second.world.installations.values()].map((site) => site.row())).toEqual(
      [...first.world.installations.values()].map((site) => site.row()),
    );
    const before = first.events.length;
    for (const { clock } of [first, second]) await clock.advanceBy(180 * minuteMs);
    expect(second.events.length).toBeGreaterThan(300);
    expect(JSON.stringify(second.events)).toBe(JSON.stringify(first.events.slice(before)));
    expect(second.chargers[2]?.firmware()).toEqual(first.chargers[2]?.firmware());
  });

  test.each(['schedule', 'automatic'] as const)('lives on in %s mode too', async (mode) => {
    const first = await busy();
    const [site = ''] = first.world.installations.keys();
    first.world.setMode(site, mode === 'schedule' ? 1 : 2);
    first.world.setAuthentication(site, 0, true);
    await first.clock.advanceBy(minuteMs);
    const second = goOn(first, asFile(first));
    const before = first.events.length;
    for (const { clock } of [first, second]) await clock.advanceBy(8 * 60 * minuteMs);
    expect(JSON.stringify(second.events)).toBe(JSON.stringify(first.events.slice(before)));
  });
});

describe('an older snapshot', () => {
  /** As it was written before installations had a state and chargers had controls. */
  function aged(snapshot: Json): Json {
    const { installations: _sites, releases: _releases, ...rest } = snapshot;
    const chargers = (snapshot['chargers'] as Json[]).map(({ controls: _controls, ...charger }) => {
      const car = charger['car'] as Json | null;
      if (car === null) return charger;
      const { phases: _, returns: _r, stops: _s, sleepsAfterStops: _a, asleep: _e, ...old } = car;
      return { ...charger, car: old };
    });
    return { ...rest, chargers };
  }

  test('is gone on from: its cars charge on, on the phases that they had', async () => {
    const first = worldStage('demo');
    await first.clock.advanceBy(minuteMs);
    const second = goOn(first, aged(asFile(first)));
    const shown = (charger: { observations(): ReadonlyMap<number, { value: string | null }> }) =>
      [510, 519, 553, 708, 710, 804].map((id) => charger.observations().get(id)?.value);
    expect(second.chargers.map(shown)).toEqual(first.chargers.map(shown));
    await second.clock.advanceBy(10 * minuteMs);
    expect(second.events.some(({ stateId }) => stateId === 513)).toBe(true);
  });

  test.each([
    ['a control of the wrong type', ['chargers', 0, 'controls', 'maxCurrentA'], 'much'],
    ['meters that are read before they were', ['chargers', 0, 'controls', 'meterIntervalS'], -1e15],
    ['meters that are read all the time', ['chargers', 0, 'controls', 'meterIntervalS'], 1e-9],
    ['meters that are read each year', ['chargers', 0, 'controls', 'meterIntervalS'], 31_536_000],
    ['less than no current', ['installations', 0, 'maxCurrentA'], -1],
    ['less than no current on a phase', ['installations', 0, 'availableA', 1], -0.1],
    ['a meter below nothing', ['chargers', 0, 'meterWh'], -1],
    ['less than no readings', ['chargers', 0, 'readings'], -1],
    ['a list of observations that is none', ['chargers', 0, 'controls', 'toldSinceSet'], [1.5]],
    ['a mask that is none', ['chargers', 0, 'controls', 'warnings'], '-1'],
    ['a written value without a time', ['chargers', 0, 'controls', 'written'], { 510: ['16.000'] }],
    ['a mode that is none', ['installations', 0, 'mode'], 3],
    ['two phases', ['installations', 0, 'availableA'], [1, 2]],
    ['a step of the future', ['chargers', 0, 'step'], 'flying'],
  ] as const)('is refused in one sentence with %s', async (_, path, wrong) => {
    const first = worldStage('demo');
    const saved = asFile(first);
    let holder: unknown = saved;
    for (const key of path.slice(0, -1)) holder = (holder as Json)[key];
    (holder as Json)[path.at(-1) as string] = wrong;
    expect(() => goOn(first, saved)).toThrow(expect.objectContaining({ code: 'unreadable-snapshot' }));
  });
});
