// A row of the charger list, or a charger's detail, from unknown JSON to what programs hold of it.
import { modelOfSerial } from './charger-model.ts';
import { deviceTypes } from './enumerations.ts';
import { removeSecrets } from './remove-secrets.ts';
import { type Parsed, RowReader } from './row-reader.ts';
import { readWarnings } from './warnings.ts';

/** A charger as list and detail tell it. Source: zaptec-api.md §3.7. */
export interface ParsedCharger {
  /** Lower case. */
  readonly id: string;
  /** The cloud's `DeviceId`. */
  readonly serial: string;
  /** The serial where the row has no name. */
  readonly name: string;
  /** Lower case; null where the row names none. */
  readonly installationId: string | null;
  /** Lower case; null where the row names none. */
  readonly circuitId: string | null;
  /** The cloud's number of the kind of device, such as 4 (Apollo); told by the serial where the row does not say. */
  readonly deviceType: number;
  /** True unless the row says otherwise: lists leave inactive chargers out. */
  readonly active: boolean;
  /** Bits of `userRoles`; 0 where the row does not say. */
  readonly roles: number;
  /** The cloud's number of the mode (observation 710); null where the row does not say. */
  readonly operatingMode: number | null;
  /** Null where the row does not say. */
  readonly online: boolean | null;
  /** Whether a card is asked for; null where the row does not say. */
  readonly authorisationRequired: boolean | null;
  /** Bit mask of the device's schema (`readWarnings`), past 2^53 on Go; null where the row does not say. */
  readonly warnings: bigint | null;
  /** The row as the cloud sent it, unknown fields too, less its secrets. */
  readonly row: Readonly<Record<string, unknown>>;
  /** Names of the secret fields that were taken out. */
  readonly removed: readonly string[];
}

/** Needs `Id` and `DeviceId` (or the deprecated `MID`). Short rows of `ReturnIdNameOnly` have no serial and are refused. */
export function parseChargerRow(value: unknown): Parsed<ParsedCharger> {
  const row = new RowReader(value);
  const id = row.required(row.uuid('Id'), 'Id', 'a UUID', '');
  const serial = row.required(row.text('DeviceId') ?? row.text('MID'), 'DeviceId', 'a serial', '');
  return row.finish(() => {
    const cleaned = removeSecrets(value);
    return {
      id,
      serial,
      name: row.text('Name') ?? serial,
      installationId: row.uuid('InstallationId'),
      circuitId: row.uuid('CircuitId'),
      deviceType: row.integer('DeviceType') ?? modelOfSerial(serial).deviceType,
      active: row.flag('Active') ?? true,
      roles: row.integer('CurrentUserRoles') ?? 0,
      operatingMode: row.integer('OperatingMode'),
      online: row.flag('IsOnline'),
      authorisationRequired: row.flag('IsAuthorizationRequired'),
      warnings: warningsIn(row.raw('Warnings')),
      row: cleaned.value as Readonly<Record<string, unknown>>,
      removed: cleaned.removed,
    };
  });
}

/** A number that lost its last bits on the way is no mask: JSON beyond 2^53 must come as text. */
function warningsIn(value: unknown): bigint | null {
  const whole = typeof value === 'string' || (typeof value === 'number' && Number.isSafeInteger(value));
  return whole ? (readWarnings(value, deviceTypes.Unknown)?.mask ?? null) : null;
}
