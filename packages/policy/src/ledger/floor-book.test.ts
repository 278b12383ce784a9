import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FloorBook } from './floor-book.ts';

const step = fc.record({
  key: fc.constantFrom('a', 'b', 'c'),
  gapMs: fc.oneof(fc.nat(10), fc.nat(100_000), fc.nat(10_000_000_000)),
  late: fc.boolean(),
  done: fc.boolean(),
});

test('what was done is known for as long as the book has room, however much time other things let pass', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const book = new FloorBook({ maxKeys: 8, wayMs: 1000 });
      const doneAtMs = new Map<string, number>();
      let nowMs = 0;
      steps.forEach(({ key, gapMs, late, done }, n) => {
        nowMs += gapMs;
        book.begin(key, `${n}`, nowMs);
        if (late) return;
        book.end(key, `${n}`, nowMs, done ? nowMs : null);
        if (done) doneAtMs.set(key, nowMs);
      });
      for (const [key, atMs] of doneAtMs) expect(book.lastAtMs(key, nowMs)).toBeGreaterThanOrEqual(atMs);
    }),
    { numRuns: 300 },
  );
});
