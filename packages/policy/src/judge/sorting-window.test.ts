import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Fact } from '../fact.ts';
import { call, stream } from '../testing/call.ts';
import { SortingWindow } from './sorting-window.ts';

const messageAt = (atMs: number) => stream('message', atMs);
const through = (facts: readonly Fact[]) => {
  const left: Fact[] = [];
  const late: Fact[] = [];
  const window = new SortingWindow(
    (fact) => left.push(fact),
    (fact) => late.push(fact),
    () => undefined,
  );
  for (const fact of facts) window.take(fact);
  return { order: [...left, ...window.held()], late, window };
};

test('any history with at most 5 s of disorder leaves in order and whole', () => {
  const steps = fc.array(fc.record({ step: fc.nat(40_000), delay: fc.nat(5000) }), { maxLength: 300 });
  fc.assert(
    fc.property(steps, (given) => {
      let atMs = 0;
      const facts = given.map(({ step, delay }) => {
        atMs += step;
        return { fact: messageAt(atMs), arrivesAtMs: atMs + delay };
      });
      const arriving = facts.toSorted((one, other) => one.arrivesAtMs - other.arrivesAtMs).map(({ fact }) => fact);
      const { order, late } = through(arriving);
      expect(late).toEqual([]);
      expect(order).toEqual(facts.map(({ fact }) => fact));
    }),
    { numRuns: 100 },
  );
});

test('a call of 60 s that is told when it is answered still finds its place', () => {
  const slow = call({ sentAtMs: 1000, answeredAtMs: 61_000, status: null });
  const { order, late } = through([messageAt(0), messageAt(5000), messageAt(60_900), slow]);
  expect(late).toEqual([]);
  expect(order[1]).toBe(slow);
});

test('a call of more than 65 s is told apart once later ones have left', () => {
  const slow = call({ sentAtMs: 400, answeredAtMs: 65_700, status: null });
  expect(through([messageAt(0), messageAt(500), messageAt(65_500), slow]).late).toEqual([]);
  expect(through([messageAt(0), messageAt(500), messageAt(65_501), slow]).late).toEqual([slow]);
});

test('a fact that comes more than 5 s out of order is told apart', () => {
  const { late, order } = through([messageAt(10_000), messageAt(4999), messageAt(5000)]);
  expect(late).toEqual([messageAt(4999)]);
  expect(order).toHaveLength(2);
});

test('a flood leaves early instead of filling memory', () => {
  const { window, order } = through(Array.from({ length: 30_000 }, (_, n) => messageAt(Math.floor(n / 1000))));
  expect(window.size).toBe(10_000);
  expect(order).toHaveLength(30_000);
});

const dayMs = 86_400_000;

test('a fact that stands a day ahead of all around it is told apart, and nothing else is late', () => {
  const wrong = messageAt(12_001 + dayMs);
  const around = [9000, 10_000, 10_000, 11_000, 12_000].map(messageAt);
  for (const place of [1, 2, 3]) {
    const { late, order } = through(around.toSpliced(place, 0, wrong));
    expect(late, `${place}`).toEqual([wrong]);
    expect(order).toEqual(around);
  }
  expect(through([wrong, ...around.slice(1)])).toMatchObject({ late: [wrong], order: around.slice(1) });
  const twice = through(around.flatMap((fact) => [fact, wrong]));
  expect(twice).toMatchObject({ late: [wrong, wrong, wrong, wrong], order: [...around, wrong] });
});

test('after a silence of days the facts go on', () => {
  const facts = [0, 1000, 9 * dayMs, 9 * dayMs + 1000, 30 * dayMs].map(messageAt);
  const { late, order, window } = through(facts);
  expect(late).toEqual([]);
  expect(order).toEqual(facts);
  expect(window.size).toBe(3);
  expect(through([0, dayMs, 2 * dayMs].map(messageAt)).order).toHaveLength(3);
});

test('a call that was answered more than a day after it was sent is told apart', () => {
  const wrong = call({ sentAtMs: 1000, answeredAtMs: 1001 + dayMs });
  expect(through([messageAt(0), wrong, messageAt(2000)])).toMatchObject({ late: [wrong], order: { length: 2 } });
  const slow = call({ sentAtMs: 1000, answeredAtMs: 1000 + dayMs });
  expect(through([messageAt(0), slow]).late).toEqual([]);
});

test('a call told twice is found among the 64 that were sent last', () => {
  const again = (between: number) => {
    const heard: string[] = [];
    const window = new SortingWindow(
      () => undefined,
      () => undefined,
      () => heard.push('again'),
    );
    const twin = call({ sentAtMs: 1000 });
    const others = Array.from({ length: between }, () => call({ sentAtMs: 1000 }));
    for (const fact of [twin, ...others, twin]) window.take(fact);
    return heard.length;
  };
  expect([again(63), again(64)]).toEqual([1, 0]);
});
