// No value is older than is stated of it, whatever happens to cars, settings, links, chargers, the machine and the program.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from '@fairlead/emulator';
import { installationAgeMs, type MessageSource, statedAges } from '@fairlead/sdk';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { agingPrograms } from './aging-acts.ts';
import { agingHouse } from './aging-house.ts';
import { emulatedHouse } from './emulated-house.ts';
import { manualClock } from './manual-clock.ts';
import { tooOld } from './too-old.ts';

const minuteMs = 60_000;

test.each([
  ['both', 'memory'],
  ['none', 'memory'],
  ['both', 'a folder'],
] as const)(
  'whatever happens in a day with bus "%s" and state in %s, nothing is older than stated, and an age is stated of everything',
  { timeout: 120_000 },
  async (bus, keptIn) => {
    let compared = 0;
    const numRuns = keptIn === 'memory' ? 3 : 2;
    await fc.assert(
      fc.asyncProperty(agingPrograms, async (steps) => {
        const folder = keptIn === 'memory' ? null : mkdtempSync(join(tmpdir(), 'fairlead-aging-'));
        const house = await agingHouse(bus, folder);
        try {
          for (const { act, restMin } of steps) {
            await house.perform(act);
            for (let restedMin = 0; restedMin < restMin; restedMin += 7) {
              await house.cloud.clock.advanceBy(7 * minuteMs);
              expect(await tooOld(house), `${act.kind}, ${restedMin + 7} min later`).toEqual([]);
              compared++;
            }
          }
        } finally {
          await house.cloud.end();
          if (folder !== null) rmSync(folder, { recursive: true });
        }
      }),
      { numRuns, endOnFailure: true },
    );
    expect(compared).toBeGreaterThan(35 * numRuns);
  },
);

test('a charger that is silent for more than a day on a stream that is well is polled from then on', async () => {
  const house = await agingHouse('both');
  const { clock, emulator } = house.cloud;
  await house.perform({ kind: 'go-offline', charger: 0 });
  const silent = emulator.world.chargers()[0]?.id ?? '';
  const polledMs = (statedAges.online.polled ?? 0) + 61_000;
  const startedMs = clock.nowMs();
  const agesMs: number[] = [];
  while (clock.nowMs() - startedMs < 26 * 60 * minuteMs) {
    await clock.advanceBy(4 * minuteMs);
    expect(await tooOld(house)).toEqual([]);
    const isLapsed = clock.nowMs() - startedMs > (24 * 60 + 4) * minuteMs;
    if (isLapsed)
      agesMs.push((await house.cloud.zaptec.chargers.find(silent))?.online.mostAgeMs ?? Number.POSITIVE_INFINITY);
  }
  expect(agesMs.length).toBeGreaterThan(25);
  expect(Math.max(...agesMs)).toBeLessThanOrEqual(polledMs);
  await house.cloud.end();
});

test.each([
  ['both', 50],
  ['none', 50],
  ['both', 9],
  ['none', 9],
] as const)(
  'after a restart with bus "%s" that took %d min an age is stated at once, as old as what was kept, and nothing is older',
  async (bus, awayMin) => {
    const keepIn = mkdtempSync(join(tmpdir(), 'fairlead-ages-'));
    const house = await agingHouse(bus, keepIn);
    const { cloud } = house;
    await cloud.clock.advanceBy(35 * minuteMs);
    await cloud.restart(async () => {
      await house.perform({ kind: 'plug', charger: 1 });
      await house.perform({ kind: 'set-limit', charger: 2, amps: 9 });
      await cloud.clock.advanceBy(awayMin * minuteMs);
    });
    for (let step = 0; step < 240; step++) {
      // Ages are longer for a while, and say so.
      expect((await tooOld(house)).filter((told) => !told.endsWith('are stated'))).toEqual([]);
      await cloud.clock.advanceBy(step < 120 ? 1_000 : minuteMs);
    }
    await cloud.end();
    rmSync(keepIn, { recursive: true });
  },
);

test.each([
  [2, 2],
  [20, 2],
  [30, 13],
])(
  'at a first start with a group whose link takes %d s to open, ages are those of the table after %d min',
  async (opensInS, afterMin) => {
    const clock = manualClock();
    const emulator = await startEmulator({ doors: 'in-process', clock, fleet: { chargers: 6, charging: 2 } });
    const real = emulator.messageSource();
    const source: MessageSource = {
      async open(...wished) {
        await new Promise<void>((resolve) => clock.setTimer(resolve, opensInS * 1_000));
        return real.open(...wished);
      },
    };
    const house = await emulatedHouse({ on: { clock, emulator }, client: { source } });
    const first = Array.fromAsync(house.zaptec.chargers.list());
    await clock.advanceBy(afterMin * minuteMs);
    expect(await first).toHaveLength(6);
    // Of a charger that has not pulsed yet nobody knows that the group carries it.
    const charging = (await clock.during(Array.fromAsync(house.zaptec.chargers.list()))).filter(
      ({ mode }) => mode.value === 'charging',
    );
    expect(charging.map(({ powerW }) => powerW.mostAgeMs)).toEqual([
      statedAges.pushed.stream,
      statedAges.pushed.stream,
    ]);
    await house.end();
  },
);

test('the guide states the ages of the table', () => {
  const guide = readFileSync(new URL('../docs/sdk.md', import.meta.url), 'utf8');
  const rows = [
    ['what is pushed', statedAges.pushed],
    ['settings', statedAges.setting],
    ['`online`', statedAges.online],
  ] as const;
  for (const [name, ages] of rows) {
    const cells =
      guide
        .split('\n')
        .find((line) => line.startsWith(`| ${name}`))
        ?.split('|')
        .slice(2, 6) ?? [];
    const told = cells.map((cell) => (cell.trim() === '–' ? null : Number.parseFloat(cell)));
    const { stream, polled, 'polled-charging': charging, listed } = ages;
    expect(told).toEqual([stream, polled, charging, listed].map((ms) => ms && ms / minuteMs));
  }
});

test('the ages that are stated are those that the cadences make', () => {
  const minutes = (ms: number | null): number | null => ms && ms / minuteMs;
  expect(minutes(statedAges.setting.stream)).toBe(24 * 60);
  expect(minutes(installationAgeMs)).toBe(60);
  expect(minutes(statedAges.online.stream)).toBe(20);
  expect(minutes(statedAges.pushed.stream)).toBe(2);
  expect(minutes(statedAges.pushed.polled)).toBe(11);
  expect(minutes(statedAges.pushed['polled-charging'])).toBe(1.1);
  expect(minutes(statedAges.pushed.listed)).toBe(66);
});
