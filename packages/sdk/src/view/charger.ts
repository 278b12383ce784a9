// A charger as a program wants it: derived from what the mirror holds, with units in the names. Reading makes no call.
// Invariant: the raw observations stay as they came; idle noise is hidden here alone.
import {
  type ChargerMode,
  chargerMode,
  cloudFlag,
  cloudInteger,
  cloudNumber,
  modelOfCharger,
  modelOfSerial,
  operatingModes,
  phaseUse,
  stateIds,
} from '@fairlead/protocol';
import type { MirrorView } from '../account.ts';
import type { Observed } from '../mirror/observed.ts';
import type { ChargerRow } from '../mirror/state-keeper.ts';
import { mustFit } from '../must-fit.ts';
import { ableTo, fields, firstOf, object, orNull, text } from '../value-check.ts';
import { meterReadingKwh } from './meter-reading.ts';
import { modelTold } from './model-told.ts';
import { onlineOf } from './online.ts';
import { type OpenSession, sessionOf } from './session.ts';
import { type Followed, isFollowed } from './stated-age.ts';
import { listedAt, nothingTold, type Told, told, withAge } from './told.ts';
import { type Warning, warningsOf } from './warnings.ts';

/** Which phases a charger uses. Source: zaptec-api.md §5.6. */
export interface Phases {
  /** `L1`, `L1+L2+L3`, in an IT network `phase 1` to `phase 3` and `all three`; `none` while nothing flows. */
  readonly label: string;
  /** Which kind of network its number speaks of; null while nothing flows. */
  readonly network: 'TN' | 'IT' | null;
  /** How many phases are used: 0 while nothing flows. */
  readonly count: 0 | 1 | 3;
}

/**
 * A charger as it is held now. A snapshot: ask again for what came since. Values that nobody told are null, never 0.
 * Source: zaptec-api.md §5.1, §5.2.
 */
export interface Charger {
  /** Lower case. */
  readonly id: string;
  /** The cloud's `DeviceId`. */
  readonly serial: string;
  /** As its owner named it; the serial where nobody did. */
  readonly name: string;
  /** Lower case; null where the list names none. */
  readonly installationId: string | null;
  /** In words, by the serial's prefix, else by what the charger tells of itself: `Pro`, `Go`, `Go 2`, `Sense`, `unknown`. */
  readonly model: string;
  /** Told by the cloud; whether changes of it are pushed is not known. */
  readonly online: Told<boolean>;
  /**
   * Closed: what the cloud adds one day is `unknown` here. A pause is told from a finished charge by observation 718, which no
   * row of a list has: so of a charger that the list alone tells of (role User) a pause is `finished`, and of any other until
   * its state was read.
   */
  readonly mode: Told<ChargerMode>;
  /** W. 0 unless charging: 2 to 3 W are reported with no car. Null while what flows now is not told yet. */
  readonly powerW: Told<number>;
  /** kWh delivered in the session that is open; after it, until the next one, what the last one took. */
  readonly energyKwh: Told<number>;
  /** kWh on the charger's own meter, told about once an hour. Null where its last reading does not count as good. */
  readonly meterEnergyKwh: Told<number>;
  /** A, of the three phases. 0 unless charging. */
  readonly currentA: Told<readonly [number, number, number]>;
  /** A, what the installation lets the charger take. */
  readonly allocatedCurrentA: Told<number>;
  /** A, the charger's own limit: a setting, which is not pushed. */
  readonly maxCurrentA: Told<number>;
  /** Which of them it uses, as it told last (observation 519). */
  readonly phases: Told<Phases>;
  /** None: an empty list. By the bits of the device's own type. */
  readonly warnings: Told<readonly Warning[]>;
  /** The session that is open, from plug-in to unplugging; null where none is. */
  readonly session: OpenSession | null;
}

const isRow = fields({ id: text, serial: text, row: object });
const isMirror = ableTo('observation', 'observations');
const isHow = orNull(isFollowed);

type Holder = (stateId: number) => Observed | undefined;

/**
 * A charger's view from its row and what is held of it. Reads, and makes no call.
 *
 * @param followed how the charger is followed now; without it no age is stated, and missed pulses say nothing
 * @throws SdkError `invalid-option` for what is no row, or no mirror
 */
export function chargerOf(row: ChargerRow, mirror: MirrorView, followed: Followed | null = null): Charger {
  mustFit('derive a charger', firstOf([isRow(row, 'row'), isMirror(mirror, 'mirror'), isHow(followed, 'followed')]));
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
    model: modelOfCharger(modelTold(row, mirror)).name,
    online: onlineOf(row, mirror, followed),
    mode: aged(stateIds.ChargerOperationMode, mode),
    powerW: aged(stateIds.TotalChargePower, charging || power.value === null ? power : { ...power, value: 0 }),
    energyKwh: aged(stateIds.TotalChargePowerSession, number(stateIds.TotalChargePowerSession)),
    meterEnergyKwh: aged(stateIds.SignedMeterValue, told(held(stateIds.SignedMeterValue), meterReadingKwh)),
    currentA: aged(
      stateIds.CurrentPhase1,
      charging || current.value === null ? current : { ...current, value: [0, 0, 0] },
    ),
    allocatedCurrentA: aged(stateIds.ChargeCurrentSet, number(stateIds.ChargeCurrentSet)),
    maxCurrentA: aged(stateIds.ChargerMaxCurrent, number(stateIds.ChargerMaxCurrent)),
    phases: aged(stateIds.SetPhases, told(held(stateIds.SetPhases), phasesOf)),
    warnings: aged(stateIds.Warnings, warningsHeld(row, held)),
    session: sessionOf(held),
  };
}

function phasesOf(text: string | null): Phases | null {
  const id = cloudInteger(text);
  const use = id === undefined ? undefined : phaseUse(id);
  if (!use) return null;
  return { label: use.label, network: use.network, count: use.bits === 0 ? 0 : use.bits === 7 ? 3 : 1 };
}

/** By the device type of the row, else of the serial; until they were observed, those of the list serve. */
function warningsHeld({ row, serial, deviceType, readAtMs }: ChargerRow, held: Holder): Told<readonly Warning[]> {
  const schema = deviceType || modelOfSerial(serial).deviceType;
  const observed = held(stateIds.Warnings);
  if (observed) return told(observed, (text) => warningsOf(text ?? '0', schema) ?? null);
  const listed = textOf(row['Warnings']);
  return listed === undefined ? nothingTold : { ...listedAt(readAtMs), value: warningsOf(listed, schema) ?? null };
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
