// The settings of a charger that the cloud documents as writable, checked before they are sent.
// Source: docs.zaptec.com/reference/api_chargers_id_update_post (zaptec-api.md §3.10); bits of phases: §5.5.
import { phases } from '@fairlead/protocol';
import { type Check, check, number, oneOf } from '../value-check.ts';
import { type Checked, settingsReader } from './settings-reader.ts';

/**
 * What a charger can be told to keep (POST `/api/chargers/{id}/update`). What is left out stays as it is. Source:
 * zaptec-api.md §3.10.
 */
export interface ChargerSettings {
  /**
   * The most that the charger takes, A per phase, 0 to 32. Below its minimum (6 A) nothing is allocated. For setting
   * up: for control use the installation's available current, which this bypasses. Default: stays as it is.
   *
   * @example 16
   */
  readonly maxChargeCurrentA?: number;
  /** The most phases that it charges on. Default: stays as it is. @example 1 */
  readonly maxChargePhases?: 1 | 3;
  /**
   * The least that the vehicle needs, A per phase, 0 to 32; the cloud's own is 6. For setting up. Default: stays as it
   * is.
   *
   * @example 8
   */
  readonly minChargeCurrentA?: number;
  /**
   * What it takes while it is offline, A per phase, 0 to 32; `automatic`: its share. Default: stays as it is.
   *
   * @example 'automatic'
   */
  readonly offlineChargeCurrentA?: number | 'automatic';
  /** On which phases it charges while it is offline. Default: stays as it is. @example 'L1' */
  readonly offlineChargePhases?: OfflinePhases;
  /**
   * How often it reports its meter, whole seconds; 0: never. 1800 is advised; the cloud's own is 900 (Pro) or 3600 (Go).
   * Default: stays as it is.
   *
   * @example 1800
   */
  readonly meterValueIntervalS?: number;
}

/**
 * Which phases a charger charges on while it is offline; `automatic`: as its installation says. Source: zaptec-api.md
 * §5.5.
 */
export type OfflinePhases = 'automatic' | 'L1' | 'L2' | 'L3' | 'all';

/** Ceiling of a charger (§6.2). */
const mostCurrentA = 32;
const automaticCurrent = -1;

const offlinePhases: Readonly<Record<OfflinePhases, number>> = {
  automatic: phases.None,
  L1: phases.Phase_1,
  L2: phases.Phase_2,
  L3: phases.Phase_3,
  all: phases.All,
};

/** What a program without types may get wrong: it is refused by `invalid-option`, a value that the documents do not allow by `bad-value`. */
export const chargerSettingChecks: Readonly<Record<keyof ChargerSettings, Check>> = {
  maxChargeCurrentA: number,
  maxChargePhases: number,
  minChargeCurrentA: number,
  offlineChargeCurrentA: check(`a number, or 'automatic'`, (value) => {
    return value === 'automatic' || (typeof value === 'number' && !Number.isNaN(value));
  }),
  offlineChargePhases: oneOf(...Object.keys(offlinePhases)),
  meterValueIntervalS: number,
};

/** @param settings of which `chargerSettingChecks` found nothing wrong */
export function checkedChargerSettings(settings: ChargerSettings): Checked {
  const { read, done } = settingsReader(settings);
  read('maxChargeCurrentA', 'maxChargeCurrent', current, currentRange);
  read('maxChargePhases', 'maxChargePhases', (value) => (value === 1 || value === 3 ? value : null), '1 or 3');
  read('minChargeCurrentA', 'minChargeCurrent', current, currentRange);
  read(
    'offlineChargeCurrentA',
    'offlineChargeCurrent',
    (value) => (value === 'automatic' ? automaticCurrent : current(value)),
    `'automatic', or ${currentRange}`,
  );
  read(
    'offlineChargePhases',
    'offlineChargePhase',
    (value) => offlinePhases[value],
    Object.keys(offlinePhases).join(', '),
  );
  read(
    'meterValueIntervalS',
    'meterValueInterval',
    (value) => (Number.isSafeInteger(value) && value >= 0 ? value : null),
    'whole seconds, or 0 for never',
  );
  return done();
}

const currentRange = `0 to ${mostCurrentA} A`;

function current(value: number): number | null {
  return value >= 0 && value <= mostCurrentA ? value : null;
}
