import { expect, test } from 'vitest';
import { history } from '../testing/history.ts';
import { judge } from './judge.ts';

const verdictOf = (text: string) => judge(history(text)).verdicts.find(({ clause }) => clause === 'monitored')?.verdict;

test('monitored: a statement serves the calls of the day after it, and none beyond', () => {
  expect(verdictOf('0 attest calls-not-journalled 0\n 86400 state c1')).toBe('kept');
  expect(verdictOf('0 attest calls-not-journalled 0\n 86400.001 state c1')).toBe('cannot-tell');
  expect(verdictOf('0 attest calls-not-journalled 0\n 259200 state c1\n 259300 state c2')).toBe('cannot-tell');
});

test('monitored: a statement about the whole deployment serves no longer', () => {
  expect(verdictOf('0 attest calls-not-journalled 0 account=all\n 86400 state c1')).toBe('kept');
  expect(verdictOf('0 attest calls-not-journalled 0 account=all\n 86400.001 state c1')).toBe('cannot-tell');
});
