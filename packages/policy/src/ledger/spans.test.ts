import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Spans } from './spans.ts';

const never = Number.NEGATIVE_INFINITY;
const spansOf = (...told: readonly (readonly [fromMs: number, forMs: number])[]): Spans => {
  const spans = new Spans();
  for (const [fromMs, forMs] of told) spans.begin(fromMs, forMs);
  return spans;
};

test('the last to end counts, and before the first there is none', () => {
  expect(new Spans().untilMs()).toBe(never);
  expect(new Spans().heardUntilMs(0, 250)).toBe(never);
  expect(spansOf([0, 1000], [10, 100]).untilMs()).toBe(1000);
  expect(spansOf([10, 100], [0, 1000]).untilMs()).toBe(1000);
  expect(spansOf([0, 1000], [900, 1000]).untilMs()).toBe(1900);
});

test('what left before the first of a row of spans could be heard of is not held by it', () => {
  const row = spansOf([0, 1000], [900, 1000]);
  expect(row.heardUntilMs(-1, 250)).toBe(1900);
  expect(row.heardUntilMs(0, 250)).toBe(never);
  expect(row.heardUntilMs(250, 250)).toBe(never);
  expect(row.heardUntilMs(251, 250)).toBe(1900);
  expect(row.heardUntilMs(1000, 250)).toBe(1900);
  expect(spansOf([0, 1000], [1000, 1000]).heardUntilMs(1250, 250)).toBe(never);
  expect(spansOf([0, 1000], [1000, 900]).heardUntilMs(1250, 250)).toBe(1000);
});

test('a span from the future ends no longer one, also when the clock is put back', () => {
  const spans = spansOf([0, 3_600_000], [1e9, 1000]);
  expect(spans.untilMs()).toBe(1e9 + 1000);
  const back = spans.copy();
  back.capAt(5000);
  expect(back.untilMs()).toBe(3_600_000);
  expect(spans.untilMs()).toBe(1e9 + 1000);
  const long = spansOf([0, 1000], [1e9, 3_600_000]);
  long.capAt(5000);
  expect(long.untilMs()).toBe(3_605_000);
  expect(long.heardUntilMs(5000, 250)).toBe(3_605_000);
});

test('all end together when they are ended', () => {
  const spans = spansOf([0, 1000], [100, 2000]);
  spans.endAt(500);
  expect(spans.untilMs()).toBe(500);
  spans.endAt(900);
  expect(spans.untilMs()).toBe(500);
});

test('of more than eight that end one after the other, each shorter than the one before, two are told as one', () => {
  const each = Array.from({ length: 12 }, (_, n) => [n * 2000, 12_000 - n * 1000] as const);
  const spans = spansOf(...each);
  expect(spans.untilMs()).toBe(23_000);
  spans.capAt(11_000);
  expect(spans.untilMs()).toBeGreaterThanOrEqual(17_000);
  expect(spans.untilMs()).toBeLessThanOrEqual(23_000);
  spans.capAt(0);
  expect(spans.untilMs()).toBe(12_000);
});

test('eight such are told apart, and with the ninth the two longest are one', () => {
  const untilMsOf = (count: number, backToMs: number): number => {
    const spans = spansOf(...Array.from({ length: count }, (_, n) => [n * 2000, 12_000 - n * 1000] as const));
    spans.capAt(backToMs);
    return spans.untilMs();
  };
  expect([7, 8, 9].map((count) => untilMsOf(count, 500))).toEqual([12_000, 12_000, 12_500]);
  // The third is left as it was.
  expect(untilMsOf(9, 3500)).toBe(13_500);
});

test('however many are told, each of them holds for as long as it was told, from when it was told or the clock was put back to', () => {
  const told = fc.array(fc.tuple(fc.nat(1_000_000), fc.nat(1_000_000)), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(told, fc.nat(1_000_000), (each, atMs) => {
      const spans = spansOf(...each);
      expect(spans.untilMs()).toBe(Math.max(...each.map(([fromMs, forMs]) => fromMs + forMs)));
      spans.capAt(atMs);
      const longestMs = Math.max(...each.map(([fromMs, forMs]) => Math.min(fromMs, atMs) + forMs));
      expect(spans.untilMs()).toBeGreaterThanOrEqual(longestMs);
      expect(spans.untilMs()).toBeLessThanOrEqual(atMs + Math.max(...each.map(([, forMs]) => forMs)));
    }),
  );
});
