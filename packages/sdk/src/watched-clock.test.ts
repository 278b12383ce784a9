import { expect, test } from 'vitest';
import { manualClock } from '../../../test/manual-clock.ts';
import { sleepingClock } from '../../../test/sleeping-clock.ts';
import { Instants, watchedClock, whenSet } from './watched-clock.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

function watched() {
  const world = manualClock();
  const machine = sleepingClock(world);
  const clock = watchedClock(machine);
  const setBy: number[] = [];
  whenSet(clock, (_, byMs) => setBy.push(byMs));
  return { world, machine, clock, setBy };
}

test('what happened is as long ago as before when the clock is set, before anybody sees the new time', async () => {
  const { world, machine, clock, setBy } = watched();
  const happened = new Instants(clock);
  const agoMs = (key: string): number => {
    const nowMs = clock.nowMs();
    return nowMs - (happened.get(key) ?? 0);
  };
  happened.set('first', clock.nowMs());
  await world.advanceBy(minuteMs);
  machine.setWall(-24 * hourMs);
  expect(agoMs('first')).toBe(minuteMs);
  happened.set('second', clock.nowMs());
  await world.advanceBy(minuteMs);
  machine.setWall(3 * hourMs);
  expect([agoMs('first'), agoMs('second')]).toEqual([2 * minuteMs, minuteMs]);
  expect(setBy).toEqual([-24 * hourMs, 3 * hourMs]);
});

test('what an earlier run told only looks older when the clock is put ahead, and never younger', () => {
  const { machine, clock } = watched();
  const happened = new Instants(clock);
  happened.set('kept', clock.nowMs() - 1);
  machine.setWall(10 * hourMs);
  expect(clock.nowMs() - (happened.get('kept') ?? 0)).toBe(10 * hourMs + 1);
  machine.setWall(-10 * hourMs);
  expect(clock.nowMs() - (happened.get('kept') ?? 0)).toBe(10 * hourMs + 1);
});

test('a sleep is no set clock, and of one that was set meanwhile the rest is', async () => {
  const { world, machine, clock, setBy } = watched();
  machine.fallAsleep();
  await world.advanceBy(3 * hourMs);
  machine.wakeUp();
  clock.nowMs();
  expect(setBy).toEqual([]);
  machine.fallAsleep();
  await world.advanceBy(3 * hourMs);
  machine.setWall(-hourMs);
  machine.wakeUp();
  clock.nowMs();
  expect(setBy).toEqual([-hourMs]);
});

test('without an uptime a leap ahead may be a sleep, and is none that is told; drift is none either', async () => {
  const clock = manualClock();
  const watching = watchedClock(clock);
  const setBy: number[] = [];
  whenSet(watching, (_, byMs) => setBy.push(byMs));
  clock.jumpWall(3 * hourMs);
  watching.nowMs();
  clock.jumpWall(-29_000);
  watching.nowMs();
  expect(setBy).toEqual([]);
  clock.jumpWall(-31_000);
  watching.nowMs();
  expect(setBy).toEqual([-31_000]);
});

test('a clock is watched once', () => {
  const { clock } = watched();
  expect(watchedClock(clock)).toBe(clock);
});
