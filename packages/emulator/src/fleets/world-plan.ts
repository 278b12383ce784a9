// A fleet, written out: which installations and chargers there are and how the first moment finds them.
// Everything here follows from seed and fleet alone; what changes later is the world's state.

export const models = ['Go', 'Go 2', 'Pro', 'Home'] as const;

export type Model = (typeof models)[number];

/** A car as far as a charger notices it. */
export interface CarPlan {
  readonly maxCurrentA: number;
  readonly phases: 1 | 3;
  /** What identifies the driver, as observation 722 shows it. */
  readonly token: string;
}

/** What the first moment finds at a charger. */
export type Opening =
  | { readonly kind: 'empty'; readonly nextArrivalMs?: number }
  /** Added to the installation, never switched on. */
  | { readonly kind: 'never-online' }
  | {
      readonly kind: 'charging' | 'paused' | 'full';
      readonly sinceMs: number;
      readonly takenKwh: number;
      readonly takesKwh: number;
      /** Until the car leaves; default: drawn from the daily rhythm. */
      readonly staysMs?: number;
    };

export interface ChargerPlan {
  readonly id: string;
  readonly serial: string;
  readonly model: Model;
  readonly name: string;
  readonly circuitId: string;
  readonly commissionedAtMs: number;
  /** The most the charger gives, A: observation 510. */
  readonly maxCurrentA: number;
  /** The phase that a one-phase car uses here: wiring rotates, so that such cars spread over the phases. */
  readonly singlePhaseId: 1 | 2 | 3;
  /** What the meter showed before the first session that anybody remembers. */
  readonly meterKwh: number;
  /** The meter signs its records; its public key is observation 981. */
  readonly calibrated: boolean;
  readonly car: CarPlan;
  readonly opening: Opening;
  /** Out of use: lists leave it out unless `IncludeDisabled` asks for it. @default true */
  readonly active?: boolean;
}

export interface CircuitPlan {
  readonly id: string;
  readonly name: string;
  /** What it carries on each phase, A. @default the installation's */
  readonly maxCurrentA?: number;
}

export interface InstallationPlan {
  readonly id: string;
  readonly name: string;
  readonly kind: 'home' | 'cooperative';
  readonly address: string;
  readonly zipCode: string;
  readonly city: string;
  readonly contactEmail: string;
  readonly maxCurrentA: number;
  readonly availableCurrentA: number;
  /** 1 IT one-phase, 2 IT three-phase, 3 TN one-phase, 4 TN three-phase (§5.5). @default 4 */
  readonly networkType?: 1 | 2 | 3 | 4;
  readonly createdAtMs: number;
  readonly circuits: readonly CircuitPlan[];
  readonly chargers: readonly ChargerPlan[];
}

/** How often what is reported. The cloud's own numbers are partly unknown (zaptec-api.md §4.6). */
export interface Pace {
  /** Floor between two reports of voltage, current, power and energy of a charging car. @default 60000 */
  readonly meterMs: number;
  /** Between two heartbeats (observation −1). @default 600000 */
  readonly pulseMs: number;
  /** Between two reports of temperature, humidity and signal strength (observation 145). @default 3600000 */
  readonly periodicMs: number;
  /** Kept by the cloud, not put on the bus, beside −2 and settings, which have switches. @default none */
  readonly unpushed: readonly number[];
}

export const defaultPace: Pace = { meterMs: 60_000, pulseMs: 600_000, periodicMs: 3_600_000, unpushed: [] };

/** How far back small worlds remember sessions; in large ones each charger remembers its last. */
export const usualPastDays = 90;

export interface WorldPlan {
  readonly pastDays: number;
  readonly installations: readonly InstallationPlan[];
  readonly pace: Pace;
}

/** Home is a product of the Pro's schema: device type 1 (§5.5). */
export function deviceTypeOf(model: Model): 1 | 4 {
  return model === 'Pro' || model === 'Home' ? 1 : 4;
}

export function serialPrefixOf(model: Model): string {
  switch (model) {
    case 'Go':
      return 'ZAP';
    case 'Go 2':
      return 'GPN';
    case 'Pro':
      return 'ZPR';
    // One of the four prefixes of device type 1; which of them a Home bears is not told (§5.7).
    case 'Home':
      return 'ZCH';
  }
}
