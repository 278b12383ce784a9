import { expect, test } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import { silentLog as log } from '../log/silent-log.ts';
import { memoryKeeper } from '../mirror/memory-keeper.ts';
import { openMirror } from '../mirror/open-mirror.ts';
import type { InstallationRecord } from '../mirror/state-keeper.ts';
import { heldCurrent, withCurrent } from './held-current.ts';

const readAtMs = Date.UTC(2026, 10, 20, 15);

function record(row: Readonly<Record<string, unknown>>, atMs = readAtMs): InstallationRecord {
  const id = '1a57a110-0000-4000-8000-000000000001';
  return { id, name: 'House', messagingEnabled: true, roles: 3, readAtMs: atMs, row: { Id: id, ...row } };
}

test('what was read has the age of the reading; phases win over the one value', () => {
  const told = { AvailableCurrentMode: 0, MaxCurrent: 32 };
  expect(heldCurrent(record({ ...told, AvailableCurrent: 10 }))).toEqual({
    ...{ phasesA: [10, 10, 10], knownAtMs: readAtMs, by: 'read', mode: 0, maxCurrentA: 32 },
  });
  const phases = { AvailableCurrentPhase1: 6, AvailableCurrentPhase2: 7, AvailableCurrentPhase3: 8 };
  expect(heldCurrent(record({ ...phases, AvailableCurrent: null })).phasesA).toEqual([6, 7, 8]);
  expect(heldCurrent(record({ AvailableCurrent: null })).phasesA).toBeNull();
  expect(heldCurrent(record({})).mode).toBeNull();
});

test('what was set is held with its own age, beside fields that stay as old as they were, until the next reading', async () => {
  const clock = manualClock();
  const mirror = openMirror({ accountId: 'main', keeper: memoryKeeper(), clock, log });
  const apply = (installation: InstallationRecord) =>
    mirror.apply({ chargers: [], observations: [], installations: [installation] });
  const held = () => heldCurrent(mirror.installations()[0] ?? record({}));
  await apply(record({ AvailableCurrent: 10, Name: 'House' }));
  for (const [currentA, setAtMs] of [
    [16, readAtMs],
    [12, readAtMs + 900_000],
  ] as const) {
    await apply(withCurrent(mirror.installations()[0] ?? record({}), [currentA, currentA, currentA], setAtMs));
    expect(held()).toMatchObject({ phasesA: [currentA, currentA, currentA], by: 'update' });
    expect(held().knownAtMs - setAtMs).toBeLessThan(10);
    expect((mirror.installations()[0]?.readAtMs ?? 0) - readAtMs).toBeLessThan(10);
  }
  await apply(record({ AvailableCurrent: 20 }, readAtMs + 3_600_000));
  expect(held()).toMatchObject({ phasesA: [20, 20, 20], by: 'read', knownAtMs: readAtMs + 3_600_000 });
});
