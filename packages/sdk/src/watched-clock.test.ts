import { expect, test } from 'vitest';
import { manualClock } from '../../../test/manual-clock.ts';
import { sleepingClock } from '../../../test/sleeping-clock.ts';
import { Instants, watchedClock, whenSetBack } from './watched-clock.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

function watched() {
  const world = manualClock();
  const machine = sleepingClock(world);
  const clock = watchedClock(machine);
  const setBackBy: number[] = [];
  whenSetBack(clock, (byMs) => setBackBy.push(byMs));
  return { world, machine, clock, setBackBy };
}

test('what happened is as long ago as before when the clock is set back, before anybody sees the new time', async () => {
  const { world, machine, clock, setBackBy } = watched();
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
  machine.setWall(-3 * hourMs);
  expect([agoMs('first'), agoMs('second')]).toEqual([2 * minuteMs, minuteMs]);
  expect(setBackBy).toEqual([24 * hourMs, 3 * hourMs]);
});

test('a leap ahead, which may be time that passed, is told to nobody; nor are a sleep, and drift', async () => {
  const { world, machine, clock, setBackBy } = watched();
  machine.setWall(10 * hourMs);
  clock.nowMs();
  machine.fallAsleep();
  await world.advanceBy(3 * hourMs);
  machine.wakeUp();
  clock.nowMs();
  machine.setWall(-29_000);
  clock.nowMs();
  expect(setBackBy).toEqual([]);
  machine.setWall(-31_000);
  clock.nowMs();
  expect(setBackBy).toEqual([31_000]);
});

test('set back while it slept, it is told by how much where the uptime shows it', async () => {
  const { world, machine, clock, setBackBy } = watched();
  machine.fallAsleep();
  await world.advanceBy(3 * hourMs);
  machine.setWall(-hourMs);
  machine.wakeUp();
  clock.nowMs();
  expect(setBackBy).toEqual([hourMs]);
});

test('a clock is watched once', () => {
  const { clock } = watched();
  expect(watchedClock(clock)).toBe(clock);
});

test('what was given back is told nothing more', () => {
  const { machine, clock, setBackBy } = watched();
  const told: number[] = [];
  const giveBack = whenSetBack(clock, (byMs) => told.push(byMs));
  machine.setWall(-hourMs);
  clock.nowMs();
  giveBack();
  machine.setWall(-hourMs);
  clock.nowMs();
  expect([told, setBackBy]).toEqual([[hourMs], [hourMs, hourMs]]);
});
