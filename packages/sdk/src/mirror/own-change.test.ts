import { expect, test } from 'vitest';
import { changedMs, ownChange, ownChangeMs, ownChangesBy } from './own-change.ts';
import type { InstallationRecord } from './state-keeper.ts';

const atMs = Date.UTC(2026, 10, 20, 15);
const record: InstallationRecord = {
  ...{ id: 'i1', name: 'House', messagingEnabled: true, roles: 2, readAtMs: atMs },
  row: { Name: 'House', ...ownChange(atMs) },
  answers: { detail: { readAtMs: atMs, body: { MaxCurrent: 32, ...ownChange(atMs) } }, firmware: { readAtMs: atMs } },
};
const cloudsOwn = { AvailableCurrentChanged: '2026-11-20T15:00:00.000Z' };

test('what this program set is told from what the cloud says, though both are when the current was changed', () => {
  expect([ownChangeMs(ownChange(atMs)), changedMs(ownChange(atMs))]).toEqual([atMs, atMs]);
  expect([ownChangeMs(cloudsOwn), changedMs(cloudsOwn)]).toEqual([null, atMs]);
  expect([ownChangeMs({}), changedMs({ AvailableCurrentChanged: 'soon+00:00' })]).toEqual([null, null]);
});

test('own instants are moved, or forgotten, in the row and in the detail; the cloud’s own and all else stay', () => {
  const moved = ownChangesBy(record, (ms) => ms - 1_000);
  expect(moved).toEqual({
    ...record,
    row: { Name: 'House', ...ownChange(atMs - 1_000) },
    answers: { ...record.answers, detail: { readAtMs: atMs, body: { MaxCurrent: 32, ...ownChange(atMs - 1_000) } } },
  });
  const forgotten = ownChangesBy(record, () => null);
  expect([forgotten.row, forgotten.answers?.detail?.body]).toEqual([{ Name: 'House' }, { MaxCurrent: 32 }]);
  const clouds = { ...record, row: cloudsOwn, answers: { hierarchy: { readAtMs: atMs } } };
  expect(ownChangesBy(clouds, () => null)).toBe(clouds);
});
