import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextPollAtMs, type PollFacts } from './poll-plan.ts';

const startedAtMs = 1_000_000_000;
const facts: PollFacts = {
  readAtMs: startedAtMs + 10_000,
  receivedAtMs: startedAtMs + 10_000,
  failedAtMs: null,
  opensAtMs: null,
  openingUntilMs: null,
  denied: false,
  charging: false,
  uncoveredSinceMs: null,
  missedAtMs: null,
  lateAtMs: null,
  startedAtMs,
  jitter: 0,
};

describe('the plan of state reads', () => {
  it('reads at once what was never read, even when events told a part of it', () => {
    expect(nextPollAtMs({ ...facts, readAtMs: null })).toBe(0);
  });
  it('waits for a stream that is being opened for the first time, also with what an earlier run kept', () => {
    const openingUntilMs = startedAtMs + 25_000;
    expect(nextPollAtMs({ ...facts, readAtMs: null, openingUntilMs })).toBe(openingUntilMs);
    const old = startedAtMs - 3_600_001;
    expect(nextPollAtMs({ ...facts, readAtMs: old, receivedAtMs: old, openingUntilMs })).toBe(openingUntilMs);
  });
  it('reads once a day while the stream tells', () => {
    expect(nextPollAtMs(facts)).toBe(startedAtMs + 10_000 + 86_400_000);
  });
  it('reads every 60 s while charging and every 600 s else, from the loss of the stream on', () => {
    const uncoveredSinceMs = startedAtMs + 500_000;
    expect(nextPollAtMs({ ...facts, uncoveredSinceMs })).toBe(uncoveredSinceMs + 600_000);
    expect(nextPollAtMs({ ...facts, uncoveredSinceMs, charging: true })).toBe(uncoveredSinceMs + 60_000);
  });
  it('reads once at the start what an earlier run kept and is older than an hour, not what is younger', () => {
    const old = startedAtMs - 3_600_001;
    expect(nextPollAtMs({ ...facts, readAtMs: old, receivedAtMs: old })).toBe(0);
    const young = startedAtMs - 3_599_000;
    expect(nextPollAtMs({ ...facts, readAtMs: old, receivedAtMs: young })).toBe(old + 86_400_000);
  });
  it('reads at once what a dead link may have taken, unless its floor or the end of the bus’s locks is further away', () => {
    const lateAtMs = startedAtMs + 5_000_000;
    const daily = (readAtMs: number): number => readAtMs + 86_400_000;
    const planned = (readAtMs: number): number => nextPollAtMs({ ...facts, lateAtMs, readAtMs });
    expect(planned(lateAtMs - 3_600_000)).toBe(lateAtMs);
    expect(planned(lateAtMs - 500_000)).toBe(lateAtMs + 100_000);
    expect(planned(lateAtMs - 100_000)).toBe(daily(lateAtMs - 100_000));
    expect(planned(lateAtMs)).toBe(daily(lateAtMs));
  });
  it('reads once more what messages may have told that were lost, after the cache and the floor', () => {
    const missedAtMs = startedAtMs + 5_000_000;
    expect(nextPollAtMs({ ...facts, missedAtMs })).toBe(missedAtMs + 15_000);
    const readAtMs = missedAtMs - 60_000;
    expect(nextPollAtMs({ ...facts, missedAtMs, readAtMs })).toBe(readAtMs + 600_000);
    expect(nextPollAtMs({ ...facts, missedAtMs, readAtMs: missedAtMs + 1 })).toBe(missedAtMs + 1 + 86_400_000);
  });
  it('waits until the policy lets a read go that it held back', () => {
    const held = { ...facts, readAtMs: null, opensAtMs: startedAtMs + 300_000 };
    expect(nextPollAtMs(held)).toBe(startedAtMs + 300_000);
    expect(nextPollAtMs({ ...held, failedAtMs: startedAtMs })).toBe(startedAtMs + 600_000);
  });
  it('looks once a day at what is denied', () => {
    expect(nextPollAtMs({ ...facts, denied: true, failedAtMs: 5, uncoveredSinceMs: 0 })).toBe(5 + 86_400_000);
  });
  it('never goes below 60 s after a read or a failure (no-aggressive-polling)', () => {
    const instant = fc.integer({ min: startedAtMs, max: startedAtMs + 1e9 });
    fc.assert(
      fc.property(
        fc.record({
          readAtMs: instant,
          receivedAtMs: instant,
          failedAtMs: fc.option(instant),
          opensAtMs: fc.option(instant),
          openingUntilMs: fc.option(instant),
          denied: fc.boolean(),
          charging: fc.boolean(),
          uncoveredSinceMs: fc.option(instant),
          missedAtMs: fc.option(instant),
          lateAtMs: fc.option(instant),
          startedAtMs: fc.constant(startedAtMs),
          jitter: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        }),
        (some) => {
          const last = some.denied ? (some.failedAtMs ?? 0) : Math.max(some.readAtMs, some.failedAtMs ?? 0);
          expect(nextPollAtMs(some)).toBeGreaterThanOrEqual(last + (some.charging ? 60_000 : 600_000));
        },
      ),
    );
  });
});
