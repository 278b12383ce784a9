// When a wish for an available current is written. Pure: what is wished, what is known, now.
// Invariants: a reduction goes as soon as the policy lets a write go; an increase only when it has been wanted unchanged for
// 60 s as well, so that a coming reduction does not find the slot just spent; nothing is written while no car is connected,
// nor when it is in force already.
import type { Known } from '@fairlead/policy';
import { type PhaseCurrents, sameCurrents } from './phase-currents.ts';

/** For so long an increase must have been wanted unchanged. */
export const steadyForMs = 60_000;

export interface WishedCurrent {
  readonly phasesA: PhaseCurrents;
  /** Since when it is wanted unchanged. */
  readonly sinceMs: number;
}

export interface CurrentFacts {
  /** What is in force, or may be; empty where nothing is known. */
  readonly inForce: readonly PhaseCurrents[];
  /** Whether the first of `inForce` is surely in force, and no other. */
  readonly isCertain: boolean;
  /** A per phase; what is in force where nothing is set. Null where it is not known. */
  readonly maxCurrentA: number | null;
  readonly connected: Known;
  /** From when on the policy lets the next write go. */
  readonly opensAtMs: number;
  /** Whether it is the last write, less than 900 s ago, that keeps it until then; a wait for the rate is no spent slot. */
  readonly isSlotSpent: boolean;
}

export type CurrentPlan =
  | { readonly kind: 'in-force' }
  | { readonly kind: 'waits-for-car' }
  | {
      readonly kind: 'write';
      readonly atMs: number;
      readonly direction: 'reduction' | 'increase';
      /** A reduction that waits, since the slot is spent. */
      readonly late: boolean;
    };

export function planOf(wish: WishedCurrent, facts: CurrentFacts, nowMs: number): CurrentPlan {
  const [inForce] = facts.inForce;
  if (facts.isCertain && inForce && sameCurrents(inForce, wish.phasesA)) return { kind: 'in-force' };
  if (facts.connected === 'no') return { kind: 'waits-for-car' };
  const opensAtMs = Math.max(nowMs, facts.opensAtMs);
  if (isReduction(wish.phasesA, facts)) {
    return { kind: 'write', atMs: opensAtMs, direction: 'reduction', late: facts.isSlotSpent && opensAtMs > nowMs };
  }
  return { kind: 'write', atMs: Math.max(opensAtMs, wish.sinceMs + steadyForMs), direction: 'increase', late: false };
}

/** One lower phase is enough: it may be the one that a fuse needs. What is not known is taken to be as high as it may be. */
function isReduction(wished: PhaseCurrents, { inForce, maxCurrentA }: CurrentFacts): boolean {
  const highest = (phase: number): number =>
    inForce.length === 0
      ? (maxCurrentA ?? Number.POSITIVE_INFINITY)
      : Math.max(...inForce.map((currents) => currents[phase] ?? 0));
  return wished.some((currentA, phase) => currentA < highest(phase));
}
