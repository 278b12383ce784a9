import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Claim, type Limits, leastShareA, shareCurrent } from './load-sharing.ts';
import { phasesOf } from './phases-in-use.ts';

const claims = fc.array(
  fc.record({ wantsA: fc.double({ min: 6, max: 32, noNaN: true }), phaseId: fc.constantFrom(1, 2, 3, 4) }),
  { maxLength: 12 },
);
const available = fc.double({ min: 0, max: 100, noNaN: true });

function loadA(claims: readonly Claim[], sharesA: readonly number[], phase: number): number {
  return claims.reduce(
    (sum, { phaseId }, index) => (phaseId === 4 || phaseId === phase ? sum + (sharesA[index] ?? 0) : sum),
    0,
  );
}

describe('sharing of current', () => {
  it('never gives more on a phase than is available', () => {
    fc.assert(
      fc.property(claims, available, (claims, availableA) => {
        const sharesA = shareCurrent(claims, availableA);
        for (const phase of [1, 2, 3]) expect(loadA(claims, sharesA, phase)).toBeLessThanOrEqual(availableA + 1e-6);
      }),
    );
  });

  it('gives each claim nothing or between 6 A and what it wants', () => {
    fc.assert(
      fc.property(claims, available, (claims, availableA) => {
        for (const [index, shareA] of shareCurrent(claims, availableA).entries()) {
          if (shareA === 0) continue;
          expect(shareA).toBeGreaterThanOrEqual(leastShareA);
          expect(shareA).toBeLessThanOrEqual((claims[index]?.wantsA ?? 0) + 1e-6);
        }
      }),
    );
  });

  it('lets nobody wait who fits beside those served before at 6 A each', () => {
    fc.assert(
      fc.property(claims, available, (claims, availableA) => {
        const sharesA = shareCurrent(claims, availableA);
        const leastA = sharesA.map((shareA) => (shareA > 0 ? leastShareA : 0));
        for (const [index, { phaseId }] of claims.entries()) {
          if (leastA[index] !== 0) continue;
          const before = claims.slice(0, index);
          const full = [1, 2, 3].some(
            (phase) => (phaseId === 4 || phaseId === phase) && loadA(before, leastA, phase) + leastShareA > availableA,
          );
          expect(full).toBe(true);
        }
      }),
    );
  });

  it('shares a scarce phase evenly and leaves the rest to who can use it', () => {
    const claims = [
      { wantsA: 16, phaseId: 4 },
      { wantsA: 32, phaseId: 1 },
      { wantsA: 10, phaseId: 2 },
    ];
    expect(shareCurrent(claims, 25)).toEqual([12.5, 12.5, 10]);
  });

  it('serves who comes first when not all can have 6 A', () => {
    const claims = [1, 2, 3].map(() => ({ wantsA: 16, phaseId: 4 }));
    expect(shareCurrent(claims, 16)).toEqual([8, 8, 0]);
  });
});

describe('sharing under circuits, phases of their own, least currents and preferences', () => {
  const claim = fc.record({
    wantsA: fc.double({ min: 0, max: 32, noNaN: true }),
    phaseId: fc.constantFrom(1, 2, 3, 4, 5, 6, 8, 9),
    circuit: fc.constantFrom(0, 1),
    leastA: fc.constantFrom(6, 8, 10),
    priorityA: fc.constantFrom(0, 0, 16, 40),
  });
  const current = fc.double({ min: 0, max: 80, noNaN: true });
  const currents = fc.tuple(current, current, current);
  const limits: fc.Arbitrary<Limits> = fc.record({ phasesA: currents, circuitsA: fc.tuple(currents, currents) });

  it('never gives more than a phase of the installation or of a circuit has, and nobody less than its least', () => {
    fc.assert(
      fc.property(fc.array(claim, { maxLength: 15 }), limits, (claims, limits) => {
        const sharesA = shareCurrent(claims, limits);
        for (const phase of [0, 1, 2]) {
          const on = (circuit: number | null) =>
            claims.reduce((sum, claim, place) => {
              const draws = phasesOf(claim.phaseId).includes(phase) && (circuit === null || claim.circuit === circuit);
              return draws ? sum + (sharesA[place] ?? 0) : sum;
            }, 0);
          expect(on(null)).toBeLessThanOrEqual((limits.phasesA[phase] ?? 0) + 1e-6);
          for (const [circuit, hasA] of limits.circuitsA.entries())
            expect(on(circuit)).toBeLessThanOrEqual((hasA[phase] ?? 0) + 1e-6);
        }
        for (const [place, shareA] of sharesA.entries())
          if (shareA > 0) expect(shareA).toBeGreaterThanOrEqual(claims[place]?.leastA ?? 6);
      }),
    );
  });

  it('raises who is preferred first, up to what was asked for it, after everybody has the least', () => {
    const claims = [1, 2, 3].map((place) => ({ wantsA: 32, phaseId: 4, priorityA: place === 3 ? 16 : 0 }));
    expect(shareCurrent(claims, 32)).toEqual([8, 8, 16]);
    expect(shareCurrent(claims, 20)).toEqual([6, 6, 8]);
  });

  it('lets a small circuit hold back nobody but its own', () => {
    const claims = [0, 0, 1].map((circuit) => ({ wantsA: 16, phaseId: 4, circuit }));
    const has = (currentA: number) => [currentA, currentA, currentA] as const;
    expect(shareCurrent(claims, { phasesA: has(63), circuitsA: [has(20), has(40)] })).toEqual([10, 10, 16]);
  });
});
