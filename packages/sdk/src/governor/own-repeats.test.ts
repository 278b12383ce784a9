import { expect, test } from 'vitest';
import { OwnRepeats } from './own-repeats.ts';

const hourMs = 3_600_000;

test('the account repeats 15 reads at once and 30 an hour from then on', () => {
  const repeats = new OwnRepeats();
  const taken = (fromMs: number): number => {
    let count = 0;
    for (let atMs = fromMs; atMs < fromMs + hourMs; atMs += 1_000) if (repeats.take(atMs)) count++;
    return count;
  };
  expect(taken(0)).toBe(15 + 29); // the 30th is there a second after the hour
  expect(taken(hourMs)).toBe(30);
  expect(taken(5 * hourMs)).toBe(15 + 29);
});
