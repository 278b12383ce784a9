import { expect, test } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import { watchedClock } from '../watched-clock.ts';
import { sourceState, unusedLifeMs } from './source-state.ts';

const hourMs = 3_600_000;
const scope = { bus: 'group', scope: 'g1' } as const;
const counts = { messages: 0, undecodable: 0 };

test('what is told of a source is as long ago as before when the clock is set back', async () => {
  const machine = manualClock();
  const clock = watchedClock(machine);
  const state = sourceState(scope, clock, () => {}, null);
  state.become('live', null);
  state.messageArrived();
  state.linkOpened();
  state.linkEnded();
  const beganAtMs = clock.nowMs();
  await machine.advanceBy(hourMs);
  machine.jumpWall(-24 * hourMs);
  clock.nowMs();
  const atMs = beganAtMs - 24 * hourMs;
  expect(state.status(counts)).toMatchObject({
    ...{ sinceMs: atMs, lastMessageAtMs: atMs, subscriptionEndsAtMs: atMs + unusedLifeMs },
  });
});

test('a subscription that an earlier run read by a clock that was ahead was read now at the latest', () => {
  const clock = watchedClock(manualClock());
  const state = sourceState(scope, clock, () => {}, clock.nowMs() + 24 * hourMs);
  expect(state.status(counts).subscriptionEndsAtMs).toBe(clock.nowMs() + unusedLifeMs);
});
