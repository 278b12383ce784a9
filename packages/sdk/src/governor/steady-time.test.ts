import { expect, it } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import { type Leap, SteadyTime } from './steady-time.ts';

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
  const time = new SteadyTime(clock, ({ leaptMs }) => leapsMs.push(leaptMs));
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

it('doubts of a leap what the machine did not sleep through: all of it where nobody counts its sleep', async () => {
  const hour = 3_600_000;
  const clock = manualClock();
  let sleptMs = 0;
  const seen: number[][] = [];
  const told = ({ leaptMs, doubtMs }: Leap): void => void seen.push([leaptMs, doubtMs]);
  const counting = new SteadyTime({ ...clock, uptimeMs: () => clock.monotonicMs() + sleptMs }, told);
  const other = new SteadyTime(clock, told);
  clock.jumpWall(3 * hour);
  sleptMs += 2 * hour;
  await clock.advanceBy(1_000);
  counting.nowMs();
  other.nowMs();
  expect(seen).toEqual([
    [3 * hour, hour],
    [3 * hour, 3 * hour],
  ]);
});

it('asks how long the machine has been up once a minute, and at once when its clocks go apart', async () => {
  const clock = manualClock();
  let asked = 0;
  const time = new SteadyTime({ ...clock, uptimeMs: () => ++asked && clock.monotonicMs() });
  for (let look = 0; look < 1_190; look++) {
    await clock.advanceBy(100);
    time.nowMs();
  }
  expect(asked, 'as it began, and after the first minute').toBe(2);
  for (const byMs of [-3_600_000, 3_600_000]) {
    clock.jumpWall(byMs);
    time.nowMs();
    time.nowMs();
  }
  expect(asked).toBe(4);
});

it('takes for sleep neither what a counter of its own pace gained in a day, nor what passed before the clock went back', async () => {
  const hour = 3_600_000;
  const clock = manualClock();
  const doubtsMs: number[] = [];
  let sleptMs = 0;
  const uptimeMs = (): number => clock.monotonicMs() * 1.0001 + sleptMs;
  const time = new SteadyTime({ ...clock, uptimeMs }, ({ doubtMs }) => doubtsMs.push(Math.round(doubtMs)));
  for (let minute = 0; minute < 24 * 60; minute++) {
    await clock.advanceBy(60_000);
    time.nowMs();
  }
  clock.jumpWall(hour);
  time.nowMs();
  sleptMs += hour;
  clock.jumpWall(-hour);
  time.nowMs();
  clock.jumpWall(3 * hour);
  time.nowMs();
  expect(doubtsMs).toEqual([hour, 2 * hour]);
});
