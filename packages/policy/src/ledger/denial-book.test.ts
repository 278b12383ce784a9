import { expect, test } from 'vitest';
import { DenialBook } from './denial-book.ts';

const never = Number.NEGATIVE_INFINITY;

test('a guess counts as refused from its sending until it is answered, and an id by what came last to it', () => {
  const book = new DenialBook();
  book.guessed('a', 'x', 100);
  expect(book.nthOtherIdAtMs('y', 1, 200)).toBe(100);
  expect(book.nthOtherIdAtMs('x', 1, 200)).toBe(never);
  book.guessAnswered('a', 'x', 200, 200);
  book.guessed('b', 'x', 150);
  expect(book.nthOtherIdAtMs('y', 1, 300)).toBe(200);
  book.guessed('c', 'x', 250);
  expect(book.nthOtherIdAtMs('y', 1, 300)).toBe(250);
  book.guessAnswered('c', 'x', 300, null);
  book.guessAnswered('b', 'x', 300, null);
  expect(book.nthOtherIdAtMs('y', 1, 300)).toBe(200);
});

test('a guess that is answered later than anybody waits is on its way until then', () => {
  const book = new DenialBook();
  book.guessed('a', 'x', 100);
  book.guessAnswered('a', 'x', 60_101, null);
  expect(book.nthOtherIdAtMs('y', 1, 60_100)).toBe(100);
  expect(book.nthOtherIdAtMs('y', 1, 60_101)).toBe(never);
  const back = book.copy();
  back.capAt(1000);
  expect(back.nthOtherIdAtMs('y', 1, 1000)).toBe(never);
  book.guessed('b', 'x', 100);
  book.guessAnswered('b', 'x', 60_100, null);
  expect(book.nthOtherIdAtMs('y', 1, 200)).toBe(100);
  expect(book.size).toBe(1);
});
