import { describe, expect, it } from 'vitest';
import { untilArrivalMs, untilDepartureMs } from './daily-rhythm.ts';

const hourMs = 3_600_000;
const midnightMs = Date.UTC(2026, 10, 20) - hourMs;

function hoursOf(until: typeof untilArrivalMs, fromWallMs: number): number[] {
  const luck = { chance: 7 };
  return Array.from({ length: 2_000 }, () => {
    const atMs = fromWallMs + until(luck, fromWallMs);
    return Math.floor((atMs + hourMs) / hourMs) % 24;
  });
}

function part(hours: readonly number[], from: number, to: number): number {
  return hours.filter((hour) => hour >= from && hour < to).length / hours.length;
}

describe('the daily rhythm', () => {
  it('brings most cars in the afternoon and evening and hardly any at night', () => {
    const hours = hoursOf(untilArrivalMs, midnightMs);
    expect(part(hours, 14, 22)).toBeGreaterThan(0.4);
    expect(part(hours, 0, 6)).toBeLessThan(0.1);
  });

  it('lets most cars that came in the evening leave in the morning', () => {
    const hours = hoursOf(untilDepartureMs, midnightMs + 21 * hourMs);
    expect(part(hours, 6, 10)).toBeGreaterThan(0.6);
  });

  it('gives a car time to charge and a connector time to be free', () => {
    const luck = { chance: 3 };
    for (let turn = 0; turn < 500; turn++) {
      const fromMs = midnightMs + turn * 977_777;
      expect(untilDepartureMs(luck, fromMs)).toBeGreaterThanOrEqual(0.75 * hourMs);
      expect(untilArrivalMs(luck, fromMs)).toBeGreaterThanOrEqual(0.2 * hourMs);
    }
  });
});
