// How an installation is built and what runs on it, as the cloud tells it, and as the charger list tells it where the
// account may not ask.
import type { ParsedFirmware, ParsedHierarchy } from '@fairlead/protocol';
import { cloudFlag, parseChargerRow, stateIds } from '@fairlead/protocol';
import type { MirrorView } from '../account.ts';
import type { ChargerRow, InstallationRecord } from '../mirror/state-keeper.ts';
import { discreetRow } from '../view/personal.ts';
import type { KnownAnswer } from './held-answers.ts';

/** A circuit of an installation and its chargers. Source: zaptec-api.md §3.5. */
export interface HierarchyCircuit {
  /** Lower case; null for chargers that stand in no circuit. */
  readonly id: string | null;
  /** As the installer named it; null where nobody did. */
  readonly name: string | null;
  /** A, of the fuse; null where the cloud does not say. */
  readonly maxCurrentA: number | null;
  /** False for one that was taken out of use; true where the cloud does not say. */
  readonly active: boolean;
  /** What the tree tells of each of its chargers. */
  readonly chargers: ParsedHierarchy['circuits'][number]['chargers'];
}

/** How an installation is wired: its circuits and their chargers. Source: zaptec-api.md §3.5. */
export interface Hierarchy {
  /** Of the installation, lower case. */
  readonly id: string;
  /** Of the installation; null where the cloud does not say. */
  readonly name: string | null;
  /** The cloud's number, such as 4 (TN, three phases); null where it does not say. */
  readonly networkType: number | null;
  /** In the order of the tree; chargers that stand in none are in one whose `id` is null. */
  readonly circuits: readonly HierarchyCircuit[];
  /** The tree as the cloud sent it, unknown fields too, less its secrets; null where the list of chargers told it. Names in it are not enumerable. */
  readonly row: Readonly<Record<string, unknown>> | null;
}

/** The firmware of a charger: what runs on it and what there is. Source: zaptec-api.md §3.12. */
export interface Firmware extends Omit<ParsedFirmware, 'row'> {
  /** The row as the cloud sent it, unknown fields too, less its secrets; null where the charger's state told it. Names in it are not enumerable. */
  readonly row: ParsedFirmware['row'] | null;
}

type Site = Pick<InstallationRecord, 'id' | 'name'>;

export function hierarchyOf({ id, name, networkType, circuits, row }: ParsedHierarchy): Hierarchy {
  return { id, name, networkType, circuits, row: discreetRow(row) };
}

export function discreetFirmware(firmware: ParsedFirmware): Firmware {
  return { ...firmware, row: discreetRow(firmware.row) };
}

/** The chargers of the list by the circuits that their rows name; null where the list knows none. */
export function listedHierarchy(site: Site, mirror: MirrorView): KnownAnswer<Hierarchy> | null {
  const rows = chargersIn(site.id, mirror);
  if (rows.length === 0) return null;
  const circuits = new Map<string | null, ChargerRow[]>();
  for (const charger of rows) {
    const parsed = parseChargerRow(charger.row);
    const circuitId = parsed.kind === 'ok' ? parsed.value.circuitId : null;
    circuits.set(circuitId, [...(circuits.get(circuitId) ?? []), charger]);
  }
  const value = {
    id: site.id,
    name: site.name,
    networkType: null,
    row: null,
    circuits: [...circuits].map(([id, chargers]) => ({
      ...{ id, name: null, maxCurrentA: null, active: true },
      chargers: chargers.map(({ id: chargerId, serial, name, active, deviceType }) => ({
        ...{ id: chargerId, serial, name, active, deviceType },
      })),
    })),
  };
  return { value, readAtMs: oldestOf(rows) };
}

/** Versions that observation 911 told; what is available is not known. Null where the list knows no charger. */
export function listedFirmware(site: Site, mirror: MirrorView): KnownAnswer<readonly Firmware[]> | null {
  const rows = chargersIn(site.id, mirror);
  if (rows.length === 0) return null;
  const value = rows.map(({ id, serial, deviceType }) => ({
    ...{ chargerId: id, serial, deviceType },
    online: cloudFlag(mirror.observation(id, stateIds.IsOnline)?.value) ?? null,
    currentVersion: mirror.observation(id, stateIds.SmartComputerSoftwareApplicationVersion)?.value ?? null,
    availableVersion: null,
    upToDate: null,
    row: null,
  }));
  return { value, readAtMs: oldestOf(rows) };
}

function chargersIn(installationId: string, mirror: MirrorView): readonly ChargerRow[] {
  return mirror.chargers().filter((charger) => charger.installationId === installationId);
}

function oldestOf(rows: readonly ChargerRow[]): number {
  return rows.reduce((oldestMs, { readAtMs }) => Math.min(oldestMs, readAtMs), Number.POSITIVE_INFINITY);
}
