import fc from 'fast-check';
import { expect, test } from 'vitest';
import { controlStage } from '../../testing/control-stage.ts';
import { documentedBodies } from '../../testing/documented-bodies.ts';

const names = [
  ...[...documentedBodies['installation-update'], ...documentedBodies['charger-update']],
  ...['AvailableCurrentPhase1', 'availablecurrentphase2', '__proto__', 'constructor'],
];
const value = fc.oneof(
  fc.integer({ min: -5, max: 40 }),
  fc.double(),
  fc.boolean(),
  fc.string({ unit: 'binary' }),
  fc.jsonValue(),
);
const object = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 6 }).map((body) => JSON.stringify(body));
const body = fc.oneof(
  { weight: 4, arbitrary: object },
  fc.json(),
  fc.string({ unit: 'binary' }),
  fc.constant(' '.repeat(500_000)),
);

test('whatever an update carries is answered with 200, 400 or 403, and the world lives on', async () => {
  const stage = await controlStage({ fleet: { chargers: 3, charging: 2 } });
  const [charger] = stage.chargerIds;
  const paths = [`/api/installation/${stage.installationId}/update`, `/api/chargers/${charger}/update`];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...paths), body, async (path, sent) => {
      const { status } = await stage.post(path, sent);
      expect([200, 400, 403]).toContain(status);
    }),
    { numRuns: 300 },
  );
  const row = await stage.installation();
  for (const phase of [1, 2, 3]) {
    expect(row[`AvailableCurrentPhase${phase}`]).toBeGreaterThanOrEqual(0);
    expect(row[`AvailableCurrentPhase${phase}`]).toBeLessThanOrEqual(Number(row['MaxCurrent']));
  }
  await stage.clock.advanceBy(3_600_000);
  expect(stage.pushed(-1).length).toBeGreaterThan(3);
});

test('whatever stands for a command is answered as a command that is unknown', async () => {
  const stage = await controlStage();
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1 }), async (command) => {
      fc.pre(!/^\s*\d+\s*$/.test(command) && !/^[.]+$/.test(command));
      const path = `/api/chargers/${stage.chargerIds[0]}/sendCommand/${encodeURIComponent(command)}`;
      const { status, body } = await stage.post(path);
      expect([status, body]).toEqual([500, { Code: 519, Details: null, StackTrace: null }]);
    }),
    { numRuns: 100 },
  );
});
