// Reads of connection details that failed by a clock that is wrong.
import { expect, test } from 'vitest';
import { asSent, call } from '../testing/call.ts';
import { ConnectBook } from './connect-book.ts';

const details = (n: number) =>
  call({
    sentAtMs: n,
    id: `details ${n}`,
    class: 'stream-details',
    path: '/api/userGroups/{id}/messagingConnectionDetails',
  });

test('a read that failed in the future counts until that time has come; a clock put back takes it along', () => {
  const book = new ConnectBook(true);
  for (let n = 0; n < 40; n += 1) book.sent(asSent(details(n)));
  expect(book.oldestOfFreeAtMs(details(0), 40)).toBe(0);
  book.answered({ ...details(0), status: 503 }, 500_000);
  expect([book.oldestOfFreeAtMs(details(0), 499_999), book.oldestOfFreeAtMs(details(0), 500_000)]).toEqual([
    0,
    Number.NEGATIVE_INFINITY,
  ]);
  book.capAt(50_000);
  expect(book.oldestOfFreeAtMs(details(0), 50_000)).toBe(Number.NEGATIVE_INFINITY);
});

test('a read that failed and of whose sending nothing was heard counts for nothing', () => {
  const book = new ConnectBook(true);
  for (let n = 0; n < 40; n += 1) book.answered({ ...details(n), status: 503 }, 500_000);
  expect(book.oldestOfFreeAtMs(details(0), 40)).toBe(Number.NEGATIVE_INFINITY);
});
