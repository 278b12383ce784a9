import { expect, test } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import type { Ending } from '../governor/flight.ts';
import { watchedClock } from '../watched-clock.ts';
import { inLocalTime, localTime } from './local-time.ts';

const hourMs = 3_600_000;
const tooEarly = (untilMs: number): Ending => ({
  ...({ kind: 'not-sent', reason: 'too-early', clause: 'list-cadence' } as const),
  untilMs,
});

test('how far the clock is ahead is what the newest answer told, and what the clock was set by since', () => {
  const machine = manualClock();
  const clock = watchedClock(machine);
  const time = localTime(clock);
  const nowMs = clock.nowMs();
  time.note({ receivedAtMs: nowMs });
  expect(time.aheadMs()).toBe(0);
  time.note({ receivedAtMs: nowMs, saidAtMs: nowMs - 2_400_000 });
  expect(time.aheadMs()).toBe(2_400_000);
  // The header has whole seconds, and was on its way: a clock that is right is not ahead for it.
  time.note({ receivedAtMs: nowMs + 999 + 250, saidAtMs: nowMs });
  expect(time.aheadMs()).toBe(0);
  time.note({ receivedAtMs: nowMs, saidAtMs: nowMs + 700 });
  expect(time.aheadMs()).toBe(-700);
  time.note({ receivedAtMs: nowMs, saidAtMs: nowMs - 2_400_000 });
  machine.jumpWall(-hourMs);
  clock.nowMs();
  expect(time.aheadMs()).toBe(2_400_000 - hourMs);
});

test('what the policy opens later is told by the machine’s clock: twice as long while its time runs at half speed', () => {
  const policyMs = 10 * hourMs;
  expect(inLocalTime(tooEarly(policyMs + hourMs), { policyMs, nowMs: 7 * hourMs })).toEqual(tooEarly(9 * hourMs));
  // Caught up after six hours, during which it goes on for three.
  expect(inLocalTime(tooEarly(policyMs + 5 * hourMs), { policyMs, nowMs: 7 * hourMs })).toEqual(tooEarly(15 * hourMs));
  expect(inLocalTime(tooEarly(policyMs - hourMs), { policyMs, nowMs: 7 * hourMs })).toEqual(tooEarly(7 * hourMs));
  expect(inLocalTime(tooEarly(policyMs + hourMs), { policyMs, nowMs: policyMs })).toEqual(tooEarly(policyMs + hourMs));
  const held = { kind: 'not-sent', reason: 'held', clause: 'charger-state', freshUntilMs: policyMs + hourMs } as const;
  expect(inLocalTime(held, { policyMs, nowMs: 7 * hourMs })).toEqual({ ...held, freshUntilMs: 9 * hourMs });
});
