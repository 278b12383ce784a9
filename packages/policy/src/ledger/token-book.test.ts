import { expect, test } from 'vitest';
import { TokenBook } from './token-book.ts';

const hourMs = 3_600_000;

test('a token that comes ends the one before it, and one from the future does so when its time has come', () => {
  const book = new TokenBook();
  book.loginAnswered('main', 'a', 0, 24 * hourMs);
  book.loginAnswered('main', 'b', hourMs, 1000);
  expect(book.heldUntilMs('main', hourMs - 1)).toBe(24 * hourMs);
  expect(book.heldUntilMs('main', hourMs)).toBe(hourMs + 1000);
});

test('an answer that is told late tells of a token before it', () => {
  const book = new TokenBook();
  book.loginAnswered('main', 'b', hourMs, 1000);
  book.loginAnswered('main', 'a', 0, 24 * hourMs);
  expect(book.heldUntilMs('main', hourMs)).toBe(hourMs + 1000);
  expect(book.heldUntilMs('main', hourMs - 1)).toBe(24 * hourMs);
});

test('a 401 ends the token that it was sent with when it is answered', () => {
  const book = new TokenBook();
  book.loginAnswered('main', 'a', 0, 24 * hourMs);
  book.loginAnswered('main', 'b', hourMs, 24 * hourMs);
  book.tokenRefused('main', hourMs - 10, hourMs + 10);
  expect(book.heldUntilMs('main', hourMs)).toBe(25 * hourMs);
  expect(book.heldUntilMs('main', hourMs - 1)).toBe(25 * hourMs);
  book.tokenRefused('main', hourMs, hourMs + 20);
  expect(book.heldUntilMs('main', hourMs)).toBe(hourMs + 20);
  book.tokenRefused('main', hourMs, hourMs + 30);
  expect(book.heldUntilMs('main', hourMs)).toBe(hourMs + 20);
});

test('when the clock is put back a token from the future lives from now on, and those before it as they did', () => {
  const short = new TokenBook();
  short.loginAnswered('main', 'a', 0, 24 * hourMs);
  short.loginAnswered('main', 'b', 1000 * hourMs, 1000);
  const long = short.copy();
  long.loginAnswered('main', 'c', 2000 * hourMs, 48 * hourMs);
  short.capAt(hourMs);
  expect(short.heldUntilMs('main', hourMs)).toBe(24 * hourMs);
  long.capAt(hourMs);
  expect(long.heldUntilMs('main', hourMs)).toBe(49 * hourMs);
});

test('a token that is one millisecond ahead of a clock that was put back lives from now on as well', () => {
  const book = new TokenBook();
  book.loginAnswered('main', 'a', hourMs + 1, 1000);
  book.capAt(hourMs);
  expect(book.heldUntilMs('main', hourMs)).toBe(hourMs + 1000);
});
