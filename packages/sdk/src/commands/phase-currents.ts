// Currents of the three phases, and what a program may wish of an installation's available current. Pure.
// Sources: zaptec-api.md §3.4 (a phase left out goes back to its default: all three are always written), §6.2 (0 to
// MaxCurrent, 6 A is the least that charges), §6.4 (Go 2 comes back to three phases only when the three are equal).
import { notSent, type Refused } from './refusal.ts';

/** A, of phases 1 to 3. Source: zaptec-api.md §3.4. */
export type PhaseCurrents = readonly [number, number, number];

/** A per phase: one for all three, or each. Source: zaptec-api.md §3.4. */
export type CurrentWish =
  | {
      /** A, of each phase, from 0 to the installation's `maxCurrentA`. @example 16 */
      readonly amps: number;
    }
  | {
      /** A, from 0 to the installation's `maxCurrentA`. @example 16 */
      readonly phase1: number;
      /** A, as `phase1`. @example 10 */
      readonly phase2: number;
      /** A, as `phase1`. @example 10 */
      readonly phase3: number;
    };

export interface CurrentBounds {
  /** The installation's main limit, A per phase; null where it is not known. */
  readonly maxCurrentA: number | null;
  /** Whether a Go 2 is among its chargers, or one whose model is not told yet and may be one. */
  readonly needsEqualPhases: boolean;
}

export type CheckedCurrent =
  | { readonly kind: 'current'; readonly phasesA: PhaseCurrents; readonly notes: readonly string[] }
  | { readonly kind: 'refused'; readonly refused: Refused };

/** Minimum of every vehicle, A per phase (IEC). */
const leastChargingA = 6;

export function checkedCurrent(wish: CurrentWish, { maxCurrentA, needsEqualPhases }: CurrentBounds): CheckedCurrent {
  const asked = 'amps' in wish ? [wish.amps, wish.amps, wish.amps] : [wish.phase1, wish.phase2, wish.phase3];
  const mostA = maxCurrentA ?? Number.MAX_VALUE;
  if (!asked.every((currentA) => currentA >= 0 && currentA <= mostA)) {
    const range = maxCurrentA === null ? '0 A or more' : `0 to ${maxCurrentA} A, the installation's MaxCurrent`;
    return { kind: 'refused', refused: notSent('bad-value', `Not sent: the available current must be ${range}.`) };
  }
  const phasesA = asked as unknown as PhaseCurrents;
  const lowestA = Math.min(...phasesA);
  const isLevelled = needsEqualPhases && phasesA.some((currentA) => currentA !== lowestA);
  const notes = [
    isLevelled
      ? `All phases get ${lowestA} A: unequal ones would hold a Go 2 on one phase until they are equal again.`
      : null,
    lowestA > 0 && lowestA < leastChargingA
      ? `Below ${leastChargingA} A nothing is allocated: cars stop, and some do not wake when current returns.`
      : null,
  ].filter((note) => note !== null);
  return { kind: 'current', phasesA: isLevelled ? [lowestA, lowestA, lowestA] : phasesA, notes };
}

export function sameCurrents(one: PhaseCurrents, other: PhaseCurrents): boolean {
  return one.every((currentA, phase) => currentA === other[phase]);
}

/** The body of the update: one value where the phases are equal. */
export function currentBody(phasesA: PhaseCurrents): Readonly<Record<string, number>> {
  const [phase1, phase2, phase3] = phasesA;
  if (phase1 === phase2 && phase2 === phase3) return { availableCurrent: phase1 };
  return { availableCurrentPhase1: phase1, availableCurrentPhase2: phase2, availableCurrentPhase3: phase3 };
}

/** What such a body sets, by fields in any case; null where it sets no current, or does not set all phases. */
export function currentsInBody(body: unknown): PhaseCurrents | null {
  if (typeof body !== 'object' || body === null) return null;
  const fields = new Map(Object.entries(body).map(([name, value]) => [name.toLowerCase(), value as unknown]));
  const all = fields.get('availablecurrent');
  const phases = [1, 2, 3].map((phase) => fields.get(`availablecurrentphase${phase}`) ?? all);
  return phases.every((currentA) => typeof currentA === 'number') ? (phases as unknown as PhaseCurrents) : null;
}
