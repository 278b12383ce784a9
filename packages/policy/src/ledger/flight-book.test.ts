// Calls on their way, and answers that a wrong clock dates.
import { expect, test } from 'vitest';
import { FlightBook } from './flight-book.ts';

const left = (id: string, sentAtMs: number, retryOf: string | null = null) => ({ id, sentAtMs, retryOf });

test('a call that leaves again while it is on its way is one call, and its answer is counted once', () => {
  const book = new FlightBook();
  expect([book.takeOff(left('a', 0)), book.takeOff(left('a', 5))]).toEqual([true, false]);
  expect([book.land('a', 20), book.land('a', 20)]).toEqual([true, false]);
});

test('an answer from the future ends a try when that time has come, and not before', () => {
  const book = new FlightBook();
  book.takeOff(left('a', 0));
  book.takeOff(left('b', 10, 'a'));
  expect(book.land('a', 90_000)).toBe(true);
  book.land('b', 30);
  expect([book.tryUnderWay('a', 59_999, 60_000), book.tryUnderWay('a', 60_000, 60_000)]).toEqual([true, false]);
  expect([book.tryUnderWay('a', 89_999, 90_000), book.tryUnderWay('a', 90_000, 100_000)]).toEqual([true, false]);
  expect(book.takeOff(left('a', 95_000))).toBe(true);
});

test('a clock that was put back brings every instant down to it', () => {
  const book = new FlightBook();
  book.takeOff(left('a', 100_000));
  book.takeOff(left('b', 100_000));
  book.land('b', 900_000);
  book.capAt(50_000);
  expect([book.tryUnderWay('a', 50_000, 10), book.tryUnderWay('a', 50_010, 10)]).toEqual([true, false]);
  expect(book.tryUnderWay('b', 50_000, 10)).toBe(false);
});
