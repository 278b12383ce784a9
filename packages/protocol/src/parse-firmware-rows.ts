// Firmware of an installation's chargers (`GET /api/chargerFirmware/installation/{id}`): a bare array.
import { type ReadRows, readList } from './parse-rows.ts';
import { removeSecrets } from './remove-secrets.ts';
import { type Parsed, RowReader } from './row-reader.ts';

/** The firmware of one charger. Source: zaptec-api.md §3.12. */
export interface ParsedFirmware {
  /** Lower case. */
  readonly chargerId: string;
  /** All that follows is null for a charger that was added and never came online (custom-components/zaptec#400). */
  readonly serial: string | null;
  /** The cloud's number of the kind of device, such as 4 (Apollo); null where the cloud does not say. */
  readonly deviceType: number | null;
  /** Whether the cloud says that it is; null where the cloud does not say. */
  readonly online: boolean | null;
  /** What runs on it; null where the cloud does not say. */
  readonly currentVersion: string | null;
  /** What there is for it; null where the cloud does not say. */
  readonly availableVersion: string | null;
  /** Whether the cloud says that both are the same; null where the cloud does not say. */
  readonly upToDate: boolean | null;
  /** The row as the cloud sent it, unknown fields too, less its secrets. */
  readonly row: Readonly<Record<string, unknown>>;
}

/** Rows need `ChargerId` alone. */
export function parseFirmwareRows(value: unknown): Parsed<ReadRows<ParsedFirmware>> {
  return readList(value, firmwareOf);
}

function firmwareOf(value: unknown, place: string): Parsed<ParsedFirmware> {
  const row = new RowReader(value, place);
  const chargerId = row.required(row.uuid('ChargerId'), 'ChargerId', 'a UUID', '');
  return row.finish(() => ({
    chargerId,
    serial: row.text('DeviceId'),
    deviceType: row.integer('DeviceType'),
    online: row.flag('IsOnline'),
    currentVersion: row.text('CurrentVersion'),
    availableVersion: row.text('AvailableVersion'),
    upToDate: row.flag('IsUpToDate'),
    row: removeSecrets(value).value as Readonly<Record<string, unknown>>,
  }));
}
