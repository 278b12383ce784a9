import { expect, it } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import { steadyTime } from './steady-time.ts';

it('follows a wall clock that jumps forward, as after a sleep', () => {
  const clock = manualClock();
  const nowMs = steadyTime(clock);
  clock.jumpWall(3 * 3_600_000);
  expect(nowMs()).toBe(clock.nowMs());
});

it('never goes back with a wall clock that is set back, and meets it again', async () => {
  const clock = manualClock();
  const nowMs = steadyTime(clock);
  const beforeMs = nowMs();
  clock.jumpWall(-10_000);
  expect(nowMs()).toBe(beforeMs);
  await clock.advanceBy(1_000);
  expect(nowMs()).toBe(beforeMs + 500);
  await clock.advanceBy(60_000);
  expect(nowMs()).toBe(clock.nowMs());
});
