import { expect, it } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import { SteadyTime } from './steady-time.ts';

it('follows a wall clock that jumps forward, as after a sleep', () => {
  const clock = manualClock();
  const time = new SteadyTime(clock);
  clock.jumpWall(3 * 3_600_000);
  expect(time.nowMs()).toBe(clock.nowMs());
});

it('never goes back with a wall clock that is set back, and meets it again', async () => {
  const clock = manualClock();
  const time = new SteadyTime(clock);
  const beforeMs = time.nowMs();
  clock.jumpWall(-10_000);
  expect(time.nowMs()).toBe(beforeMs);
  await clock.advanceBy(1_000);
  expect(time.nowMs()).toBe(beforeMs + 500);
  await clock.advanceBy(60_000);
  expect(time.nowMs()).toBe(clock.nowMs());
});

it('tells what the wall clock leapt ahead of the machine, and no time that passed for both', async () => {
  const clock = manualClock();
  const leapsMs: number[] = [];
  const time = new SteadyTime(clock, (leaptMs) => leapsMs.push(leaptMs));
  await clock.advanceBy(3_600_000);
  time.nowMs();
  clock.jumpWall(-3_600_000);
  time.nowMs();
  expect(leapsMs).toEqual([]);
  clock.jumpWall(2 * 3_600_000);
  await clock.advanceBy(1_000);
  time.nowMs();
  time.nowMs();
  expect(leapsMs).toEqual([3_600_000]);
});
