// Carries out an update of a charger's settings and says them again as observations (zaptec-api.md §3.10).
import type { ChargerChange, UpdateResult } from './changes.ts';
import type { Charger } from './charger.ts';
import { idOfBits } from './phases-in-use.ts';
import { decimals } from './reporter.ts';

/** Observations that an update writes: kept by the cloud, and pushed only by the switch `push-of-settings`. */
export const settingIds: ReadonlySet<number> = new Set([510, 511, 520, 522, 523, 555]);

/** 522 and 523 of a charger that finds its offline current by itself, as samples show them (§10.6). */
const automaticPhaseId = '4';
const automaticCurrent = '10.000';

export function updateCharger(charger: Charger, change: ChargerChange, nowMs: number): UpdateResult {
  const { context, reporter } = charger;
  const { controls } = context.state;
  if (controls.managedElsewhere) return { kind: 'refused', why: 'managed-elsewhere' };
  if (change.maxCurrentA !== undefined) {
    controls.limitChanged ||= controls.maxCurrentA !== change.maxCurrentA;
    controls.maxCurrentA = change.maxCurrentA;
    reporter.write(510, decimals(change.maxCurrentA), nowMs);
  }
  if (change.minCurrentA !== undefined) {
    controls.minCurrentA = change.minCurrentA;
    reporter.write(511, decimals(change.minCurrentA), nowMs);
  }
  if (change.maxPhases !== undefined) {
    controls.maxPhases = change.maxPhases;
    reporter.write(520, String(change.maxPhases), nowMs);
  }
  if (change.offlineCurrentA !== undefined) {
    const currentA = change.offlineCurrentA;
    controls.offlineCurrentA = currentA;
    reporter.write(523, currentA < 0 ? automaticCurrent : decimals(currentA), nowMs);
  }
  if (change.offlinePhases !== undefined) {
    controls.offlinePhases = change.offlinePhases;
    reporter.write(522, String(idOfBits(change.offlinePhases, charger.network) ?? automaticPhaseId), nowMs);
  }
  if (change.meterIntervalS !== undefined) {
    controls.meterIntervalS = change.meterIntervalS;
    reporter.write(555, String(change.meterIntervalS), nowMs);
    charger.reports.planReading(nowMs);
  }
  context.surroundings.share(context.index, nowMs);
  return { kind: 'accepted' };
}
