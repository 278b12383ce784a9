import { expect, test } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import { watchedClock } from '../watched-clock.ts';
import { Leaving } from './left.ts';

const minuteMs = 60_000;

function open(aheadMs: number) {
  const machine = manualClock();
  const clock = watchedClock(machine);
  const told = { aheadMs };
  return { machine, clock, told, leaving: new Leaving(clock, () => told.aheadMs) };
}

test('it left by the cloud’s clock when the newest answer says that it was, and stays so when either clock is set', () => {
  const { machine, clock, told, leaving } = open(2 * minuteMs);
  expect(leaving.last).toBeNull();
  const leftAtMs = clock.nowMs();
  leaving.note();
  expect(leaving.last).toEqual({ leftAtMs, cloudAtMs: leftAtMs - 2 * minuteMs });
  machine.jumpWall(-10 * minuteMs);
  clock.nowMs();
  told.aheadMs -= 10 * minuteMs;
  expect(leaving.last).toEqual({ leftAtMs: leftAtMs - 10 * minuteMs, cloudAtMs: leftAtMs - 2 * minuteMs });
  machine.jumpWall(60 * minuteMs);
  told.aheadMs += 60 * minuteMs;
  expect(leaving.last?.cloudAtMs).toBe(leftAtMs - 2 * minuteMs);
});

test('an answer that comes after it left, of a cloud whose clock is ahead, makes it later and never earlier', () => {
  const { clock, told, leaving } = open(0);
  const leftAtMs = clock.nowMs();
  leaving.note();
  told.aheadMs = -minuteMs;
  expect(leaving.last?.cloudAtMs).toBe(leftAtMs + minuteMs);
  told.aheadMs = minuteMs;
  expect(leaving.last?.cloudAtMs).toBe(leftAtMs);
});
