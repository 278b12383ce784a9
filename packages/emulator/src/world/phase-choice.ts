// Which phases a charger uses for a car (zaptec-api.md §6.4). Each change is a stop and a start.
// Invariant: a Go keeps its phases for a whole session; a Go 2 goes back to three at most as often as its installation
// allows; a Pro follows its setting only when a limit of its current changes too. Pure.
import type { Model } from '../fleets/world-plan.ts';
import { phasesOf } from './phases-in-use.ts';

export type NetworkType = 1 | 2 | 3 | 4;

export interface PhaseQuestion {
  readonly model: Model;
  /** Phases that the car can use. */
  readonly carPhases: 1 | 3;
  /** The phase that one-phase charging uses here: wiring rotates. */
  readonly singlePhase: 1 | 2 | 3;
  /** 1 IT one-phase, 2 IT three-phase, 3 TN one-phase, 4 TN three-phase (§5.5). */
  readonly networkType: NetworkType;
  /** Setting of the charger, or of its session's priority. */
  readonly maxPhases: 1 | 3;
  /** Value of 519 that this session has used last; 0: none yet. */
  readonly usedId: number;
  /** What the installation has on each phase, A. */
  readonly availableA: readonly [number, number, number];
  /** `ThreeToOnePhaseSwitchCurrent`: 0 always three, 32 always one, else one below it. */
  readonly thresholdA: number;
  /** How often this session went back to three phases, and how often it may. */
  readonly returns: number;
  readonly mostReturns: number;
  /** The charger's or the installation's limit has just changed. */
  readonly limitChanged: boolean;
}

const alwaysOneA = 32;

/** Value of 519 to use from now on. */
export function choosePhases(question: PhaseQuestion): number {
  const { usedId, model, limitChanged } = question;
  const wantedId = idOf(question, wantedCount(question));
  if (usedId === 0 || usedId === wantedId) return wantedId;
  switch (model) {
    case 'Go':
      return usedId;
    case 'Go 2':
      return wantedId;
    case 'Pro':
    case 'Home':
      return limitChanged ? wantedId : usedId;
  }
}

/** Whether going from one value of 519 to another is a return from one phase to three. */
export function isReturn(fromId: number, toId: number): boolean {
  return phasesOf(fromId).length === 1 && phasesOf(toId).length === 3;
}

function wantedCount(question: PhaseQuestion): 1 | 3 {
  const { carPhases, networkType, maxPhases, model } = question;
  if (carPhases === 1 || maxPhases === 1 || networkType === 1 || networkType === 3) return 1;
  return model === 'Go 2' ? bySwitchCurrent(question) : 3;
}

function bySwitchCurrent({ availableA, thresholdA, usedId, returns, mostReturns }: PhaseQuestion): 1 | 3 {
  if (thresholdA === 0) return 3;
  if (thresholdA >= alwaysOneA || Math.min(...availableA) < thresholdA) return 1;
  if (phasesOf(usedId).length !== 1) return 3;
  const equal = availableA[0] === availableA[1] && availableA[1] === availableA[2];
  return equal && returns < mostReturns ? 3 : 1;
}

const singleInIt = { 1: 8, 2: 6, 3: 5 } as const;

function idOf({ networkType, singlePhase }: PhaseQuestion, count: 1 | 3): number {
  const it = networkType <= 2;
  if (count === 3) return it ? 9 : 4;
  return it ? singleInIt[singlePhase] : singlePhase;
}
