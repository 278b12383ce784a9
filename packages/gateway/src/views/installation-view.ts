// An installation as `/v1` shows it, from what the list and the detail told.
import { heldCurrent, type InstallationRecord } from '@fairlead/sdk';
import type { InstallationView } from '../contract.ts';
import { isoOf } from './instant.ts';

export function installationView(
  accountId: string,
  record: InstallationRecord,
  known: { readonly chargerCount: number; readonly mostAgeMs: number | null },
): InstallationView {
  const { phasesA, maxCurrentA } = heldCurrent(record);
  return {
    accountId,
    id: record.id,
    name: record.name,
    chargerCount: known.chargerCount,
    maxCurrentA,
    // One for all phases; null when they differ or nothing is set.
    availableCurrentA: phasesA && new Set(phasesA).size === 1 ? phasesA[0] : null,
    readAt: isoOf(record.readAtMs),
    mostAgeMs: known.mostAgeMs,
  };
}
