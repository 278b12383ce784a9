import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type WorldStage, worldStage } from '../testing/world-stage.ts';
import { leastShareA } from './load-sharing.ts';
import { turnMs } from './turns.ts';

const minuteMs = 60_000;

type Deed =
  | {
      readonly kind: 'plug';
      readonly place: number;
      readonly maxCurrentA: number;
      readonly phases: 1 | 3;
      readonly stops: number;
    }
  | { readonly kind: 'unplug' | 'pause' | 'resume' | 'deauthorise' | 'restart'; readonly place: number }
  | { readonly kind: 'limit'; readonly place: number; readonly maxCurrentA: number }
  | { readonly kind: 'priority'; readonly place: number; readonly currentA: number }
  | { readonly kind: 'available'; readonly phasesA: readonly [number, number, number] }
  | { readonly kind: 'mode'; readonly mode: 0 | 1 | 2 }
  | { readonly kind: 'wait'; readonly minutes: number };

const place = fc.nat({ max: 5 });
const current = fc.integer({ min: 0, max: 630 }).map((tenths) => tenths / 10);
const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('plug' as const),
      place,
      maxCurrentA: fc.constantFrom(6, 13, 16, 32),
      phases: fc.constantFrom(1 as const, 3 as const),
      stops: fc.constantFrom(1, 3, 1_000),
    }),
  },
  fc.record({ kind: fc.constantFrom('unplug', 'pause', 'resume', 'deauthorise', 'restart'), place }),
  fc.record({ kind: fc.constant('limit' as const), place, maxCurrentA: fc.integer({ min: 0, max: 32 }) }),
  fc.record({ kind: fc.constant('priority' as const), place, currentA: fc.integer({ min: 0, max: 32 }) }),
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('available' as const), phasesA: fc.tuple(current, current, current) }),
  },
  fc.record({ kind: fc.constant('mode' as const), mode: fc.constantFrom(0 as const, 1 as const, 2 as const) }),
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), minutes: fc.constantFrom(0.1, 1, 7, 20, 420) }),
  },
);

/** Does it if it can be done; what makes no sense is refused by the world and left out. */
async function act({ world, clock, chargers }: WorldStage, one: Deed, siteId: string): Promise<void> {
  if (one.kind === 'wait') return clock.advanceBy(one.minutes * minuteMs);
  if (one.kind === 'available') return void world.updateInstallation(siteId, { availableA: one.phasesA });
  if (one.kind === 'mode') return world.setMode(siteId, one.mode);
  const charger = chargers[one.place];
  const plugged = charger?.actualObservations().get(714)?.value !== '0';
  if (charger === undefined) return;
  switch (one.kind) {
    case 'plug': {
      const { maxCurrentA, phases, stops } = one;
      if (!plugged) world.plug(charger.id, { takesKwh: 60, maxCurrentA, phases, sleepsAfterStops: stops });
      return;
    }
    case 'unplug':
      if (plugged) world.unplug(charger.id);
      return;
    case 'pause':
      world.command(charger.id, 506);
      return;
    case 'resume':
      world.command(charger.id, 507);
      return;
    case 'deauthorise':
      world.command(charger.id, 10001);
      return;
    case 'restart':
      world.command(charger.id, 102);
      return;
    case 'limit':
      world.updateCharger(charger.id, { maxCurrentA: one.maxCurrentA, maxPhases: one.maxCurrentA % 2 === 0 ? 1 : 3 });
      return;
    case 'priority':
      world.prioritize(charger.id, { currentA: one.currentA, phases: null });
  }
}

