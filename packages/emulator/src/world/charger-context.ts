// What a charger's parts know of the world around them.
import type { People } from '../fleets/people.ts';
import type { ChargerPlan, InstallationPlan, Model, Pace } from '../fleets/world-plan.ts';
import type { Switches } from '../switches/switches.ts';
import type { ChargerState, PluggedCar } from './charger-state.ts';
import type { InstallationState } from './installation-state.ts';
import type { Past } from './past-sessions.ts';
import type { WorldTime } from './world-time.ts';

export interface ChargerContext {
  /** Number in the whole world. */
  readonly index: number;
  readonly plan: ChargerPlan;
  readonly site: InstallationPlan;
  /** What ended before the world was opened. */
  readonly past: Past;
  readonly state: ChargerState;
  /** Of the installation that it stands in. */
  readonly siteState: InstallationState;
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
  readonly switches: Switches;
  latestFirmware(model: Model): string;
  /** A value is new. */
  changed(index: number, id: number, atUs: number, value: string | null): void;
  /** A charger wants current or wants none any more: its installation shares anew. */
  share(index: number, nowMs: number): void;
  /** A car has left: its installation looks who is still there. */
  departed(index: number, nowMs: number): void;
  /** Something happens earlier or later than was announced. */
  rescheduled(index: number): void;
}

/** A car as it comes; what a session does to it begins at the plug. */
export interface ArrivingCar extends Pick<PluggedCar, 'maxCurrentA' | 'phases' | 'cableA' | 'token'> {
  /** @default never */
  readonly sleepsAfterStops?: number;
}

/** A car's visit. */
export interface Visit {
  readonly car: ArrivingCar;
  readonly takesWh: number;
  /** Below this its appetite falls, Wh. @default the last fifth of what it takes, at most 2.5 kWh */
  readonly taperWh?: number;
  /** World time at which it leaves by itself. */
  readonly leavesAtMs: number;
}
