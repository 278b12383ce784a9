import type { CallFact } from '@fairlead/policy';
import { expect, test } from 'vitest';
import { heardNoMore } from './unheard-call.ts';

const call = (of: Partial<CallFact>): CallFact =>
  ({ kind: 'call', narrowing: 'none', status: null, sentAtMs: 1_000_000, answeredAtMs: null, ...of }) as CallFact;

test.each([
  ['a detail', { class: 'detail' }, false, 200],
  ['a list, while lists are held', { class: 'list' }, true, 200],
  ['a list, while nothing is held', { class: 'list' }, false, null],
  ['a look-up by serial', { class: 'list', narrowing: 'name' }, true, null],
  ['a login', { class: 'token' }, true, null],
  ['an update', { class: 'update' }, true, null],
  ['a state', { class: 'state' }, true, null],
] as const)('%s that nobody heard the end of', (_, of, holdsLists, status) => {
  expect(heardNoMore(call(of), 9_000_000, holdsLists)).toMatchObject({ status, answeredAtMs: 1_015_000 });
});

test('no end lies after now, nor before the call left', () => {
  expect(heardNoMore(call({ class: 'state' }), 1_000_400, true)).toMatchObject({ answeredAtMs: 1_000_400 });
  expect(heardNoMore(call({ class: 'state' }), 900_000, true)).toMatchObject({ answeredAtMs: 1_000_000 });
});

test('a call that ended stays as it is', () => {
  const ended = call({ class: 'detail', answeredAtMs: 1_000_100 });
  expect(heardNoMore(ended, 9_000_000, true)).toBe(ended);
});
