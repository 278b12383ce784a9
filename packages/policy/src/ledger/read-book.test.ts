import { expect, test } from 'vitest';
import type { CallFact } from '../fact.ts';
import { at } from '../testing/ask.ts';
import { asSent, call, commandCall, listCall, stateCall, stream } from '../testing/call.ts';
import { InstantTable } from './instant-table.ts';
import { ReadBook } from './read-book.ts';

test('the thing touched longest ago is given away, and nothing of it is left to the next', () => {
  const table = new InstantTable(2, 8);
  for (const thing of 'abcdefgh') table.set(thing, 0, 1);
  table.set('a', 1, 2);
  table.set('i', 1, 3);
  expect(table.at('a', 0)).toBe(1);
  expect(table.at('b', 0)).toBe(Number.NEGATIVE_INFINITY);
  expect(table.at('i', 0)).toBe(Number.NEGATIVE_INFINITY);
  expect(table.at('i', 1)).toBe(3);
  expect(table.size).toBeLessThanOrEqual(8);
});

test('a table grows without losing a thing, and its copy goes its own way', () => {
  const table = new InstantTable(3, 1000);
  for (let n = 0; n < 100; n += 1) table.set(`thing ${n}`, n % 3, n);
  const twin = table.copy();
  table.set('thing 7', 1, 900);
  expect(twin.at('thing 7', 1)).toBe(7);
  expect(table.at('thing 7', 1)).toBe(900);
});

test('a flood of things, sessions, look-ups, writes, streams and reads under way fills the book up to its bounds', () => {
  const book = new ReadBook(false);
  for (let n = 0; n < 70_000; n += 1) {
    const sentAtMs = at(n);
    book.answered(stateCall({ sentAtMs, resource: `c${n}` }), sentAtMs);
    if (n > 9000) continue;
    book.sent(asSent(stateCall({ sentAtMs, id: `u${n}`, resource: `u${n}` })));
    book.answered(call({ sentAtMs, class: 'history', path: '/api/session/{id}', resource: `s${n}` }), sentAtMs);
    book.answered(listCall({ sentAtMs, narrowing: 'name', resource: `z${n}` }), sentAtMs);
    book.answered(commandCall({ sentAtMs, resource: `c${n}` }), sentAtMs);
    book.stream(stream('opened', sentAtMs, `i${n}`));
  }
  // With the thing number 65,537 the oldest eighth of them had gone.
  const things = 57_344 + (70_000 - 65_536);
  expect(book.size).toBe(things + 1024 + 4096 + 8192 + 1024);
  expect(book.lastAtMs(stateCall({ sentAtMs: 0, resource: 'c69999' }), at(70_000))).toBe(at(69_999));
});

test('each question about a thing is remembered apart from the others', () => {
  const questions: readonly Partial<CallFact>[] = [
    { class: 'state', path: '/api/chargers/{id}/state' },
    { class: 'detail', path: '/api/chargers/{id}' },
    { class: 'detail', path: '/api/installation/{id}' },
    { class: 'hierarchy', path: '/api/installation/{id}/hierarchy' },
    { class: 'firmware', path: '/api/chargerFirmware/installation/{installationId}' },
    { class: 'constants', path: '/api/constants' },
  ];
  for (const asked of questions) {
    const book = new ReadBook(true);
    book.answered(call({ sentAtMs: at(0), ...asked }), at(20));
    const known = questions.filter((other) => book.lastAtMs(call({ sentAtMs: 0, ...other }), at(20)) === at(0));
    expect(known).toEqual([asked]);
  }
});

test('an opening is given to the oldest of four writes, and what nobody reads is no thing', () => {
  const book = new ReadBook(true);
  for (let n = 0; n < 20; n += 1) book.answered(commandCall({ sentAtMs: at(n), resource: 'c1' }), at(n));
  expect(book.openings.openedBy('c1', at(20), false)).toEqual({ byUpdate: false, atMs: at(16) });
  book.openings.close('never written', { byUpdate: false, atMs: 0 });
  expect(book.openings.size).toBe(1);
  expect(book.lastAtMs(call({ sentAtMs: 0, class: 'report' }), at(20))).toBe(Number.NEGATIVE_INFINITY);
  book.sent(asSent(stateCall({ sentAtMs: at(30) })));
  expect(book.lastAtMs(stateCall({ sentAtMs: 0 }), at(30))).toBe(at(30));
  expect(book.copy().lastAtMs(stateCall({ sentAtMs: 0 }), at(30))).toBe(at(30));
});
