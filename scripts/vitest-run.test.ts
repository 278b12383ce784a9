import { expect, test } from 'vitest';
import { sumOf, tally } from './vitest-run.ts';

const report = (passed: number, failed: number, pending = 0, testResults: readonly unknown[] = []) =>
  JSON.stringify({
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: pending,
    numTodoTests: 0,
    testResults,
  });

test('the counts are those of the report', () => {
  expect(tally(report(7, 2, 1), 1)).toEqual({ passed: 7, failed: 2, skipped: 1 });
});

test('a run that dies without a failed test counts as one failure', () => {
  expect(tally(report(7, 0), 1)).toEqual({ passed: 7, failed: 1, skipped: 0 });
});

test('a file whose preparation fails counts, though none of its tests is called failed', () => {
  const unprepared = { status: 'failed', assertionResults: [{ status: 'skipped' }] };
  const failing = { status: 'failed', assertionResults: [{ status: 'failed' }] };
  expect(tally(report(7, 1, 1, [unprepared, failing]), 1)).toEqual({ passed: 7, failed: 2, skipped: 1 });
});

test('a run that writes no report, or one without counts, is one failure', () => {
  expect(tally(null, 0).failed).toBe(1);
  expect(tally('{}', 0).failed).toBe(1);
});

test('two runs make one sum', () => {
  expect(sumOf([tally(report(7, 0), 1), tally(report(3, 1, 2), 1)])).toEqual({ passed: 10, failed: 2, skipped: 2 });
});
