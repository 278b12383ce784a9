// One raw observation as `/v1` shows it.
import { type Followed, mostAgeMs, type Observed, rawObservation } from '@fairlead/sdk';
import type { ObservationView } from '../contract.ts';
import { isoOf, isoOfUs } from './instant.ts';

export interface ObservationOf {
  readonly accountId: string;
  readonly chargerId: string;
  readonly deviceType: number;
  readonly stateId: number;
  /** How its charger is followed now; null where nobody says. */
  readonly followed: Followed | null;
}

export function observationView(of: ObservationOf, observed: Observed): ObservationView {
  const { name, unit } = rawObservation(of.stateId, of.deviceType, observed);
  return {
    accountId: of.accountId,
    chargerId: of.chargerId,
    stateId: of.stateId,
    name,
    unit,
    value: observed.value,
    observedAt: isoOfUs(observed.observedAtUs),
    receivedAt: isoOf(observed.receivedAtMs),
    via: observed.via,
    mostAgeMs: of.followed && mostAgeMs(of.stateId, of.followed),
    clockSuspect: observed.clockSuspect,
  };
}
