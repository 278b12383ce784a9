import { expect, test } from 'vitest';
import { followedForMs } from '../following.ts';
import { FollowBook } from './follow-book.ts';

test('a thing is another account’s a day after this one read it, counted from the read and not from its answer', () => {
  const laterBy = (ms: number): boolean => {
    const book = new FollowBook();
    book.read('c1', true, 0, 20);
    book.read('c1', false, followedForMs + ms, followedForMs + ms);
    return book.isAnothers('c1', followedForMs + ms);
  };
  expect([-1, 0].map(laterBy)).toEqual([false, true]);
});

test('what another account read is its own until a day after that read, not after its answer', () => {
  const book = new FollowBook();
  book.read('c1', false, 0, 20);
  expect([followedForMs - 1, followedForMs].map((nowMs) => book.isAnothers('c1', nowMs))).toEqual([true, false]);
});
