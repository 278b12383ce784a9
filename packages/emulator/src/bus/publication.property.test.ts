// Whatever is done to chargers: once all are online the bus has told all that is the case, in order and in time.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import '../../../../test/property-seed.ts';
import { EmulatorError } from '../emulator-error.ts';
import { busReader, detailsOf } from '../testing/bus-reader.ts';
import { rehearsedCallers } from '../testing/rehearsed-callers.ts';

const fleet = { chargers: 3, charging: 1, installations: 1, models: ['Go', 'Pro', 'Go 2'] } as const;

const deeds = [
  'plug',
  'unplug',
  'offline',
  'online',
  'pause',
  'resume',
  'deauthorize',
  'restart',
  'warn',
  'wait',
] as const;
const step = fc.record({
  deed: fc.constantFrom(...deeds),
  at: fc.nat({ max: 2 }),
  waitMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 8_000 }), fc.integer({ min: 8_000, max: 1_200_000 })),
});
const commands = { pause: 506, resume: 507, deauthorize: 10_001, restart: 102 } as const;

test('after any deeds the last message of each observation is its value and its time; times rise by 10 ms at least', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 25 }),
      fc.integer({ min: 1, max: 999 }),
      async (steps, seed) => {
        await using cloud = await rehearsedCallers({ fleet, seed });
        const bus = await busReader(cloud, await detailsOf(cloud));
        await cloud.clock.advanceBy(1);
        const { world } = cloud.emulator;
        const before = world.chargers().map(({ observations }) => new Map(observations));
        for (const { deed, at, waitMs } of steps) {
          const id = world.chargers()[at]?.id ?? '';
          try {
            if (deed === 'plug') world.plug(id, { takesKwh: 5 });
            if (deed === 'unplug') world.unplug(id);
            if (deed === 'offline') world.setOffline(id);
            if (deed === 'online') world.setOnline(id);
            if (deed === 'warn') world.warn(id, waitMs % 2 === 0 ? [] : ['HUMIDITY']);
            if (deed in commands) {
              const command = commands[deed as keyof typeof commands];
              await cloud.call('service', `/api/chargers/${id}/sendCommand/${command}`, { method: 'POST' });
            }
          } catch (cause) {
            // A car where there is one already, or none to pull: refused, and nothing happens.
            if (!(cause instanceof EmulatorError)) throw cause;
          }
          await cloud.clock.advanceBy(waitMs);
        }
        for (const { id } of world.chargers()) world.setOnline(id);
        await cloud.clock.advanceBy(1);
        const last = new Map<string, { readonly value: string | null; readonly atUs: number }>();
        for (const { chargerId, stateId, value, observedAtUs } of bus.observations()) {
          const key = `${chargerId} ${stateId}`;
          expect(observedAtUs - (last.get(key)?.atUs ?? 0)).toBeGreaterThanOrEqual(10_000);
          last.set(key, { value: value ?? null, atUs: observedAtUs });
        }
        for (const [at, { id, observations }] of world.chargers().entries()) {
          for (const [stateId, truth] of observations) {
            if (stateId === -2 || before[at]?.get(stateId)?.atUs === truth.atUs) continue;
            expect([stateId, last.get(`${id} ${stateId}`)]).toEqual([stateId, truth]);
          }
        }
      },
    ),
    { numRuns: 40 },
  );
}, 60_000);
