import { expect, test } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import { withAnswer } from '../account/installation-answers.ts';
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
    ...{ phasesA: [10, 10, 10], knownAtMs: readAtMs, by: 'read', changedAtMs: null, mode: 0, maxCurrentA: 32 },
  });
  const phases = { AvailableCurrentPhase1: 6, AvailableCurrentPhase2: 7, AvailableCurrentPhase3: 8 };
  expect(heldCurrent(record({ ...phases, AvailableCurrent: null })).phasesA).toEqual([6, 7, 8]);
  expect(heldCurrent(record({ AvailableCurrent: null })).phasesA).toBeNull();
  expect(heldCurrent(record({})).mode).toBeNull();
});

const detailOf = (body: object, atMs: number) => ({ answers: { detail: { readAtMs: atMs, body } } });

test('what the list leaves out the detail tells, with its own age; whichever told of it last counts', () => {
  const detail = { AvailableCurrent: 12, AvailableCurrentMode: 0, MaxCurrent: 40 };
  const listedLater = readAtMs + 600_000;
  expect(heldCurrent({ ...record({ Name: 'House' }, listedLater), ...detailOf(detail, readAtMs) })).toEqual({
    ...{ phasesA: [12, 12, 12], knownAtMs: readAtMs, by: 'read', changedAtMs: null, mode: 0, maxCurrentA: 40 },
  });
  const row = { AvailableCurrent: 20, AvailableCurrentMode: 1 };
  expect(heldCurrent({ ...record(row, listedLater), ...detailOf(detail, readAtMs) })).toMatchObject({
    ...{ phasesA: [20, 20, 20], knownAtMs: listedLater, mode: 1, maxCurrentA: 40 },
  });
  expect(heldCurrent({ ...record(row, readAtMs), ...detailOf(detail, readAtMs + 1) })).toMatchObject({
    ...{ phasesA: [12, 12, 12], knownAtMs: readAtMs + 1, mode: 0 },
  });
});

test('a mode that a detail told more than an hour before the list is nobody’s any more; a main limit stands', () => {
  const detail = { AvailableCurrentMode: 1, MaxCurrent: 40 };
  const held = heldCurrent({
    ...record({ AvailableCurrent: 20 }, readAtMs + 3_600_000),
    ...detailOf(detail, readAtMs),
  });
  expect(held).toMatchObject({ mode: null, maxCurrentA: 40, phasesA: [20, 20, 20] });
});

test('what was set outlives a list that does not tell of it, and not the next detail', async () => {
  const clock = manualClock();
  const mirror = openMirror({ accountId: 'main', keeper: memoryKeeper(), clock, log });
  const apply = (installation: InstallationRecord | undefined) =>
    mirror.apply({ chargers: [], observations: [], installations: installation ? [installation] : [] });
  const now = () => mirror.installations()[0] ?? record({});
  await apply(record({ Name: 'House' }));
  await apply(
    withAnswer(now(), 'detail', { readAtMs: readAtMs + 1_000, body: { Id: now().id, AvailableCurrent: 10 } }),
  );
  expect(Object.keys(now().row)).not.toContain('AvailableCurrent');
  await apply(withCurrent(now(), [6, 7, 8], readAtMs + 2_000));
  await apply(record({ Name: 'House', City: 'Stavanger' }, readAtMs + 3_000));
  expect(heldCurrent(now())).toMatchObject({ phasesA: [6, 7, 8], by: 'update', knownAtMs: readAtMs + 2_000 });
  await apply(
    withAnswer(now(), 'detail', { readAtMs: readAtMs + 9_000, body: { Id: now().id, AvailableCurrent: 10 } }),
  );
  expect(heldCurrent(now())).toMatchObject({ phasesA: [10, 10, 10], by: 'read', knownAtMs: readAtMs + 9_000 });
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
