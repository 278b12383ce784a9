import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CurrentFacts, planOf, steadyForMs } from './current-plan.ts';
import type { PhaseCurrents } from './phase-currents.ts';

const nowMs = 1_000_000_000;
const facts: CurrentFacts = {
  inForce: [[16, 16, 16]],
  isCertain: true,
  maxCurrentA: 32,
  connected: 'yes',
  opensAtMs: nowMs,
  isSlotSpent: false,
};
const wish = (currentA: number, sinceMs = nowMs) => ({ phasesA: [currentA, currentA, currentA] as const, sinceMs });

describe('a wish', () => {
  test('that is in force is not written', () => {
    expect(planOf(wish(16), facts, nowMs)).toEqual({ kind: 'in-force' });
    expect(planOf(wish(16), { ...facts, isCertain: false }, nowMs).kind).toBe('write');
  });

  test('waits for a car where surely none is connected', () => {
    expect(planOf(wish(10), { ...facts, connected: 'no' }, nowMs)).toEqual({ kind: 'waits-for-car' });
    expect(planOf(wish(10), { ...facts, connected: 'unknown' }, nowMs).kind).toBe('write');
  });

  test('is a reduction when one phase gets lower, whatever the others do', () => {
    const mixed = { phasesA: [10, 20, 20] as const, sinceMs: nowMs };
    expect(planOf(mixed, facts, nowMs)).toEqual({ kind: 'write', atMs: nowMs, direction: 'reduction', late: false });
  });

  test('is a reduction below the main limit where nothing is known to be set, and below anything where not even that is', () => {
    const unset = { ...facts, inForce: [], isCertain: false };
    expect(planOf(wish(20), unset, nowMs)).toMatchObject({ direction: 'reduction' });
    expect(planOf(wish(32), unset, nowMs)).toMatchObject({ direction: 'increase' });
    expect(planOf(wish(32), { ...unset, maxCurrentA: null }, nowMs)).toMatchObject({ direction: 'reduction' });
  });

  test('that reduces is late only while the last write keeps it waiting', () => {
    const spent = { ...facts, opensAtMs: nowMs + 1, isSlotSpent: true };
    expect(planOf(wish(10), spent, nowMs)).toMatchObject({ atMs: nowMs + 1, late: true });
    expect(planOf(wish(10), { ...spent, isSlotSpent: false }, nowMs)).toMatchObject({ late: false });
    // The machine's clock goes on between the wish and its plan.
    expect(planOf(wish(10, nowMs - 1), { ...spent, opensAtMs: nowMs }, nowMs)).toMatchObject({ late: false });
  });

  test('is a reduction below what may be in force after an answer that left it open', () => {
    const open = {
      ...facts,
      inForce: [
        [10, 10, 10],
        [20, 20, 20],
      ] as const,
      isCertain: false,
    };
    expect(planOf(wish(16), open, nowMs)).toMatchObject({ direction: 'reduction' });
  });
});

const current = fc.double({ min: 0, max: 63, noNaN: true });
const currents: fc.Arbitrary<PhaseCurrents> = fc.tuple(current, current, current);
const anyFacts: fc.Arbitrary<CurrentFacts> = fc.record({
  inForce: fc.array(currents, { maxLength: 2 }),
  isCertain: fc.boolean(),
  maxCurrentA: fc.option(current),
  connected: fc.constantFrom('yes', 'no', 'unknown'),
  opensAtMs: fc.integer({ min: nowMs - 2_000_000, max: nowMs + 900_000 }),
  isSlotSpent: fc.boolean(),
});
const anyWish = fc.record({ phasesA: currents, sinceMs: fc.integer({ min: nowMs - 2_000_000, max: nowMs }) });

test('no write is planned before the slot opens; an increase only after its minute; only reductions are late', () => {
  fc.assert(
    fc.property(anyWish, anyFacts, (wished, known) => {
      const plan = planOf(wished, known, nowMs);
      if (plan.kind !== 'write') return;
      expect(known.connected).not.toBe('no');
      const slotMs = Math.max(nowMs, known.opensAtMs);
      if (plan.direction === 'reduction') {
        expect(plan.atMs).toBe(slotMs);
        expect(plan.late).toBe(known.isSlotSpent && known.opensAtMs > nowMs);
      } else {
        expect(plan).toMatchObject({ atMs: Math.max(slotMs, wished.sinceMs + steadyForMs), late: false });
      }
    }),
  );
});

test('a lower wish never goes later than a higher one', () => {
  fc.assert(
    fc.property(anyWish, anyFacts, fc.constantFrom(0, 1, 2), (wished, known, phase) => {
      const lower = wished.phasesA.map((currentA, n) =>
        n === phase ? currentA / 2 : currentA,
      ) as unknown as PhaseCurrents;
      const [high, low] = [planOf(wished, known, nowMs), planOf({ ...wished, phasesA: lower }, known, nowMs)];
      if (high.kind === 'write' && low.kind === 'write') expect(low.atMs).toBeLessThanOrEqual(high.atMs);
    }),
  );
});
