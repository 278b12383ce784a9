import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Places } from './places.ts';

it('leave floor(most / 2^n) free beside n apps, whoever takes and gives back in whatever order', () => {
  const step = fc.record({ app: fc.nat(11), by: fc.integer({ min: -40, max: 400 }) });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2_000 }), fc.array(step, { maxLength: 80 }), (most, steps) => {
      const places = new Places(most, Number.POSITIVE_INFINITY);
      const held = new Map<string, number>();
      let free = most;
      for (const { app: n, by } of steps) {
        const app = `app ${n}`;
        for (let k = 0; k < Math.abs(by); k++) {
          const has = held.get(app) ?? 0;
          if (by < 0 ? has === 0 : places.fullFor(app) !== null) break;
          if (by < 0) places.giveBack(app);
          else places.take(app);
          held.set(app, has + Math.sign(by));
          free -= Math.sign(by);
        }
        expect(free).toBeGreaterThanOrEqual(Math.floor(most / 2 ** held.size));
        expect(places.fullFor('an app that holds none') === null).toBe(free > 0);
      }
    }),
    { numRuns: 300 },
  );
});

it('give the last one to an app that holds none', () => {
  const places = new Places(3, 3);
  for (const app of ['a', 'a', 'b']) places.take(app);
  expect(places.fullFor('c')).toEqual({ of: 'account', queued: 3 });
  places.giveBack('a');
  expect(places.fullFor('a')).toEqual({ of: 'app', queued: 1 });
  expect(places.fullFor('b')).toEqual({ of: 'app', queued: 1 });
  expect(places.fullFor('c')).toBeNull();
});
