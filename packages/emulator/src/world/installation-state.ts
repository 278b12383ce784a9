// Everything about an installation that changes, as plain data. Instants `…AtMs` are world time.
import type { InstallationPlan } from '../fleets/world-plan.ts';
import { neverMs } from './charger-state.ts';
import { derivedChance } from './identity.ts';

/** `AvailableCurrentMode`: 0 manual, 1 schedule, 2 automatic (§5.5). */
export type CurrentMode = 0 | 1 | 2;

/** 0 native, 1 webhooks, 2 OCPP through the cloud, 3 OCPP native (§5.5). */
export type AuthenticationType = 0 | 1 | 2 | 3;

export type ThreePhases = [number, number, number];

export interface InstallationState {
  /** Generator state, see random.ts: the house behind the meter. */
  chance: number;
  maxCurrentA: number;
  /** What the phases were set to, A, and what they go back to. */
  availableA: ThreePhases;
  readonly defaultA: number;
  mode: CurrentMode;
  /** `ThreeToOnePhaseSwitchCurrent`. */
  switchCurrentA: number;
  minPowerOffline: boolean;
  authenticationType: AuthenticationType;
  /** Nobody charges without a card. */
  requiresCard: boolean;
  /** Last change, microseconds since 1970; null: none since it was put up. */
  changedAtUs: number | null;
  /** Last write of the available current through the API. */
  writtenAtMs: number;
  /** Next turn, see turns.ts; never while nobody waits. */
  turnAtMs: number;
  /** Next event of the schedule, next reading of the Sense; never where there is none. */
  scheduleAtMs: number;
  senseAtMs: number;
  /** What the Sense leaves for charging, A; null: it has not read yet. */
  sensedA: ThreePhases | null;
}

/**
 * What there is for charging, and what the installation shows: what was set last, by whoever owned it, also while a schedule
 * says when (§6.3: it stays in force); in mode 2 what the Sense leaves.
 */
export function availableNowA({ sensedA, availableA, maxCurrentA }: InstallationState): ThreePhases {
  const [phase1, phase2, phase3] = sensedA ?? availableA;
  return [Math.min(maxCurrentA, phase1), Math.min(maxCurrentA, phase2), Math.min(maxCurrentA, phase3)];
}

/** What everything is, in the portal, until somebody changes it (help.zaptec.com 4404315697553: 8 A for Go 2). */
export const usualSwitchCurrentA = 8;

export function freshInstallation(plan: InstallationPlan, seed: number): InstallationState {
  const defaultA = plan.availableCurrentA;
  return {
    chance: derivedChance(seed, `house/${plan.id}`),
    maxCurrentA: plan.maxCurrentA,
    availableA: [defaultA, defaultA, defaultA],
    defaultA,
    mode: 0,
    switchCurrentA: usualSwitchCurrentA,
    minPowerOffline: false,
    authenticationType: 0,
    requiresCard: false,
    changedAtUs: null,
    writtenAtMs: -neverMs,
    turnAtMs: neverMs,
    scheduleAtMs: neverMs,
    senseAtMs: neverMs,
    sensedA: null,
  };
}
