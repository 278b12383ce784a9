import { expect, test } from 'vitest';
import { selfTests } from './self-tests.ts';

const hourMs = 3_600_000;
const nowMs = Date.UTC(2026, 10, 20, 15);

function open() {
  const measured = { missing: 0, oldestMs: null as number | null };
  const tests = selfTests({
    accountId: 'main',
    callsNotJournalled: () => measured.missing,
    oldestMirroredMs: () => measured.oldestMs,
  });
  return { measured, tests };
}

test('a whole journal and a live stream are attested at once, and again after an hour', () => {
  const { tests } = open();
  expect(tests.due(nowMs)).toMatchObject([
    { about: 'calls-not-journalled', by: 'self-test', holds: true, value: 0, accountId: 'main', atMs: nowMs },
    { about: 'oldest-mirrored-value', holds: true, value: 0 },
  ]);
  expect(tests.due(nowMs + hourMs - 1)).toEqual([]);
  expect(tests.due(nowMs + hourMs)).toHaveLength(2);
});

test('facts that were dropped and values that grew old are told as measured', () => {
  const { measured, tests } = open();
  measured.missing = 3;
  measured.oldestMs = 2 * hourMs;
  expect(tests.due(nowMs)).toMatchObject([
    { holds: false, value: 3 },
    { value: 2 * hourMs, statement: expect.stringContaining('7200000 ms') },
  ]);
});

test('a loss is told once: the statement after it speaks of what came since', () => {
  const { measured, tests } = open();
  measured.missing = 3;
  expect(tests.due(nowMs)).toMatchObject([{ holds: false, value: 3 }, {}]);
  expect(tests.due(nowMs + hourMs)).toMatchObject([{ holds: true, value: 0 }, {}]);
  measured.missing = 5;
  expect(tests.due(nowMs + 2 * hourMs)).toMatchObject([{ holds: false, value: 2 }, {}]);
});

test('a clock that was put back by a day does not silence the tests for a day', () => {
  const { tests } = open();
  tests.due(nowMs);
  expect(tests.due(nowMs - 24 * hourMs)).toHaveLength(2);
});
