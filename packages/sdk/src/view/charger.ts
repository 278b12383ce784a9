// A charger as a program wants it: derived from what the mirror holds, with units in the names. Reading makes no call.
// Invariant: the raw observations stay as they came; idle noise is hidden here alone.
import {
  type ChargerMode,
  chargerMode,
  cloudFlag,
  cloudNumber,
  modelOfSerial,
  operatingModes,
  stateIds,
} from '@fairlead/protocol';
import type { MirrorView } from '../account.ts';
import type { Observed } from '../mirror/observed.ts';
import type { ChargerRow } from '../mirror/state-keeper.ts';
import { onlineOf } from './online.ts';
import type { Followed } from './stated-age.ts';
import { listedAt, nothingTold, type Told, told, withAge } from './told.ts';

export interface Charger {
  readonly id: string;
  /** The cloud's `DeviceId`. */
  readonly serial: string;
  readonly name: string;
  readonly installationId: string | null;
  /** In words, from the serial's prefix: `Pro`, `Go`, `Go 2`, `Sense`, `unknown`. */
  readonly model: string;
  readonly online: Told<boolean>;
  readonly mode: Told<ChargerMode>;
  /** W. 0 unless charging: 2 to 3 W are reported with no car. Null while what flows now is not told yet. */
  readonly powerW: Told<number>;
  readonly sessionEnergyKwh: Told<number>;
  /** A, of the three phases. 0 unless charging. */
  readonly currentA: Told<readonly [number, number, number]>;
  /** A, what the installation lets the charger take. */
  readonly allocatedCurrentA: Told<number>;
  /** A, the charger's own limit: a setting, which is not pushed. */
  readonly maxCurrentA: Told<number>;
  readonly sessionId: string | null;
}

type Holder = (stateId: number) => Observed | undefined;

/** @param followed how the charger is followed now; without it no age is stated, and missed pulses say nothing */
export function chargerOf(row: ChargerRow, mirror: MirrorView, followed: Followed | null = null): Charger {
  const held: Holder = (stateId) => mirror.observation(row.id, stateId);
  const number = (stateId: number): Told<number> => told(held(stateId), (text) => cloudNumber(text) ?? null);
  const mode = modeOf(row, held);
  const charging = mode.value === 'charging';
  const power = sinceCharging(held, number(stateIds.TotalChargePower));
  const current = currentsOf(held);
  const aged = <T>(stateId: number, value: Told<T>): Told<T> => withAge(stateId, value, followed);
  return {
    id: row.id,
    serial: row.serial,
    name: row.name,
    installationId: row.installationId,
    model: modelOfSerial(row.serial).name,
    online: onlineOf(row, mirror, followed),
    mode: aged(stateIds.ChargerOperationMode, mode),
    powerW: aged(stateIds.TotalChargePower, charging || power.value === null ? power : { ...power, value: 0 }),
    sessionEnergyKwh: aged(stateIds.TotalChargePowerSession, number(stateIds.TotalChargePowerSession)),
    currentA: aged(
      stateIds.CurrentPhase1,
      charging || current.value === null ? current : { ...current, value: [0, 0, 0] },
    ),
    allocatedCurrentA: aged(stateIds.ChargeCurrentSet, number(stateIds.ChargeCurrentSet)),
    maxCurrentA: aged(stateIds.ChargerMaxCurrent, number(stateIds.ChargerMaxCurrent)),
    sessionId: held(stateIds.SessionIdentifier)?.value || null,
  };
}

/** A power reported before the charging began is that of an idle charger: what flows now is not told yet. */
function sinceCharging(held: Holder, power: Told<number>): Told<number> {
  const began = held(stateIds.ChargerOperationMode);
  const reported = held(stateIds.TotalChargePower);
  if (!began || !reported || cloudNumber(began.value) !== operatingModes.Connected_Charging) return power;
  return reported.observedAtUs < began.observedAtUs ? { ...power, value: null } : power;
}

/** Until the mode was observed, the row of the list serves. */
function modeOf({ row, readAtMs }: ChargerRow, held: Holder): Told<ChargerMode> {
  const observed = held(stateIds.ChargerOperationMode);
  const listed = row['OperatingMode'];
  const textHeld = (stateId: number): string | null | undefined =>
    stateId === stateIds.ChargerOperationMode && !observed ? textOf(listed) : held(stateId)?.value;
  const authorisationRequired = cloudFlag(row['IsAuthorizationRequired']) ?? null;
  const value = chargerMode(textHeld, { authorisationRequired });
  if (observed) return told(observed, () => value);
  return listed === undefined || listed === null ? nothingTold : { ...listedAt(readAtMs), value };
}

/** Three phases as one value, as old as its newest part. */
function currentsOf(held: Holder): Told<readonly [number, number, number]> {
  const parts = [held(stateIds.CurrentPhase1), held(stateIds.CurrentPhase2), held(stateIds.CurrentPhase3)];
  const newest = parts
    .filter((part) => part !== undefined)
    .reduce<Observed | undefined>(
      (one, other) => (one && one.observedAtUs >= other.observedAtUs ? one : other),
      undefined,
    );
  const [first = 0, second = 0, third = 0] = parts.map((part) => cloudNumber(part?.value));
  return told(newest, () => [first, second, third]);
}

function textOf(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}
