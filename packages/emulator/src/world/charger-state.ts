// Everything about a charger that changes, as plain data: this is what a snapshot holds.
// Instants `…AtMs` are world time (world-time.ts) unless they say `wall`; `…Us` are microseconds since 1970 UTC.
import type { ChargerControls } from './charger-controls.ts';
import type { EndedSession } from './ended-session.ts';

/** What the charger is doing. Mode 710 follows: free, deauthorised 1; paused, full 5; resuming 5 then 2; the rest 2, charging 3. */
export const steps = [
  /** No car. */
  'free',
  /** Car plugged, nobody has shown a card yet and one is required. */
  'awaiting-card',
  /** Session ended by command, the car still there: 1 for a moment, then as if plugged. */
  'deauthorised',
  /** Car plugged, card not yet read. */
  'authorising',
  /** About to ask for current. */
  'asking',
  /** Waits for its share of the current. */
  'waiting',
  /** Has a share; the car closes its contacts. */
  'starting',
  'charging',
  /** Pause accepted, 718 not yet set. */
  'pausing',
  /** 718 set, current still flows. */
  'stopping',
  'paused',
  /** Resume accepted, 718 not yet cleared. */
  'resuming',
  /** 718 cleared, mode still 5. */
  'waking',
  /** The car takes no more: full, or asleep for good. */
  'full',
] as const;

export type Step = (typeof steps)[number];

export const modes = [1, 2, 3, 5] as const;

export type Mode = (typeof modes)[number];

/** Later than anything; finite, because JSON has no infinity. */
export const neverMs = Number.MAX_SAFE_INTEGER;

export interface PluggedCar {
  /** What it still takes, Wh. */
  leftWh: number;
  /** Below this its appetite falls, Wh. */
  readonly taperWh: number;
  readonly maxCurrentA: number;
  /** Phases that it can use. */
  readonly phases: 1 | 3;
  /** Value of 519 that its session has used last; 0: none yet. */
  phaseId: number;
  /** Rating coded by the plug, A: observation 714. */
  readonly cableA: number;
  token: string;
  /** How often its session went back from one phase to three. */
  returns: number;
  /** How often its current was taken away in this session, and how often it can be before the car sleeps for good. */
  stops: number;
  readonly sleepsAfterStops: number;
  asleep: boolean;
}

export interface Session {
  readonly id: string;
  readonly startUs: number;
  readonly startWh: number;
  /** Meter readings at full hours or quarters: wall time in ms, Wh. At most {@link mostTicks}. */
  readonly ticks: [wallMs: number, meterWh: number][];
  /** What was asked for it when current is shared (§3.17). */
  priority: SessionPriority | null;
}

/** Null: not asked. */
export interface SessionPriority {
  readonly phases: 1 | 3 | null;
  readonly currentA: number | null;
}

/** A day of quarters; a car that stays longer has long been full. */
export const mostTicks = 96;

export interface ChargerState {
  /** Generator state, see random.ts. */
  chance: number;
  step: Step;
  mode: Mode;
  car: PluggedCar | null;
  session: Session | null;
  /** Sessions that ended since the world was opened, oldest first; bounded by `endedKeptEach`. */
  readonly ended: EndedSession[];
  /** Sessions that ended offline and that the cloud does not know yet; bounded by `mostUnsent`. */
  readonly unsent: EndedSession[];
  /** Counts sessions; page number of their OCMF. */
  sessions: number;
  /** Share of the installation's current, A; 0: none. */
  shareA: number;
  /** Since when it wants current; who wants it longest is served first. */
  wantsSinceAtMs: number;
  meterWh: number;
  /** Reading of the last 554. */
  signedWh: number;
  /** Counts readings; page number of their OCMF. */
  readings: number;
  powerW: number;
  /** Until when the meter has counted. */
  countedAtMs: number;
  /** When the step goes on by itself. */
  stepAtMs: number;
  /** When the car will be full at its present power. */
  fullAtMs: number;
  reportAtMs: number;
  pulseAtMs: number;
  periodicAtMs: number;
  /** Next fiscal reading; aligned to the wall clock. */
  readingAtMs: number;
  /** When the next car comes, or this one leaves. */
  visitAtMs: number;
  readonly values: (string | null)[];
  readonly timesUs: number[];
  readonly controls: ChargerControls;
}
