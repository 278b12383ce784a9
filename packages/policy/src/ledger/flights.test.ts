import { expect, test } from 'vitest';
import { Flights } from './flights.ts';

const flightsOf = (...sent: readonly (readonly [id: string, sentAtMs: number])[]): Flights => {
  const flights = new Flights();
  for (const [id, sentAtMs] of sent) flights.leave('c1', { id, sentAtMs }, null);
  return flights;
};

test('a call is landed by its own answer and by no other one', () => {
  const flights = flightsOf(['a', 0], ['b', 10]);
  expect(flights.land('c1', 'x', 20)).toBeNull();
  expect(flights.land('c2', 'a', 20)).toBeNull();
  expect(flights.latestAtMs('c1', 20)).toBe(10);
  expect(flights.land('c1', 'b', 20)).toMatchObject({ sentAtMs: 10 });
  expect(flights.latestAtMs('c1', 20)).toBe(0);
  expect(flights.land('c1', 'a', 20)).toMatchObject({ sentAtMs: 0 });
  expect(flights.latestAtMs('c1', 20)).toBe(Number.NEGATIVE_INFINITY);
  expect(flights.size).toBe(0);
});

test('those on their way are counted as long as somebody waits for them', () => {
  const flights = flightsOf(['a', 0], ['b', 10]);
  expect(flights.count('c1', 59, 60)).toBe(2);
  expect(flights.count('c1', 60, 60)).toBe(1);
  expect(flights.count('c2', 59, 60)).toBe(0);
});

test('an answer later than anybody waits lands its call at its time', () => {
  const flights = flightsOf(['a', 0], ['b', 10]);
  flights.land('c1', 'a', 60_000);
  expect(flights.count('c1', 59_999, 1e9)).toBe(1);
  flights.land('c1', 'b', 60_011);
  expect(flights.latestAtMs('c1', 60_010)).toBe(10);
  expect(flights.count('c1', 60_010, 1e9)).toBe(1);
  expect(flights.latestAtMs('c1', 60_011)).toBe(Number.NEGATIVE_INFINITY);
  expect(flights.count('c1', 60_011, 1e9)).toBe(0);
});

test('a call that is told to leave twice is one call; of many for one thing the latest four are told apart', () => {
  expect(flightsOf(['a', 0], ['a', 10]).count('c1', 10, 100)).toBe(1);
  const many = flightsOf(['a', 0], ['b', 1], ['c', 2], ['d', 3], ['e', 4]);
  expect(many.count('c1', 10, 100)).toBe(4);
  expect(many.land('c1', 'a', 10)).toBeNull();
  expect(many.land('c1', 'b', 10)).toMatchObject({ sentAtMs: 1 });
});

test('of many things those asked for last are remembered', () => {
  const flights = new Flights(2);
  for (const thing of ['c1', 'c2', 'c1', 'c3']) flights.leave(thing, { id: thing, sentAtMs: 7 }, null);
  expect(['c1', 'c2', 'c3'].map((thing) => flights.count(thing, 8, 9))).toEqual([1, 0, 1]);
});

test('when the clock is put back nothing is on its way from the future, nor lands in it; a copy goes its own way', () => {
  const flights = flightsOf(['a', 100_000], ['b', 0]);
  flights.land('c1', 'a', 200_000);
  const back = flights.copy();
  back.capAt(50_000);
  expect(back.latestAtMs('c1', 49_999)).toBe(50_000);
  expect(back.latestAtMs('c1', 50_000)).toBe(0);
  expect(flights.latestAtMs('c1', 150_000)).toBe(100_000);
});
