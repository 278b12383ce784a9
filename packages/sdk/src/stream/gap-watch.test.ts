import { expect, test } from 'vitest';
import { gapWatch, graceMs, windowMs } from './gap-watch.ts';

/** Put on the bus one a second. */
const message = (sequenceNumber: number, enqueuedAtMs = sequenceNumber * 1_000) => ({ sequenceNumber, enqueuedAtMs });

test('numbers without gaps, in any order, are explained', () => {
  const watch = gapWatch();
  for (const number of [5, 6, 9, 8, 7, 10, 6]) watch.arrived(message(number), 0);
  expect(watch.unexplained(graceMs)).toBe(0);
});

test('a missing number counts after the time that a lock may last, and no longer than the window', () => {
  const watch = gapWatch();
  watch.arrived(message(1), 0);
  watch.arrived(message(4), 0);
  expect(watch.unexplained(graceMs - 1)).toBe(0);
  expect(watch.unexplained(graceMs)).toBe(2);
  expect(watch.unexplained(graceMs + windowMs + 1)).toBe(0);
});

test('a number that comes late is no gap any more', () => {
  const watch = gapWatch();
  watch.arrived(message(1), 0);
  watch.arrived(message(3), 0);
  watch.arrived(message(2), graceMs - 1);
  expect(watch.unexplained(graceMs)).toBe(0);
});

test('the step to the first message of a link is explained', () => {
  const watch = gapWatch();
  watch.arrived(message(1), 0);
  watch.linkOpened();
  watch.arrived(message(500), 0);
  watch.arrived(message(501), 0);
  expect(watch.unexplained(graceMs)).toBe(0);
});

test('however wide a step is, a thousand missing numbers are remembered', () => {
  const watch = gapWatch();
  watch.arrived(message(1), 0);
  watch.arrived(message(2 ** 47), 0);
  expect(watch.unexplained(graceMs)).toBe(1_000);
});

test('a message delivered again on a new link opens no gap to the next new one: what lies between came before', () => {
  const watch = gapWatch();
  for (let number = 1; number <= 12; number++) watch.arrived(message(number), 0);
  watch.linkOpened();
  watch.arrived(message(1), 0);
  watch.arrived(message(13), 0);
  watch.arrived(message(14), 0);
  expect(watch.unexplained(graceMs)).toBe(0);
});

test('a reader beside us shows on a new link too', () => {
  const watch = gapWatch();
  watch.arrived(message(1), 0);
  watch.linkOpened();
  for (let number = 10; number <= 20; number += 2) watch.arrived(message(number), 0);
  expect(watch.unexplained(graceMs)).toBe(5);
});

test('every loss is told once: numbers that expired while we were away, and numbers that went elsewhere', () => {
  const watch = gapWatch();
  watch.arrived(message(1), 0);
  watch.linkOpened();
  watch.arrived(message(4), 0);
  expect(watch.missed(graceMs - 1), 'they may be locked by our last link').toBe(false);
  expect(watch.missed(graceMs)).toBe(true);
  expect(watch.missed(graceMs)).toBe(false);
  watch.arrived(message(6), graceMs);
  expect(watch.missed(2 * graceMs)).toBe(true);
  expect(watch.missed(2 * graceMs + windowMs)).toBe(false);
});

test('numbers that come late, or again, are no loss', () => {
  const watch = gapWatch();
  for (const number of [1, 3, 2, 2, 1]) watch.arrived(message(number), 0);
  expect(watch.missed(graceMs)).toBe(false);
});

test('a subscription made anew is a loss at once, counts from its own numbers, and shows a reader beside us', () => {
  const watch = gapWatch();
  for (let number = 1; number <= 500; number++) watch.arrived(message(number), 0);
  watch.linkOpened();
  watch.arrived(message(1, 900_000), 0);
  expect(watch.missed(0)).toBe(true);
  for (let number = 2; number <= 40; number += 2) watch.arrived(message(number, 900_000 + number), 0);
  expect(watch.unexplained(graceMs)).toBe(19);
});

test('with a reader beside us for hours no more than a thousand numbers are remembered, and losses are told again later', () => {
  const watch = gapWatch();
  for (let number = 1; number <= 5_000; number += 2) watch.arrived(message(number), 0);
  expect(watch.unexplained(graceMs)).toBe(1_000);
  expect(watch.missed(graceMs)).toBe(true);
  expect(watch.missed(graceMs + windowMs + 1)).toBe(false);
  watch.arrived(message(5_003), graceMs + windowMs + 1);
  expect(watch.missed(2 * graceMs + windowMs + 1)).toBe(true);
});

test('what is missing for more than 20 s puts in doubt what came since the message before it, until it comes or is given up', () => {
  const watch = gapWatch();
  watch.arrived(message(1), 1_000);
  watch.arrived(message(3), 60_000);
  expect(watch.knownUntilMs(79_999)).toBeNull();
  expect(watch.knownUntilMs(80_000)).toBe(1_000);
  watch.arrived(message(2), 90_000);
  expect(watch.knownUntilMs(90_000)).toBeNull();
  watch.arrived(message(6), 100_000);
  expect(watch.knownUntilMs(200_000), 'a late one moves nothing').toBe(60_000);
  expect(watch.missed(100_000 + graceMs)).toBe(true);
  expect(watch.knownUntilMs(100_000 + graceMs)).toBeNull();
});
