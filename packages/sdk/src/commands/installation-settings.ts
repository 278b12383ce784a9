// The settings of an installation that the cloud documents as writable, but for its available current, which has one writer.
// Source: docs.zaptec.com/reference/api_installation_id_update_post (zaptec-api.md §3.4, §6.4).
import { type Check, flag, number } from '../value-check.ts';
import { type Checked, settingsReader } from './settings-reader.ts';

/**
 * What an installation can be told to keep (POST `/api/installation/{id}/update`), but for the available current. What is
 * left out stays as it is. Source: zaptec-api.md §3.4.
 */
export interface InstallationSettings {
  /**
   * The main limit for charging, A per phase. What an electrician sets: the role Service alone may. Default: stays as
   * it is.
   *
   * @example 25
   */
  readonly maxCurrentA?: number;
  /** Whether chargers that are offline take their minimum (6 A) only. Default: stays as it is. */
  readonly minPowerOfflineMode?: boolean;
  /**
   * Below how much available current Go 2 charges on one phase, A, 0 to 32. 0: always three phases; 32: always one. The
   * portal offers 6 to 31; the cloud's own is 8 (Go 2) or 15 (Pro). Default: stays as it is.
   *
   * @example 10
   */
  readonly threeToOnePhaseSwitchCurrentA?: number;
}

const mostSwitchCurrentA = 32;

/** As `chargerSettingChecks`. */
export const installationSettingChecks: Readonly<Record<keyof InstallationSettings, Check>> = {
  maxCurrentA: number,
  minPowerOfflineMode: flag,
  threeToOnePhaseSwitchCurrentA: number,
};

/** @param settings of which `installationSettingChecks` found nothing wrong */
export function checkedInstallationSettings(settings: InstallationSettings): Checked {
  const { read, done } = settingsReader(settings);
  read('maxCurrentA', 'maxCurrent', (value) => within(value, Number.MAX_VALUE), 'a number of A, 0 or more');
  read('minPowerOfflineMode', 'minPowerOfflineMode', (value) => value, 'true or false');
  read(
    'threeToOnePhaseSwitchCurrentA',
    'threeToOnePhaseSwitchCurrent',
    (value) => within(value, mostSwitchCurrentA),
    `0 to ${mostSwitchCurrentA} A`,
  );
  return done();
}

function within(value: number, mostA: number): number | null {
  return value >= 0 && value <= mostA ? value : null;
}