describe('whatever people, cars and clients do', () => {
  it('no phase carries more than its installation shows and no circuit more than it has, nobody charges with less than 6 A, and no meter falls', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { minLength: 5, maxLength: 40 }), async (deeds) => {
        const stage = worldStage('demo', {
          pace: { meterMs: 30 * minuteMs, pulseMs: 60 * minuteMs, periodicMs: 60 * minuteMs },
        });
        // The co-operative: 63 A, two circuits of 40 A, Go, Pro, Go and Go 2; its places are 2…5.
        const site = [...stage.world.installations.values()].find(({ circuits }) => circuits.length === 2);
        if (site === undefined) throw new Error('no installation with two circuits');
        const own = site.circuits.flatMap(({ chargerIds }) => chargerIds);
        const shownA = () => [1, 2, 3].map((phase) => Number(site.field(`AvailableCurrentPhase${phase}`)));
        // While it falls, what was allocated before is not yet taken away: all that is shown in one instant counts.
        let instantMs = stage.clock.nowMs();
        let latestA = shownA();
        let hasA = latestA;
        const silent = new Set<string>();
        const meters = new Map<string, number>();
        stage.world.onEvent(({ chargerId, stateId, value }) => {
          if (stateId === -2) value === '1' ? silent.delete(chargerId) : silent.add(chargerId);
          if (stateId === 708) expect(Number(value) === 0 || Number(value) >= leastShareA).toBe(true);
          if (stateId === 554) {
            const kwh = JSON.parse((value ?? '').split('|')[1] ?? '').RD[0].RV;
            expect(kwh).toBeGreaterThanOrEqual(meters.get(chargerId) ?? 0);
            meters.set(chargerId, kwh);
          }
          // What a silent charger takes is not known; while it restarts it takes nothing.
          if (stateId !== 708 && stateId !== 519) return;
          if (stage.clock.nowMs() > instantMs) hasA = latestA;
          instantMs = stage.clock.nowMs();
          latestA = shownA();
          hasA = hasA.map((currentA, phase) => Math.max(currentA, latestA[phase] ?? 0));
          const heard = own.filter((id) => !silent.has(id));
          for (const [phase, sumA] of stage.allocatedA(heard).entries())
            expect(sumA).toBeLessThanOrEqual((hasA[phase] ?? 0) + 1e-6);
          for (const { chargerIds, maxCurrentA } of site.circuits)
            for (const sumA of stage.allocatedA(chargerIds.filter((id) => !silent.has(id))))
              expect(sumA).toBeLessThanOrEqual(maxCurrentA + 1e-6);
        });
        for (const one of deeds) {
          await act(stage, one, site.id);
          for (const [phase, sumA] of stage.allocatedA(own.filter((id) => !silent.has(id))).entries())
            expect(sumA).toBeLessThanOrEqual((shownA()[phase] ?? 0) + 1e-6);
        }
        stage.world.stop();
      }),
      { numRuns: 60 },
    );
  });

  it('nobody waits for longer than one turn for each car that wants current', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ phases: fc.constantFrom(1 as const, 3 as const), minutes: fc.nat({ max: 12 }) }), {
          minLength: 3,
          maxLength: 7,
        }),
        fc.integer({ min: 6, max: 20 }),
        async (cars, availableA) => {
          const stage = worldStage(
            { chargers: cars.length, charging: 0, installations: 1 },
            {
              pace: { meterMs: 600 * minuteMs, pulseMs: 600 * minuteMs, periodicMs: 600 * minuteMs },
            },
          );
          const [site] = stage.world.installations.keys();
          stage.world.updateInstallation(site ?? '', { availableA, switchCurrentA: 0 });
          for (const [number, { phases, minutes }] of cars.entries()) {
            const charger = stage.chargers[number];
            // A car of the daily rhythm may have come in the meantime; those by hand stay.
            if (stage.value(charger, 714) !== '0') stage.world.unplug(charger?.id ?? '');
            stage.world.plug(charger?.id ?? '', { takesKwh: 1_000, maxCurrentA: 16, phases });
            await stage.clock.advanceBy(minutes * minuteMs);
          }
          const boundMs = cars.length * turnMs;
          const served = new Map<string, number>();
          const startMs = stage.clock.nowMs();
          for (const { id } of stage.chargers) served.set(id, startMs);
          const listen = stage.world.onEvent(({ chargerId, stateId, value, atUs }) => {
            if (stateId !== 708) return;
            // From the loss of its current, or from the start, to the next.
            if (value !== '0.000') expect(atUs / 1000 - (served.get(chargerId) ?? 0)).toBeLessThanOrEqual(boundMs + 1);
            served.set(chargerId, value === '0.000' ? atUs / 1000 : Number.POSITIVE_INFINITY);
          });
          for (const charger of stage.chargers)
            if (stage.value(charger, 708) !== '0.000') served.set(charger.id, Number.POSITIVE_INFINITY);
          await stage.clock.advanceBy(3 * boundMs);
          for (const sinceMs of served.values()) expect(stage.clock.nowMs() - sinceMs).toBeLessThanOrEqual(boundMs);
          listen();
          stage.world.stop();
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('turns', () => {
  test('three cars and current for two: each quarter of an hour the one that waits takes over from the longest served', async () => {
    const { clock, world, chargers, value } = worldStage({ chargers: 3, charging: 0 });
    const [site] = world.installations.keys();
    world.updateInstallation(site ?? '', { availableA: 12 });
    for (const { id } of chargers) {
      world.plug(id, { takesKwh: 200, maxCurrentA: 16, phases: 3 });
      await clock.advanceBy(20_000);
    }
    const modes = () => chargers.map((charger) => value(charger, 710)).join('');
    const seen = [modes()];
    for (let turn = 0; turn < 3; turn++) {
      await clock.advanceBy(turnMs);
      seen.push(modes());
    }
    expect(seen).toEqual(['332', '233', '323', '332']);
  });

  test('a priority raises its car above the others, and takes no turn from anybody', async () => {
    const { clock, world, chargers, value } = worldStage({ chargers: 3, charging: 0 });
    for (const { id } of chargers) world.plug(id, { takesKwh: 200, maxCurrentA: 32, phases: 3 });
    await clock.advanceBy(20_000);
    expect(chargers.map((charger) => value(charger, 708))).toEqual(['10.600', '10.600', '10.600']);
    expect(world.prioritize(chargers[1]?.id ?? '', { currentA: 16, phases: null })).toBe(true);
    expect(chargers.map((charger) => value(charger, 708))).toEqual(['8.000', '16.000', '8.000']);
    expect(chargers[1]?.row()).toMatchObject({ PropertyPrioritizedCurrent: 16, PropertyPrioritizedPhases: null });
  });
});

describe('cars', () => {
  test('one that its current was taken from too often stops for good and the charger warns of it until it leaves', async () => {
    const { world, clock, chargers, value } = worldStage({ chargers: 1, charging: 0 });
    const [site = ''] = world.installations.keys();
    const [charger] = chargers;
    world.plug(charger?.id ?? '', { takesKwh: 200, sleepsAfterStops: 2 });
    await clock.advanceBy(minuteMs);
    const seen: unknown[] = [];
    for (let stop = 0; stop < 3; stop++) {
      for (const availableA of [0, 16]) {
        world.updateInstallation(site, { availableA });
        await clock.advanceBy(minuteMs);
        seen.push(`${value(charger, 710)}/${value(charger, 804)}`);
      }
    }
    expect(seen).toEqual(['2/0', '3/0', '5/16', '5/16', '5/16', '5/16']);
    world.unplug(charger?.id ?? '');
    expect(charger?.row()['Warnings']).toBe('0');
  });

  test('one with a battery slows down over the last twentieth of it', async () => {
    const { world, clock, chargers, events } = worldStage(
      { chargers: 1, charging: 0 },
      { pace: { meterMs: minuteMs } },
    );
    world.plug(chargers[0]?.id ?? '', { takesKwh: 10, batteryKwh: 40, maxCurrentA: 16, phases: 3 });
    await clock.advanceBy(90 * minuteMs);
    let takenKwh = 0;
    const slow: number[] = [];
    const fast: number[] = [];
    for (const { stateId, value } of events) {
      if (stateId === 553) takenKwh = Number(value);
      if (stateId !== 513 || Number(value) < 100) continue;
      (Number(value) < 10_000 ? slow : fast).push(takenKwh);
    }
    expect(takenKwh).toBe(10);
    expect(Math.max(...fast)).toBeLessThan(8.3);
    expect(Math.min(...slow)).toBeGreaterThan(7.9);
    expect(slow.length).toBeGreaterThan(5);
  });
});

describe('phases', () => {
  const single = ['1', '2', '3'];

  async function goTwo(model: 'Go' | 'Go 2' = 'Go 2') {
    const stage = worldStage({ chargers: 1, charging: 0, models: [model] });
    const [site = ''] = stage.world.installations.keys();
    const [charger] = stage.chargers;
    stage.world.plug(charger?.id ?? '', { takesKwh: 500, maxCurrentA: 16, phases: 3 });
    await stage.clock.advanceBy(20_000);
    const available = async (availableA: number | readonly [number, number, number]) => {
      stage.world.updateInstallation(site, { availableA });
      await stage.clock.advanceBy(minuteMs);
      return [stage.value(charger, 519), stage.value(charger, 710)];
    };
    return { ...stage, site, charger, available };
  }

  test('a Go 2 goes to one phase below 8 A and back at equal phases; each change is a stop and a start', async () => {
    const { available, events } = await goTwo();
    const [one, mode] = await available(7);
    expect([single.includes(one ?? ''), mode]).toEqual([true, '3']);
    expect(await available([16, 16, 15])).toEqual([one, '3']);
    expect(await available(16)).toEqual(['4', '3']);
    expect(events.filter(({ stateId }) => stateId === 710).map(({ value }) => value)).toEqual([
      '2',
      '3',
      '2',
      '3',
      '2',
      '3',
    ]);
  });

  test('a Go 2 returns five times in a session, then stays on one phase until the car leaves', async () => {
    const { available, world, charger, clock, value } = await goTwo();
    for (let back = 0; back < 5; back++) {
      await available(7);
      expect((await available(16))[0]).toBe('4');
    }
    await available(7);
    expect(single).toContain((await available(16))[0]);
    world.unplug(charger?.id ?? '');
    world.plug(charger?.id ?? '', { phases: 3 });
    await clock.advanceBy(20_000);
    expect(value(charger, 519)).toBe('4');
  });

  test('a Go stays on three phases, with as little as 6 A', async () => {
    const { available } = await goTwo('Go');
    expect(await available(6.5)).toEqual(['4', '3']);
  });

  test('a Go 2 with a switch current of 0 stays on three', async () => {
    const { available, world, site } = await goTwo();
    world.updateInstallation(site, { switchCurrentA: 0 });
    expect(await available(6)).toEqual(['4', '3']);
  });
});
