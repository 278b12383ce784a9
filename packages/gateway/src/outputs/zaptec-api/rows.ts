// Rows in the cloud's own shape: as they were sent, with what the stream has taught since, less what the app may not see.
import { cloudFlag, cloudInteger, sensitivityOfField, stateIds } from '@fairlead/protocol';
import type { ChargerRow, MirrorView } from '@fairlead/sdk';

export type CloudRow = Readonly<Record<string, unknown>>;

/**
 * Personal by the cloud's list, and shown to every app all the same: they name equipment, and no app finds its charger
 * without them. Everything else that is personal (addresses, people, cards) needs the scope `personal`.
 */
const labels: ReadonlySet<string> = new Set(['Name', 'DeviceId', 'MID', 'Mid', 'SerialNo', 'InstallationName']);

export function chargerRow(charger: ChargerRow, mirror: MirrorView, personal: boolean): CloudRow {
  const mode = cloudInteger(mirror.observation(charger.id, stateIds.ChargerOperationMode)?.value);
  const online = cloudFlag(mirror.observation(charger.id, stateIds.IsOnline)?.value);
  return {
    ...visible(charger.row, personal),
    ...(mode === undefined ? {} : { OperatingMode: mode }),
    ...(online === undefined ? {} : { IsOnline: online }),
  };
}

export function visible(row: CloudRow, personal: boolean): CloudRow {
  return personal ? row : (withoutPersonal(row) as CloudRow);
}

function withoutPersonal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPersonal);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => labels.has(name) || sensitivityOfField(name) !== 'personal');
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutPersonal(inner)]));
}
