import { expect, test } from 'vitest';
import { InTurn } from './in-turn.ts';

test('work goes one after another, in its order, also after one that failed', async () => {
  const turns = new InTurn();
  const seen: string[] = [];
  const work = (name: string) => async () => {
    seen.push(`${name} begins`);
    await Promise.resolve();
    seen.push(`${name} ends`);
    if (name === 'b') throw new Error('no');
    return name;
  };
  const all = await Promise.allSettled(['a', 'b', 'c'].map((name) => turns.run(work(name))));
  expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});

test('the 201st is told at once that it is full, and there is room again when one has ended', async () => {
  const turns = new InTurn();
  const { promise, resolve } = Promise.withResolvers<void>();
  const waiting = Array.from({ length: 200 }, () => turns.run(() => promise));
  await expect(turns.run(() => promise)).rejects.toMatchObject({ code: 'queue-full' });
  resolve();
  await Promise.all(waiting);
  expect(await turns.run(() => Promise.resolve(1))).toBe(1);
});
