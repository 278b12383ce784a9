// An installation as `/v1` shows it, from the row that the cloud sent.
import type { InstallationRecord } from '@fairlead/sdk';
import type { InstallationView } from '../contract.ts';
import { isoOf } from './instant.ts';

export function installationView(
  accountId: string,
  record: InstallationRecord,
  known: { readonly chargerCount: number; readonly mostAgeMs: number | null },
): InstallationView {
  return {
    accountId,
    id: record.id,
    name: record.name,
    chargerCount: known.chargerCount,
    maxCurrentA: ampere(record.row['MaxCurrent']),
    availableCurrentA: ampere(record.row['AvailableCurrent']),
    readAt: isoOf(record.readAtMs),
    mostAgeMs: known.mostAgeMs,
  };
}

function ampere(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
