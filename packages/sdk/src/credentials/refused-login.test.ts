import { expect, it } from 'vitest';
import { isMarked, markOf } from './refused-login.ts';

const login = { username: 'owner@fairlead.test', password: 'correct horse' };
const origin = 'https://api.zaptec.com';

it('knows the refused login again, and no other login, no other address', () => {
  const mark = markOf(origin, login);
  expect(isMarked(mark, origin, login)).toBe(true);
  expect(isMarked(mark, origin, { ...login, password: 'correct horsf' })).toBe(false);
  expect(isMarked(mark, origin, { ...login, username: 'user@fairlead.test' })).toBe(false);
  expect(isMarked(mark, 'https://127.0.0.1:8710', login)).toBe(false);
  expect(isMarked(mark, origin, { username: 'owner@fairlead.testcorrect', password: ' horse' })).toBe(false);
});

it('draws new keys for each mark, so that two marks of one login tell nothing of each other', () => {
  expect(markOf(origin, login)).not.toBe(markOf(origin, login));
});

it.each([null, '', '{', '[]', 'null', '{"v":1}', '{"v":2,"origin":"","salt":"","key":"","mac":""}'])(
  'takes the unreadable record %j for no mark',
  (stored) => {
    expect(isMarked(stored, origin, login)).toBe(false);
  },
);
