import { expect, test } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import { Scheduler } from './scheduler.ts';
import { WorldTime } from './world-time.ts';

test('a member that says it was due long ago is woken a millisecond later, and keeps nobody waiting', async () => {
  const clock = manualClock();
  const time = new WorldTime(clock, 0, clock.nowMs());
  const woken: number[] = [];
  const scheduler = new Scheduler(clock, time, 2, (member, nowMs) => {
    woken.push(member);
    return member === 0 ? 0 : nowMs + 2;
  });
  scheduler.set(0, 1);
  scheduler.set(1, 1);
  time.start();
  scheduler.start();
  await clock.advanceBy(5);
  expect(woken.filter((member) => member === 0)).toHaveLength(5);
  expect(woken.filter((member) => member === 1)).toHaveLength(3);
  scheduler.stop();
  expect(clock.pending()).toBe(0);
});
