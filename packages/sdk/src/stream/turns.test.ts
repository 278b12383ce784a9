import { expect, test } from 'vitest';
import { type ManualClock, manualClock } from '../../../../test/manual-clock.ts';
import { seeded } from '../../../../test/seeded-random.ts';
import { backoff } from './backoff.ts';
import { pauses } from './pauses.ts';
import { turns } from './turns.ts';

const minute = 60_000;
const hour = 60 * minute;

/** Sources that try whenever it is their turn, at a bus that takes links or not; a link stands until it is cut. */
function sources(clock: ManualClock, random: () => number, count: number) {
  const inTurn = turns({ clock, random });
  const bus = { isThere: true, tries: 0 };
  const open = new Map<number, { readonly sinceMs: number; readonly lost: () => void }>();
  const run = async (n: number): Promise<void> => {
    const [own, pausing] = [backoff(random), pauses(clock)];
    for (;;) {
      bus.tries++;
      if (bus.isThere) {
        const { promise, resolve: lost } = Promise.withResolvers<void>();
        open.set(n, { sinceMs: clock.monotonicMs(), lost });
        inTurn.opened();
        await promise;
      }
      await inTurn.wait(own, pausing);
    }
  };
  for (let n = 0; n < count; n++) void run(n);
  return {
    bus,
    openLinks: () => open.size,
    cut() {
      for (const [n, { sinceMs, lost }] of [...open]) {
        open.delete(n);
        inTurn.ended(clock.monotonicMs() - sinceMs);
        lost();
      }
    },
    /** How long until every source is open, ms. */
    async backAfterMs(): Promise<number> {
      const sinceMs = clock.monotonicMs();
      while (open.size < count && clock.monotonicMs() - sinceMs < 10 * minute) await clock.advanceBy(500);
      return clock.monotonicMs() - sinceMs;
    },
  };
}

/** Each of them is the worst or the best of its kind, or just any. */
const chances: readonly (readonly [string, () => number])[] = [
  ['the longest waits', () => 0.999],
  ['the shortest waits', () => 0],
  ['waits of any kind', seeded(11)],
];

test.each(chances)('%s: after links of 3 s all are back a minute after the end of an outage', async (_, random) => {
  for (const awayMs of [90_000, 4 * minute, hour]) {
    const clock = manualClock();
    const { bus, cut, backAfterMs } = sources(clock, random, 10);
    for (let flap = 0; flap < 200; flap++) {
      await clock.advanceBy(3_000);
      cut();
    }
    bus.isThere = false;
    await clock.advanceBy(awayMs);
    // Back right after a try: the next is as far away as can be.
    const { tries } = bus;
    while (bus.tries === tries) await clock.advanceBy(50);
    bus.isThere = true;
    expect(await backAfterMs()).toBeLessThanOrEqual(61_000);
  }
});

test.each(chances)(
  '%s: after links of 40 s and ten minutes without any link all are back within a minute',
  async (_, random) => {
    const clock = manualClock();
    const { bus, cut, backAfterMs } = sources(clock, random, 10);
    await clock.advanceBy(2 * minute);
    for (let flap = 0; flap < 40; flap++) {
      await clock.advanceBy(40_000);
      cut();
    }
    bus.isThere = false;
    await clock.advanceBy(11 * minute);
    bus.isThere = true;
    expect(await backAfterMs()).toBeLessThanOrEqual(61_000);
  },
);

test('a link that lasted is believed in again: after it, one that did not is followed by a second of patience', async () => {
  const clock = manualClock();
  const { cut, openLinks, backAfterMs } = sources(clock, () => 0, 10);
  await clock.advanceBy(2 * minute);
  for (let flap = 0; flap < 20; flap++) {
    await clock.advanceBy(20_000);
    cut();
  }
  await backAfterMs();
  await clock.advanceBy(2 * minute);
  cut();
  await clock.advanceBy(600);
  expect(openLinks()).toBe(10);
  cut();
  expect(await backAfterMs()).toBeLessThanOrEqual(3_500);
});

test.each([3_000, 40_000])(
  'links that stand for %i ms cost as many tries as one source would make',
  async (standMs) => {
    const clock = manualClock();
    const { bus, cut } = sources(clock, () => 0.5, 64);
    const flapFor = async (ms: number): Promise<void> => {
      for (let atMs = 0; atMs < ms; atMs += standMs) {
        await clock.advanceBy(standMs);
        cut();
      }
    };
    await clock.advanceBy(2 * minute); // links that lasted come before
    await flapFor(hour);
    const before = bus.tries;
    await flapFor(hour);
    expect(bus.tries - before).toBeLessThanOrEqual(90);
  },
);
