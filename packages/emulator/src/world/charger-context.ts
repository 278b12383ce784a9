// What a charger's parts know of the world around them.
import type { People } from '../scenarios/people.ts';
import type { ChargerPlan, InstallationPlan, Pace } from '../scenarios/world-plan.ts';
import type { ChargerState, PluggedCar } from './charger-state.ts';
import type { EndedSession } from './ended-session.ts';
import type { LivingId } from './living-observations.ts';
import type { WorldTime } from './world-time.ts';

export interface ChargerContext {
  /** Number in the whole world. */
  readonly index: number;
  readonly plan: ChargerPlan;
  readonly site: InstallationPlan;
  /** What ended before the world was opened, oldest first. */
  readonly past: readonly EndedSession[];
  readonly state: ChargerState;
  readonly surroundings: Surroundings;
}

export interface Surroundings {
  readonly seed: number;
  readonly people: People;
  readonly pace: Pace;
  /** How much faster the meter counts; power and time stay honest. */
  readonly tempo: number;
  readonly time: WorldTime;
  /** How many ended sessions a charger keeps. */
  readonly endedKept: number;
  /** A value is new. */
  changed(index: number, id: LivingId, atUs: number, value: string | null): void;
  /** A charger wants current or wants none any more: its installation shares anew. */
  share(index: number, nowMs: number): void;
  /** Something happens earlier or later than was announced. */
  rescheduled(index: number): void;
}

/** A car's visit. */
export interface Visit {
  readonly car: Omit<PluggedCar, 'leftWh' | 'taperWh'>;
  readonly takesWh: number;
  /** World time at which it leaves by itself. */
  readonly leavesAtMs: number;
}
