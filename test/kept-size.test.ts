// What is kept on disk is as large as the guide says, while the program runs and after it.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from '@fairlead/emulator';
import { connect } from '@fairlead/sdk';
import { expect, test } from 'vitest';
import { root } from '../scripts/repository.ts';
import { clientOptions } from './client-options.ts';
import { manualClock } from './manual-clock.ts';

const guide = readFileSync(join(root, 'docs', 'sdk.md'), 'utf8').replaceAll('\n', ' ');
const [, stateKb = 0, besideMb = 0] =
  /about (\d+) kB of state a charger, and (\d+) MB more beside each of the two files/.exec(guide)?.map(Number) ?? [];

function bytesIn(folder: string): Readonly<Record<string, number>> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(files.map(({ name, parentPath }) => [name, statSync(join(parentPath, name)).size]));
}

test('a charger takes as much of the disk as the guide says, and what lies beside goes when the account closes', async () => {
  const chargers = 200;
  const folder = mkdtempSync(join(tmpdir(), 'kept-size-'));
  const clock = manualClock();
  const emulator = await startEmulator({ doors: 'in-process', clock, fleet: { chargers, installations: 4 } });
  const zaptec = await connect({ ...clientOptions(emulator, clock), keepIn: folder });
  await clock.advanceBy(3_600_000);
  const running = bytesIn(folder);
  await clock.during(zaptec.close());
  const closed = bytesIn(folder);
  await emulator.stop();
  rmSync(folder, { recursive: true });

  const perChargerKb = (closed['state.sqlite'] ?? 0) / chargers / 1_000;
  expect(perChargerKb).toBeGreaterThan(0.85 * stateKb);
  expect(perChargerKb).toBeLessThan(1.15 * stateKb);
  expect((running['state.sqlite-wal'] ?? 0) / 1e6).toBeGreaterThan(0.8 * besideMb);
  for (const name of ['state.sqlite-wal', 'journal.sqlite-wal']) {
    expect((running[name] ?? 0) / 1e6, name).toBeGreaterThan(0);
    expect((running[name] ?? 0) / 1e6, name).toBeLessThan(1.2 * besideMb);
    expect(Object.keys(closed)).not.toContain(name);
  }
});
