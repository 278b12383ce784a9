// Reads what a snapshot holds of a charger's controls and of an installation; what it lacks begins as new.
// Invariant: an unknown field is left out, a known one of the wrong type makes the snapshot unreadable.
import type { ChargerControls, LastHeard } from './charger-controls.ts';
import type { InstallationState, ThreePhases } from './installation-state.ts';
import { listOf, type NumberReader, number, oneOf, record, text, unreadable, wholeWithin, within } from './snapshot.ts';

type Raw = Readonly<Record<string, unknown>>;

/** More than 2,000 chargers of one installation at 32 A, three times over. */
const mostCurrentA = 200_000;
const current = within(0, mostCurrentA);

/** A day, as an update may set it. A reading that is due before the last one would be written for ever. */
const mostIntervalS = 86_400;

export function readControls(saved: unknown, fresh: ChargerControls, where: string): ChargerControls {
  if (saved === undefined) return fresh;
  const raw = record(saved, where);
  return {
    ...figures(raw, where, fresh, {
      maxCurrentA: current,
      minCurrentA: current,
      offlineCurrentA: within(-1, mostCurrentA),
      offlinePhases: wholeWithin(0, 7),
      meterIntervalS: wholeWithin(0, mostIntervalS),
      backAtMs: number,
      turnAtMs: number,
    }),
    ...flags(raw, fresh, ['managedElsewhere', 'everOnline', 'online', 'settledAlone', 'released', 'limitChanged']),
    maxPhases: oneOf([1, 3] as const, raw['maxPhases'] ?? fresh.maxPhases, `${where}.maxPhases`),
    firmware: text(raw['firmware'] ?? fresh.firmware, `${where}.firmware`),
    warnings: mask(raw['warnings'] ?? fresh.warnings, `${where}.warnings`),
    installs: raw['installs'] == null ? null : text(raw['installs'], `${where}.installs`),
    heard: raw['heard'] == null ? null : readHeard(record(raw['heard'], `${where}.heard`), `${where}.heard`),
    toldSinceSet: raw['toldSinceSet'] == null ? null : readIds(raw['toldSinceSet'], `${where}.toldSinceSet`),
    written: readWritten(record(raw['written'] ?? {}, `${where}.written`), `${where}.written`),
  };
}

export function readInstallation(saved: unknown, fresh: InstallationState, where: string): InstallationState {
  if (saved === undefined) return fresh;
  const raw = record(saved, where);
  return {
    ...figures(raw, where, fresh, {
      chance: number,
      maxCurrentA: current,
      defaultA: current,
      switchCurrentA: current,
      writtenAtMs: number,
      turnAtMs: number,
      scheduleAtMs: number,
      senseAtMs: number,
    }),
    ...flags(raw, fresh, ['minPowerOffline', 'requiresCard']),
    availableA: readPhases(raw['availableA'] ?? fresh.availableA, `${where}.availableA`),
    mode: oneOf([0, 1, 2] as const, raw['mode'] ?? fresh.mode, `${where}.mode`),
    authenticationType: oneOf(
      [0, 1, 2, 3] as const,
      raw['authenticationType'] ?? fresh.authenticationType,
      `${where}.authenticationType`,
    ),
    changedAtUs: raw['changedAtUs'] == null ? null : number(raw['changedAtUs'], `${where}.changedAtUs`),
    sensedA: raw['sensedA'] == null ? null : readPhases(raw['sensedA'], `${where}.sensedA`),
  };
}

function figures<T, Key extends keyof T & string>(
  raw: Raw,
  where: string,
  fresh: T,
  readers: Readonly<Record<Key, NumberReader>>,
): Pick<T, Key> {
  const read = (Object.entries(readers) as [Key, NumberReader][]).map(([key, reader]) => {
    return [key, reader(raw[key] ?? fresh[key], `${where}.${key}`)] as const;
  });
  return Object.fromEntries(read) as Pick<T, Key>;
}

function flags<T, Key extends keyof T & string>(raw: Raw, fresh: T, keys: readonly Key[]): Pick<T, Key> {
  return Object.fromEntries(keys.map((key) => [key, (raw[key] ?? fresh[key]) === true])) as Pick<T, Key>;
}

function readHeard(raw: Raw, where: string): LastHeard {
  return {
    values: listOf(raw['values'], `${where}.values`, (value, at) => (value === null ? null : text(value, at))),
    timesUs: listOf(raw['timesUs'], `${where}.timesUs`, number),
  };
}

/** More ids than any charger has. */
const mostIds = 1_000;

function readIds(raw: unknown, where: string): number[] {
  if (Array.isArray(raw) && raw.length <= mostIds && raw.every((id) => Number.isSafeInteger(id))) return raw;
  throw unreadable(`${where} is not a list of observations`);
}

function readWritten(raw: Raw, where: string): ChargerControls['written'] {
  const written: ChargerControls['written'] = {};
  for (const [id, pair] of Object.entries(raw)) {
    if (!/^-?\d{1,6}$/.test(id) || !Array.isArray(pair)) throw unreadable(`${where} holds something else than values`);
    const value: unknown = pair[0];
    written[id] = [value === null ? null : text(value, where), number(pair[1], where)];
  }
  return written;
}

function readPhases(raw: unknown, where: string): ThreePhases {
  if (!Array.isArray(raw) || raw.length !== 3) throw unreadable(`${where} is not three currents`);
  return [current(raw[0], where), current(raw[1], where), current(raw[2], where)];
}

function mask(raw: unknown, where: string): string {
  const given = text(raw, where);
  if (/^\d{1,20}$/.test(given)) return given;
  throw unreadable(`${where} is not a mask`);
}
