// One raw observation as `/v1` shows it.
import { type Observed, rawObservation } from '@fairlead/sdk';
import type { ObservationView } from '../contract.ts';
import { isoOf, isoOfUs } from './instant.ts';

export interface ObservationOf {
  readonly accountId: string;
  readonly chargerId: string;
  readonly deviceType: number;
  readonly stateId: number;
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
    clockSuspect: observed.clockSuspect,
  };
}
