// The controls of a charger as it left its box, which is also what a snapshot older than a field is given for it.
import type { ChargerPlan } from '../fleets/world-plan.ts';
import type { ChargerControls } from './charger-controls.ts';
import { neverMs } from './charger-state.ts';
import { leastShareA } from './load-sharing.ts';
import { firmwareOf, readingIntervalMs } from './ocmf.ts';

export function freshControls(plan: ChargerPlan): ChargerControls {
  const everOnline = plan.opening.kind !== 'never-online';
  return {
    maxCurrentA: plan.maxCurrentA,
    minCurrentA: leastShareA,
    maxPhases: 3,
    offlineCurrentA: -1,
    offlinePhases: 0,
    meterIntervalS: readingIntervalMs(plan.model) / 1000,
    firmware: firmwareOf(plan.model),
    warnings: '0',
    managedElsewhere: false,
    everOnline,
    online: everOnline,
    backAtMs: neverMs,
    installs: null,
    settledAlone: false,
    heard: null,
    released: false,
    limitChanged: false,
    turnAtMs: 0,
    toldSinceSet: null,
    written: {},
  };
}
