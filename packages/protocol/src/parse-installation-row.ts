// A row of the installation list, or an installation's detail, from unknown JSON to what programs hold of it.
import { cloudFields } from './cloud-value.ts';
import { removeSecrets } from './remove-secrets.ts';
import { type Parsed, RowReader } from './row-reader.ts';

export interface ParsedInstallation {
  /** Lower case. */
  readonly id: string;
  /** The id where the row has no name. */
  readonly name: string;
  readonly type: number | null;
  readonly active: boolean;
  /** Null where the row does not say: list rows carry fewer fields than the detail. */
  readonly messagingEnabled: boolean | null;
  /** Bits of `userRoles`; 0 where the row does not say. */
  readonly roles: number;
  readonly maxCurrentA: number | null;
  /** One value for all phases; null when they differ or nothing is set. */
  readonly availableCurrentA: number | null;
  readonly availableCurrentPhasesA: readonly [number | null, number | null, number | null];
  readonly availableCurrentMode: number | null;
  readonly networkType: number | null;
  readonly authenticationType: number | null;
  /** The row as the cloud sent it, unknown fields too, less its secrets and the support group's logo (tens of kB). */
  readonly row: Readonly<Record<string, unknown>>;
  /** Names of the secret fields that were taken out. */
  readonly removed: readonly string[];
}

/** Needs `Id` alone. */
export function parseInstallationRow(value: unknown): Parsed<ParsedInstallation> {
  const row = new RowReader(value);
  const id = row.required(row.uuid('Id'), 'Id', 'a UUID', '');
  return row.finish(() => {
    const cleaned = removeSecrets(value);
    return {
      id,
      name: row.text('Name') ?? id,
      type: row.integer('InstallationType'),
      active: row.flag('Active') ?? true,
      messagingEnabled: row.flag('MessagingEnabled'),
      roles: row.integer('CurrentUserRoles') ?? 0,
      maxCurrentA: row.number('MaxCurrent'),
      availableCurrentA: row.number('AvailableCurrent'),
      availableCurrentPhasesA: [
        row.number('AvailableCurrentPhase1'),
        row.number('AvailableCurrentPhase2'),
        row.number('AvailableCurrentPhase3'),
      ],
      availableCurrentMode: row.integer('AvailableCurrentMode'),
      networkType: row.integer('NetworkType'),
      authenticationType: row.integer('AuthenticationType'),
      row: withoutLogo(cleaned.value as Readonly<Record<string, unknown>>),
      removed: cleaned.removed,
    };
  });
}

function withoutLogo(row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      const isGroup = name.toLowerCase() === 'supportgroup' && cloudFields(value) !== undefined;
      return [name, isGroup ? withoutField(value as object, 'logobase64') : value];
    }),
  );
}

function withoutField(value: object, lowerName: string): object {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name.toLowerCase() !== lowerName));
}
