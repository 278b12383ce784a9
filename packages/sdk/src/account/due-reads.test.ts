import fc from 'fast-check';
import { expect, test } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import { DueReads } from './due-reads.ts';

interface Thing {
  dueAtMs: number | null;
  /** How long its reads take. */
  readonly takesMs: number;
  readonly everyMs: number;
  readonly fails: boolean;
  reading: boolean;
}

const thing = (facts: Partial<Thing> = {}): Thing => ({
  ...{ dueAtMs: 0, takesMs: 10, everyMs: 1_000, fails: false, reading: false },
  ...facts,
});

/** Reads things as they say they are read, and tells how it went. */
function reader(mostAtOnce: number) {
  const manual = manualClock(0);
  const delaysMs: number[] = [];
  const clock = {
    ...manual,
    setTimer(callback: () => void, delayMs: number) {
      delaysMs.push(delayMs);
      return manual.setTimer(callback, delayMs);
    },
  };
  const ended = new AbortController();
  const started: { readonly entry: Thing; readonly atMs: number; readonly dueAtMs: number | null }[] = [];
  const twice: Thing[] = [];
  let mostFlying = 0;
  let flying = 0;
  const next = (entry: Thing): void => {
    entry.dueAtMs = clock.nowMs() + entry.everyMs;
  };
  const reads = new DueReads<Thing>({
    ...{ clock, mostAtOnce, signal: ended.signal, dueAtMs: (entry) => entry.dueAtMs },
    async read(entry) {
      if (entry.reading) twice.push(entry);
      entry.reading = true;
      started.push({ entry, atMs: clock.nowMs(), dueAtMs: entry.dueAtMs });
      mostFlying = Math.max(mostFlying, ++flying);
      await new Promise<void>((resolve) => void clock.setTimer(resolve, entry.takesMs));
      flying--;
      entry.reading = false;
      if (entry.fails) throw new Error('Failed for a test.');
      next(entry);
    },
    failed: next,
  });
  const plan = (...entries: readonly Thing[]): void => {
    for (const entry of entries) reads.plan(entry);
    reads.go();
  };
  return { clock, ended, reads, plan, started, twice, delaysMs, flying: () => flying, mostFlying: () => mostFlying };
}

test('nothing is read before it is due, twice at once, beyond the most at once, or late while there is room', async () => {
  const change = fc.record({ which: fc.nat(9), dueInMs: fc.option(fc.nat(3_000)), waitMs: fc.nat(500) });
  const things = fc.array(
    fc.record({
      dueAtMs: fc.nat(2_000),
      takesMs: fc.nat(300),
      everyMs: fc.integer({ min: 1, max: 900 }),
      fails: fc.boolean(),
    }),
    { minLength: 1, maxLength: 10 },
  );
  await fc.assert(
    fc.asyncProperty(
      things,
      fc.array(change, { maxLength: 12 }),
      fc.integer({ min: 1, max: 4 }),
      async (all, changes, most) => {
        const { clock, plan, started, twice, flying, mostFlying } = reader(most);
        const entries = all.map(thing);
        plan(...entries);
        for (const { which, dueInMs, waitMs } of changes) {
          await clock.advanceBy(waitMs);
          const overdue = entries.filter(
            ({ reading, dueAtMs }) => !reading && dueAtMs !== null && dueAtMs < clock.nowMs(),
          );
          expect(flying() === most || overdue.length === 0).toBe(true);
          const entry = entries[which % entries.length] as Thing;
          entry.dueAtMs = dueInMs === null ? null : clock.nowMs() + dueInMs;
          plan(entry);
        }
        expect(mostFlying()).toBeLessThanOrEqual(most);
        expect(twice).toEqual([]);
        for (const { atMs, dueAtMs } of started)
          expect(atMs).toBeGreaterThanOrEqual(dueAtMs ?? Number.POSITIVE_INFINITY);
      },
    ),
    { numRuns: 60 },
  );
});

test('what changes while something is read counts when it has been', async () => {
  const { clock, plan, started } = reader(1);
  const entry = thing({ takesMs: 100, everyMs: 5_000 });
  plan(entry);
  await clock.advanceBy(50);
  plan(entry);
  await clock.advanceBy(5_000);
  expect(started.map(({ atMs }) => atMs)).toEqual([0]);
  await clock.advanceBy(100);
  expect(started.map(({ atMs }) => atMs)).toEqual([0, 5_100]);
});

test('what is due in two months is waited for, with no timer that Node cannot count', async () => {
  const { clock, plan, started, delaysMs } = reader(1);
  const twoMonthsMs = 60 * 86_400_000;
  plan(thing({ dueAtMs: twoMonthsMs }));
  await clock.advanceBy(twoMonthsMs - 1);
  expect([started.length, clock.pending()]).toEqual([0, 1]);
  await clock.advanceBy(1);
  expect(started.map(({ atMs }) => atMs)).toEqual([twoMonthsMs]);
  expect(Math.max(...delaysMs)).toBe(2 ** 31 - 1);
});

test('after the signal nothing is read or planned, and close leaves no timer', async () => {
  const { clock, ended, reads, plan, started } = reader(2);
  plan(thing(), thing({ dueAtMs: 50 }), thing({ dueAtMs: 5_000 }));
  await clock.advanceBy(5);
  ended.abort();
  reads.close();
  plan(thing());
  await clock.advanceBy(10_000);
  expect([started.length, clock.pending()]).toEqual([1, 0]);
});
