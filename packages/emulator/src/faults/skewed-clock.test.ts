// Chargers whose clocks are wrong, as a client sees them: on the bus and in what the cloud holds.
import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import '../../../../test/property-seed.ts';
import { busReader, detailsOf } from '../testing/bus-reader.ts';
import { rehearsedCallers } from '../testing/rehearsed-callers.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** A charger that charges, so that each minute says something, and a reader of its bus. */
async function stage() {
  const cloud = await rehearsedCallers({ fleet: { chargers: 1, charging: 1 } });
  const bus = await busReader(cloud, await detailsOf(cloud));
  const { clock, emulator } = cloud;
  const [charger] = emulator.world.chargers();
  return {
    ...cloud,
    bus,
    id: charger?.id ?? '',
    /** How far event times are from when they were told, for what comes in the next minutes; whole seconds. */
    async offS(minutes: number): Promise<number[]> {
      const seen = bus.got.length;
      await clock.advanceBy(minutes * minuteMs);
      const off = bus.observations().map(({ observedAtUs }, index) => {
        return Math.round((observedAtUs / 1000 - (bus.got[index]?.enqueuedAtMs ?? 0)) / 1000);
      });
      return [...new Set(off.slice(seen))];
    },
  };
}

test('their times are wrong from the setting on, ahead or behind, and right from the moment that it is taken back', async () => {
  await using cloud = await stage();
  const { faults } = cloud.emulator;
  expect(await cloud.offS(5)).toEqual([0]);
  for (const byMs of [hourMs, -hourMs, 30 * 24 * hourMs]) {
    faults.skewChargerClocks(byMs);
    expect(await cloud.offS(5)).toEqual([Math.round(byMs / 1000)]);
    faults.skewChargerClocks(0);
    expect(await cloud.offS(5)).toEqual([0]);
  }
  faults.skewChargerClocks(-hourMs);
  faults.clear();
  expect(await cloud.offS(5)).toEqual([0]);
});

test('a deed right after the setting has the wrong time, one right after it is taken back the right one', async () => {
  await using cloud = await stage();
  const { emulator, clock, id } = cloud;
  const offMs = () => (emulator.world.chargers()[0]?.observations.get(710)?.atUs ?? 0) / 1000 - clock.nowMs();
  emulator.faults.skewChargerClocks(400);
  emulator.world.unplug(id);
  expect(offMs()).toBeGreaterThanOrEqual(400);
  expect(offMs()).toBeLessThan(450);
  emulator.faults.skewChargerClocks(0);
  emulator.world.plug(id);
  await clock.advanceBy(20_000);
  expect(Math.abs(offMs())).toBeLessThan(20_000);
  const [told] = ((await (await cloud.call('owner', `/api/chargers/${id}/state`)).json()) as StateRow[]).filter(
    ({ StateId }) => StateId === 710,
  );
  expect(Date.parse(`${told?.Timestamp}Z`)).toBeLessThan(clock.nowMs());
});

interface StateRow {
  readonly StateId: number;
  readonly Timestamp: string;
}

test('a world that was saved while its clocks were wrong goes on with right ones', async () => {
  for (const byMs of [hourMs, -hourMs]) {
    await using earlier = await stage();
    earlier.emulator.faults.skewChargerClocks(byMs);
    await earlier.clock.advanceBy(10 * minuteMs);
    await using cloud = await stage();
    await cloud.clock.advanceBy(earlier.clock.nowMs() - cloud.clock.nowMs());
    await cloud.emulator.restore(JSON.parse(JSON.stringify(earlier.emulator.snapshot())));
    expect(cloud.emulator.clock().chargersSkewMs).toBe(0);
    const bus = await busReader(cloud, await detailsOf(cloud));
    await cloud.clock.advanceBy(10 * minuteMs);
    const off = bus.observations().map(({ observedAtUs }, index) => {
      return Math.round((observedAtUs / 1000 - (bus.got[index]?.enqueuedAtMs ?? 0)) / 1000);
    });
    expect(off.length).toBeGreaterThan(10);
    expect(new Set(off)).toEqual(new Set([0]));
  }
});

test('what had no event since the clocks were taken back may still go back in time after a restart', async () => {
  await using earlier = await stage();
  const { world, faults } = earlier.emulator;
  faults.skewChargerClocks(hourMs);
  world.warn(earlier.id, ['HUMIDITY']);
  world.unplug(earlier.id);
  faults.skewChargerClocks(0);
  await using cloud = await rehearsedCallers({ snapshot: JSON.parse(JSON.stringify(earlier.emulator.snapshot())) });
  cloud.emulator.world.warn(earlier.id, []);
  const [charger] = cloud.emulator.world.chargers();
  expect((charger?.observations.get(804)?.atUs ?? 0) / 1000).toBeLessThan(cloud.clock.nowMs() + minuteMs);
});

it('keeps two events of one observation 10 ms apart between two settings, whatever is set when', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          byMs: fc.constantFrom(0, 1, -1, 400, -400, hourMs, -hourMs),
          waitMs: fc.constantFrom(0, 5, 40, minuteMs, 7 * minuteMs),
          deed: fc.constantFrom('none' as const, 'plug' as const),
        }),
        { maxLength: 12 },
      ),
      async (settings) => {
        await using cloud = await stage();
        const { emulator, clock, bus, id } = cloud;
        let seen = 0;
        let plugged = true;
        let byMs = 0;
        const latest = new Map<number, number>();
        for (const setting of settings) {
          if (setting.byMs !== byMs) latest.clear();
          byMs = setting.byMs;
          emulator.faults.skewChargerClocks(byMs);
          if (setting.deed === 'plug') {
            plugged ? emulator.world.unplug(id) : emulator.world.plug(id);
            plugged = !plugged;
          }
          await clock.advanceBy(setting.waitMs);
          for (const { stateId, observedAtUs } of bus.observations().slice(seen)) {
            const lastUs = latest.get(stateId);
            if (lastUs !== undefined) expect(observedAtUs - lastUs).toBeGreaterThanOrEqual(10_000);
            latest.set(stateId, observedAtUs);
          }
          seen = bus.got.length;
        }
      },
    ),
    { numRuns: 30 },
  );
});
