import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CloudClock } from './cloud-clock.ts';

const hourMs = 3_600_000;
const startMs = Date.UTC(2026, 10, 20, 15);

test('where nothing was read before, nobody can tell how much passed', () => {
  expect(new CloudClock().passedMs({ dateMs: startMs, sentMs: 0, answeredMs: 200 })).toBeNull();
});

test('whatever the ways and the whole seconds of the header: never more is told than passed, and at most the ways and 2 s less', () => {
  const wayMs = fc.integer({ min: 0, max: 15_000 });
  const call = fc.record({ outMs: wayMs, backMs: wayMs, atMs: fc.integer({ min: 0, max: hourMs }) });
  fc.assert(
    fc.property(
      fc.array(call, { minLength: 1, maxLength: 20 }),
      fc.integer({ min: 0, max: 80 * hourMs }),
      call,
      (before, sleptMs, after) => {
        const clock = new CloudClock();
        const dateOf = (trueMs: number): number => Math.floor((startMs + trueMs) / 1_000) * 1_000;
        const reading = ({ outMs, backMs }: typeof after, sentMs: number, aheadMs: number) => ({
          dateMs: dateOf(sentMs + outMs + aheadMs),
          sentMs,
          answeredMs: sentMs + outMs + backMs,
        });
        for (const each of before) clock.note(reading(each, each.atMs, 0));
        const passedMs = clock.passedMs(reading(after, 2 * hourMs + after.atMs, sleptMs));
        expect(passedMs).toBeLessThanOrEqual(sleptMs);
        expect(passedMs).toBeGreaterThanOrEqual(Math.max(0, sleptMs - 15_000 - 15_000 - 2_000));
      },
    ),
  );
});
