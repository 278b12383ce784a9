import { expect, test } from 'vitest';
import { manualClock } from '../../../test/manual-clock.ts';
import { sleepWatch } from './sleep-watch.ts';

test('a jump of the wall clock is told once, within 15 s; a small correction is not, and a step back is told as one', async () => {
  const clock = manualClock();
  const slept: number[] = [];
  let setBack = 0;
  const watch = sleepWatch({ clock, slept: (passedMs) => slept.push(passedMs), setBack: () => setBack++ });
  watch.start();
  watch.start();
  await clock.advanceBy(60_000);
  clock.jumpWall(29_000);
  await clock.advanceBy(60_000);
  clock.jumpWall(-3_600_000);
  await clock.advanceBy(60_000);
  expect(slept).toEqual([]);
  expect(setBack).toBe(1);
  clock.jumpWall(3 * 3_600_000);
  await clock.advanceBy(15_000);
  expect(slept).toEqual([3 * 3_600_000 + 15_000]);
  await clock.advanceBy(60_000);
  expect(slept).toHaveLength(1);
  expect(clock.pending()).toBe(1);
  watch.stop();
  expect(clock.pending()).toBe(0);
});
