import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import { lanes } from '../account.ts';
import { openTestOutlet, stateOf } from '../testing/open-test-outlet.ts';

/** A small generator of its own, so that the way's length follows from the seed of the program. */
function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const call = fc.record({
  lane: fc.constantFrom(...lanes),
  app: fc.constantFrom('a', 'b', 'c', null),
  charger: fc.nat(300),
  // Long rests fill the bucket, so that what follows goes as one burst.
  afterMs: fc.oneof({ weight: 30, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(4_000) }),
  cancelAfterMs: fc.option(fc.nat(2_000), { nil: null, freq: 4 }),
});

describe('alone on the account', () => {
  it('is never refused, whatever is asked for, with up to 250 ms each way (rate-limit)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 100, maxLength: 200 }), fc.nat(), async (program, seed) => {
        const clock = manualClock();
        const random = uniform(seed);
        const { outlet, cloud } = openTestOutlet({ clock, random, wayMs: () => Math.floor(random() * 250) });
        let ended = 0;
        for (const { lane, app, charger, afterMs, cancelAfterMs } of program) {
          if (afterMs > 0) await clock.advanceBy(afterMs);
          const cancel = new AbortController();
          if (cancelAfterMs !== null) clock.setTimer(() => cancel.abort(), cancelAfterMs);
          const count = (): void => void ended++;
          outlet.call(stateOf(`c${charger}`, { lane, app, signal: cancel.signal })).then(count, count);
        }
        await clock.advanceBy(60_000);
        expect(ended).toBe(program.length);
        expect(cloud.arrivals.filter(({ status }) => status !== 200)).toEqual([]);
        expect(outlet.governor.status()).toMatchObject({ queued: 0, neighbourSuspected: false });
      }),
      { numRuns: 15 },
    );
  });

  it('moves at 98 % of the margin or better when saturated, and nobody starves', async () => {
    const clock = manualClock();
    const random = uniform(7);
    const { outlet, cloud } = openTestOutlet({ clock, random, wayMs: () => random() * 250 });
    const sent: { lane: string; atMs: number }[] = [];
    for (const lane of lanes) {
      for (let n = 0; n < 400; n++) {
        const onSent = (atMs: number): void => void sent.push({ lane, atMs });
        void outlet.call(stateOf(`${lane}-${n}`, { lane, app: `app-${n % 5}`, onSent })).catch(() => {});
      }
    }
    await clock.advanceBy(2_000);
    const beforeCount = sent.length;
    await clock.advanceBy(60_000);
    expect((sent.length - beforeCount) / 60).toBeGreaterThanOrEqual(9.9 * 0.98);
    expect(cloud.refusals()).toEqual([]);
    for (const lane of lanes) {
      const instants = sent.filter((call) => call.lane === lane).map(({ atMs }) => atMs);
      const gapsMs = instants.slice(1).map((atMs, n) => atMs - (instants[n] ?? 0));
      // 26 slots at 9.9/s, the bound of lane-queue.ts.
      expect(Math.max(...gapsMs)).toBeLessThanOrEqual(26 * (1000 / 9.9) + 10);
    }
    const closed = outlet.governor.close(0);
    await clock.advanceBy(1_000);
    await closed;
  });
});

describe('with a neighbour on the account', () => {
  it('is refused at most once per Retry-After, makes room, says so, and recovers (respect-refusal)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 3, max: 12 }), async (seed, neighbourPerSecond) => {
        const clock = manualClock();
        const random = uniform(seed);
        const { outlet, cloud, facts } = openTestOutlet({ clock, random, wayMs: () => random() * 250 });
        for (let n = 0; n < 600; n++) void outlet.call(stateOf(`c${n}`)).catch(() => {});
        await clock.advanceBy(3_000);
        const leave = cloud.neighbour(neighbourPerSecond);
        await clock.advanceBy(30_000);
        leave();
        const refused = facts.filter(({ status }) => status === 429);
        expect(refused.length).toBeGreaterThan(0);
        for (const before of refused) {
          const answeredAtMs = before.answeredAtMs ?? 0;
          const tooEarly = facts.filter(
            ({ class: kind, sentAtMs }) =>
              kind === 'state' && sentAtMs > answeredAtMs && sentAtMs < answeredAtMs + 1_000,
          );
          expect(tooEarly).toEqual([]);
        }
        // What was on its way together with the first refusal counts as one; afterwards one call goes at a time.
        const firstAtMs = refused[0]?.answeredAtMs ?? 0;
        const later = refused
          .filter(({ sentAtMs }) => sentAtMs > firstAtMs)
          .map(({ answeredAtMs }) => answeredAtMs ?? 0);
        const gapsMs = later.slice(1).map((atMs, n) => atMs - (later[n] ?? 0));
        for (const gapMs of gapsMs) expect(gapMs).toBeGreaterThanOrEqual(1_000);
        expect(outlet.governor.status().neighbourSuspected).toBe(true);
        await clock.advanceBy(1_200_000);
        expect(outlet.governor.status()).toMatchObject({ neighbourSuspected: false, ratePerSecond: 9.9 });
        await outlet.governor.close(0);
      }),
      { numRuns: 6 },
    );
  });
});
