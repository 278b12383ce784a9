// Carries out an update of an installation, and what else moves its current: writes that come too fast, cars that leave.
import type { Switches } from '../switches/switches.ts';
import type { InstallationChange, UpdateResult } from './changes.ts';
import { addWarnings, maxSessionRestart } from './charger-warnings.ts';
import type { Installation } from './installation.ts';
import type { InstallationState, ThreePhases } from './installation-state.ts';

/** docs.zaptec.com/docs/dynamic-load-balancing-with-the-zaptec-api: not more than once in 15 minutes. */
const currentWriteIntervalMs = 900_000;

export function updateInstallation(
  installation: Installation,
  change: InstallationChange,
  { switches, nowMs }: { readonly switches: Switches; readonly nowMs: number },
): UpdateResult {
  const { state } = installation;
  if (state.mode === 1) return { kind: 'refused', why: 'schedule' };
  if (state.mode === 2) return { kind: 'refused', why: 'automatic' };
  if (change.maxCurrentA !== undefined) state.maxCurrentA = change.maxCurrentA;
  if (change.minPowerOffline !== undefined) state.minPowerOffline = change.minPowerOffline;
  if (change.switchCurrentA !== undefined) state.switchCurrentA = change.switchCurrentA;
  if (change.availableA !== undefined) {
    state.availableA = writtenA(state, change.availableA);
    const tooFast = nowMs - state.writtenAtMs < currentWriteIntervalMs;
    if (tooFast && switches.get('fast-current-writes') === 'car-stops') stopCars(installation, nowMs);
    state.writtenAtMs = nowMs;
  }
  state.availableA = atMost(state.maxCurrentA, state.availableA);
  installation.changed(nowMs);
  installation.limitsChanged(nowMs);
  return { kind: 'accepted' };
}

/** Whoever had set a current finds it gone once the last car has left (observed; by a switch). */
export function carLeft(installation: Installation, switches: Switches, nowMs: number): void {
  const { state, chargers } = installation;
  if (switches.get('current-reset-after-disconnect') === 'off') return;
  if (chargers.some(({ context }) => context.state.car !== null)) return;
  if (state.availableA.every((currentA) => currentA === state.defaultA)) return;
  state.availableA = [state.defaultA, state.defaultA, state.defaultA];
  installation.changed(nowMs);
  installation.limitsChanged(nowMs);
}

function writtenA(
  { defaultA, maxCurrentA }: InstallationState,
  availableA: NonNullable<InstallationChange['availableA']>,
): ThreePhases {
  if (typeof availableA === 'number') return [availableA, availableA, availableA];
  const usualA = Math.min(defaultA, maxCurrentA);
  return [availableA[0] ?? usualA, availableA[1] ?? usualA, availableA[2] ?? usualA];
}

function atMost(mostA: number, [phase1, phase2, phase3]: ThreePhases): ThreePhases {
  return [Math.min(mostA, phase1), Math.min(mostA, phase2), Math.min(mostA, phase3)];
}

/** Some cars stop for good, and the charger warns of it (§6.2). */
function stopCars({ chargers }: Installation, nowMs: number): void {
  for (const { share, context, reporter } of chargers) {
    if (context.state.powerW === 0) continue;
    addWarnings(context.state, maxSessionRestart, reporter, nowMs);
    share.fallAsleep(nowMs);
    context.surroundings.rescheduled(context.index);
  }
}
