import { expect, test } from 'vitest';
import { gapWatch, graceMs, windowMs } from './gap-watch.ts';

test('numbers without gaps, in any order, are explained', () => {
  const watch = gapWatch();
  for (const number of [5, 6, 9, 8, 7, 10, 6]) watch.arrived(number, 0);
  expect(watch.unexplained(graceMs)).toBe(0);
});

test('a missing number counts after the time that a lock may last, and no longer than the window', () => {
  const watch = gapWatch();
  watch.arrived(1, 0);
  watch.arrived(4, 0);
  expect(watch.unexplained(graceMs - 1)).toBe(0);
  expect(watch.unexplained(graceMs)).toBe(2);
  expect(watch.unexplained(graceMs + windowMs + 1)).toBe(0);
});

test('a number that comes late is no gap any more', () => {
  const watch = gapWatch();
  watch.arrived(1, 0);
  watch.arrived(3, 0);
  watch.arrived(2, graceMs - 1);
  expect(watch.unexplained(graceMs)).toBe(0);
});

test('the step to the first message of a link is explained', () => {
  const watch = gapWatch();
  watch.arrived(1, 0);
  watch.linkOpened();
  watch.arrived(500, 0);
  watch.arrived(501, 0);
  expect(watch.unexplained(graceMs)).toBe(0);
});

test('however wide a step is, a thousand missing numbers are remembered', () => {
  const watch = gapWatch();
  watch.arrived(1, 0);
  watch.arrived(2 ** 47, 0);
  expect(watch.unexplained(graceMs)).toBe(1_000);
});

test('a message delivered again on a new link opens no gap to the next new one: what lies between came before', () => {
  const watch = gapWatch();
  for (let number = 1; number <= 12; number++) watch.arrived(number, 0);
  watch.linkOpened();
  watch.arrived(1, 0);
  watch.arrived(13, 0);
  watch.arrived(14, 0);
  expect(watch.unexplained(graceMs)).toBe(0);
});

test('a reader beside us shows on a new link too', () => {
  const watch = gapWatch();
  watch.arrived(1, 0);
  watch.linkOpened();
  for (let number = 10; number <= 20; number += 2) watch.arrived(number, 0);
  expect(watch.unexplained(graceMs)).toBe(5);
});
