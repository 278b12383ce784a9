// What can be changed at an installation and at a charger through the API, once it was found to be well-formed.

export interface InstallationChange {
  /** A, on every phase or on each; null: that phase goes back to its default (§3.4). */
  readonly availableA?: number | readonly [number | null, number | null, number | null];
  readonly maxCurrentA?: number;
  readonly minPowerOffline?: boolean;
  /** `ThreeToOnePhaseSwitchCurrent`, A. */
  readonly switchCurrentA?: number;
}

export interface ChargerChange {
  readonly maxCurrentA?: number;
  readonly maxPhases?: 1 | 3;
  readonly minCurrentA?: number;
  /** −1: automatic. */
  readonly offlineCurrentA?: number;
  /** Bits of the phases; 0: automatic. */
  readonly offlinePhases?: 0 | 1 | 2 | 4 | 7;
  /** 0: no readings. */
  readonly meterIntervalS?: number;
}

export type UpdateResult =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly why: 'schedule' | 'automatic' | 'managed-elsewhere' };
