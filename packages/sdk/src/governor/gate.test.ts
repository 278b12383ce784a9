import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Gate } from './gate.ts';

describe('the gate', () => {
  it('opens at the latest instant that it was told, in whatever order, and not before', () => {
    const told = fc.record({ untilMs: fc.nat(1_000), pauses: fc.boolean() });
    fc.assert(
      fc.property(fc.array(told, { minLength: 1 }), (all) => {
        const gate = new Gate();
        for (const { untilMs, pauses } of all) pauses ? gate.pauseUntil(untilMs) : gate.shutUntil(untilMs);
        const latestMs = Math.max(...all.map(({ untilMs }) => untilMs));
        expect(gate.untilMs()).toBe(latestMs);
        expect([gate.isShut(latestMs - 1), gate.isShut(latestMs)]).toEqual([latestMs > 0, false]);
        const pausedMs = Math.max(0, ...all.filter(({ pauses }) => pauses).map(({ untilMs }) => untilMs));
        expect(gate.pausedUntilMs(0)).toBe(pausedMs > 0 ? pausedMs : null);
      }),
    );
  });

  it('lengthens a pause by what the clock leapt, and what only the limit shut not at all (respect-refusal)', () => {
    const paused = new Gate();
    paused.pauseUntil(1_500);
    paused.leapt(10_000, 11_000);
    expect([paused.pausedUntilMs(11_000), paused.untilMs()]).toEqual([11_500, 11_500]);
    const limited = new Gate();
    limited.shutUntil(1_500);
    limited.leapt(10_000, 11_000);
    expect([limited.pausedUntilMs(11_000), limited.untilMs()]).toEqual([null, 1_500]);
  });

  it('begins no pause anew that was over when the clock leapt', () => {
    const gate = new Gate();
    gate.pauseUntil(900);
    gate.leapt(10_000, 11_000);
    expect([gate.isShut(11_000), gate.pausedUntilMs(11_000)]).toEqual([false, null]);
  });
});
