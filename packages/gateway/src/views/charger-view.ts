// A charger as `/v1` shows it, read from the mirror. Reading never makes a call.
import { chargerMode, cloudFlag, cloudNumber, modelOfSerial, operatingModes, stateIds } from '@fairlead/protocol';
import type { ChargerRow, MirrorView, Observed } from '@fairlead/sdk';
import type { ChargerMode, ChargerView, CommandView, Freshness, Sourced } from '../contract.ts';
import { isoOf, isoOfUs, isoOrNull } from './instant.ts';

export interface ChargerContext {
  readonly accountId: string;
  readonly mirror: MirrorView;
  readonly freshness: Freshness;
  readonly lastSeenAtMs: number | null;
  /** Under way, newest first. */
  readonly commands: readonly CommandView[];
}

const maxCommandsShown = 5;
type Holder = (stateId: number) => Observed | undefined;

export function chargerView(charger: ChargerRow, context: ChargerContext): ChargerView {
  const held: Holder = (stateId) => context.mirror.observation(charger.id, stateId);
  const number = (stateId: number): Sourced<number> => sourced(held(stateId), (text) => cloudNumber(text) ?? null);
  const mode = modeOf(charger, held);
  // Idle residue of 2..3 W and 0.02..0.7 A is reported with no car: zero unless energy flows.
  const charging = mode.value === 'charging';
  const power = sinceCharging(held, number(stateIds.TotalChargePower));
  const current = currentsOf(held);
  return {
    accountId: context.accountId,
    id: charger.id,
    serial: charger.serial,
    name: charger.name,
    installationId: charger.installationId,
    model: modelOfSerial(charger.serial).name,
    freshness: context.freshness,
    lastSeenAt: isoOrNull(context.lastSeenAtMs),
    online: onlineOf(charger, held),
    mode,
    powerW: charging || power.value === null ? power : { ...power, value: 0 },
    sessionEnergyKwh: number(stateIds.TotalChargePowerSession),
    currentA: charging || current.value === null ? current : { ...current, value: [0, 0, 0] },
    allocatedCurrentA: number(stateIds.ChargeCurrentSet),
    sessionId: held(stateIds.SessionIdentifier)?.value || null,
    commands: context.commands.slice(0, maxCommandsShown),
  };
}

/** A power reported before the charging began is that of an idle charger: what flows now is not told yet. */
function sinceCharging(held: Holder, power: Sourced<number>): Sourced<number> {
  const began = held(stateIds.ChargerOperationMode);
  const reported = held(stateIds.TotalChargePower);
  if (!began || !reported || cloudNumber(began.value) !== operatingModes.Connected_Charging) return power;
  return reported.observedAtUs < began.observedAtUs ? { ...power, value: null } : power;
}

/** Until the mode was observed, the row of the list serves. */
function modeOf(charger: ChargerRow, held: Holder): Sourced<ChargerMode> {
  const observed = held(stateIds.ChargerOperationMode);
  const listed = charger.row['OperatingMode'];
  const textHeld = (stateId: number): string | null | undefined =>
    stateId === stateIds.ChargerOperationMode && !observed ? textOf(listed) : held(stateId)?.value;
  const authorisationRequired = cloudFlag(charger.row['IsAuthorizationRequired']) ?? null;
  const value = chargerMode(textHeld, { authorisationRequired });
  if (observed) return sourced(observed, () => value);
  return listed === undefined || listed === null ? nothing : { ...readWith(charger), value };
}

function onlineOf(charger: ChargerRow, held: Holder): Sourced<boolean> {
  const observed = held(stateIds.IsOnline);
  if (observed) return sourced(observed, (text) => cloudFlag(text) ?? null);
  const listed = cloudFlag(charger.row['IsOnline']);
  return listed === undefined ? nothing : { ...readWith(charger), value: listed };
}

/** Three phases as one value, as old as its newest part. */
function currentsOf(held: Holder): Sourced<readonly [number, number, number]> {
  const parts = [held(stateIds.CurrentPhase1), held(stateIds.CurrentPhase2), held(stateIds.CurrentPhase3)];
  const newest = parts
    .filter((part) => part !== undefined)
    .reduce<Observed | undefined>(
      (one, other) => (one && one.observedAtUs >= other.observedAtUs ? one : other),
      undefined,
    );
  const [first = 0, second = 0, third = 0] = parts.map((part) => cloudNumber(part?.value));
  return sourced(newest, () => [first, second, third]);
}

const nothing = { value: null, observedAt: null, receivedAt: null, via: null } as const;

function readWith(charger: ChargerRow): Omit<Sourced<never>, 'value'> {
  return { observedAt: null, receivedAt: isoOf(charger.readAtMs), via: 'poll' };
}

function sourced<T>(observed: Observed | undefined, read: (value: string | null) => T | null): Sourced<T> {
  if (!observed) return nothing;
  return {
    value: read(observed.value),
    observedAt: isoOfUs(observed.observedAtUs),
    receivedAt: isoOf(observed.receivedAtMs),
    via: observed.via,
  };
}

function textOf(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}
