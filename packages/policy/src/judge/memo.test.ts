import { expect, test } from 'vitest';
import { type Memo, remembered } from './memo.ts';

test('64 texts are read once each, and after a further one all of them anew', () => {
  const memo: Memo<number> = new Map();
  let reads = 0;
  const readings = (count: number) =>
    Array.from({ length: count }, (_, n) =>
      remembered(memo, `text ${n}`, (text) => {
        reads += 1;
        return text.length;
      }),
    );
  expect(readings(64)).toEqual(readings(64));
  expect(reads).toBe(64);
  readings(65);
  expect(reads).toBe(65);
  readings(64);
  expect(reads).toBe(65 + 64);
});
