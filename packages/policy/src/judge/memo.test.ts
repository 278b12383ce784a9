import { expect, test } from 'vitest';
import { type Memo, remembered } from './memo.ts';

test('64 texts are read once each, and after a further one all of them anew', () => {
  const memo: Memo<number> = new Map();
  const read: string[] = [];
  const readings = (count: number) =>
    Array.from({ length: count }, (_, n) =>
      remembered(memo, `text ${n}`, (text) => {
        read.push(text);
        return text.length;
      }),
    );
  expect(readings(64)).toEqual(readings(64));
  expect(read).toHaveLength(64);
  readings(65);
  expect(memo.size).toBe(1);
  readings(64);
  expect(read).toHaveLength(64 + 1 + 64);
});
