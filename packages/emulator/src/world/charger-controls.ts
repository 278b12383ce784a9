// What was set or done at a charger from outside, as plain data: settings written through the API, connection, warnings.
// A snapshot holds it; a snapshot that is older than a field gets that field's beginning.

/** What the cloud has last heard of a charger: the arrays of living observations as they were when it fell silent. */
export interface LastHeard {
  readonly values: (string | null)[];
  readonly timesUs: number[];
}

export interface ChargerControls {
  /** The most it gives, A: observation 510. */
  maxCurrentA: number;
  /** Less is nothing to its car, A: observation 511. */
  minCurrentA: number;
  /** Observation 520. */
  maxPhases: 1 | 3;
  /** What it gives while offline, A; −1: automatic. */
  offlineCurrentA: number;
  /** Bits of the phases used while offline; 0: automatic. */
  offlinePhases: number;
  /** Between two fiscal readings, s; 0: none. */
  meterIntervalS: number;
  /** Observation 911. */
  firmware: string;
  /** Mask of §5.8 as decimal text: it passes 2^53. */
  warnings: string;
  /** Another system balances its load: updates are answered 403. */
  managedElsewhere: boolean;
  everOnline: boolean;
  online: boolean;
  /** When a charger that restarts is back, world time. */
  backAtMs: number;
  /** Firmware that it comes back with; null: the one it has. */
  installs: string | null;
  /** What it takes while nobody shares with it is settled; until its connection changes. */
  settledAlone: boolean;
  /** Null while it is online. */
  heard: LastHeard | null;
  /** A resume took the car out of the schedule's hold; until it leaves. */
  released: boolean;
  /** A limit of its current has changed since its phases were chosen. */
  limitChanged: boolean;
  /** Since when it has had current, world time. */
  turnAtMs: number;
  /**
   * Which observations had an event since the chargers' clocks were set: the others may go back in time. At most all that
   * change, some forty. Null: the clocks were never set.
   */
  toldSinceSet: number[] | null;
  /** Observations that somebody has set, in place of the ones it came with. At most the setting ids: some ten. */
  readonly written: Record<string, [value: string | null, atUs: number]>;
}
