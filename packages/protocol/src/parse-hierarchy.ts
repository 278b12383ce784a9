// The tree of an installation: circuits, and the chargers in them. A 204 without a body is no tree: ask before parsing.
// Invariant: one circuit or charger that cannot be read costs itself alone and is told.
import { rowsOf } from './parse-rows.ts';
import { removeSecrets } from './remove-secrets.ts';
import { type Parsed, RowReader, type WrongShape } from './row-reader.ts';

/** A charger as the tree tells it. Source: zaptec-api.md §3.5. */
export interface HierarchyCharger {
  /** Lower case. */
  readonly id: string;
  /** The cloud's `DeviceId`. */
  readonly serial: string;
  /** The serial where the row has no name. */
  readonly name: string;
  /** True unless the row says otherwise. */
  readonly active: boolean;
  /** The cloud's number of the kind of device, such as 4 (Apollo); null where the tree does not say. */
  readonly deviceType: number | null;
}

/** A circuit and its chargers. Source: zaptec-api.md §3.5. */
export interface HierarchyCircuit {
  /** Lower case. */
  readonly id: string;
  /** As the installer named it; null where nobody did. */
  readonly name: string | null;
  /** A, of the fuse; null where the cloud does not say. */
  readonly maxCurrentA: number | null;
  /** True unless the row says otherwise. */
  readonly active: boolean;
  /** In the order of the tree. */
  readonly chargers: readonly HierarchyCharger[];
}

/** How an installation is wired. Source: zaptec-api.md §3.5. */
export interface ParsedHierarchy {
  /** Of the installation, lower case. */
  readonly id: string;
  /** Of the installation; null where the cloud does not say. */
  readonly name: string | null;
  /** The cloud's number, such as 4 (TN, three phases); null where it does not say. */
  readonly networkType: number | null;
  /** In the order of the tree. */
  readonly circuits: readonly HierarchyCircuit[];
  /** The tree as the cloud sent it, unknown fields too, less its secrets. */
  readonly row: Readonly<Record<string, unknown>>;
  /** The first 20 rows that could not be read. */
  readonly unreadable: readonly WrongShape[];
}

/** Needs `Id` and `Circuits`, which may be null. The deprecated `InstallationName`, `MID`, `SerialNo` and `Active` serve where the newer names are absent. */
export function parseHierarchy(value: unknown): Parsed<ParsedHierarchy> {
  const tree = new RowReader(value);
  const id = tree.required(tree.uuid('Id'), 'Id', 'a UUID', '');
  const circuits = rowsOf(tree, 'Circuits', circuitOf);
  return tree.finish(() => ({
    id,
    name: tree.text('Name') ?? tree.text('InstallationName'),
    networkType: tree.integer('NetworkType'),
    circuits: circuits.rows.map(({ circuit }) => circuit),
    row: removeSecrets(value).value as Readonly<Record<string, unknown>>,
    unreadable: [...circuits.unreadable, ...circuits.rows.flatMap(({ unreadable }) => unreadable)].slice(0, 20),
  }));
}

function circuitOf(
  value: unknown,
  place: string,
): Parsed<{ readonly circuit: HierarchyCircuit; readonly unreadable: readonly WrongShape[] }> {
  const row = new RowReader(value, place);
  const id = row.required(row.uuid('Id'), 'Id', 'a UUID', '');
  const chargers = rowsOf(row, 'Chargers', chargerOf, place);
  return row.finish(() => ({
    circuit: {
      id,
      name: row.text('Name'),
      maxCurrentA: row.number('MaxCurrent'),
      active: row.flag('IsActive') ?? row.flag('Active') ?? true,
      chargers: chargers.rows,
    },
    unreadable: chargers.unreadable,
  }));
}

function chargerOf(value: unknown, place: string): Parsed<HierarchyCharger> {
  const row = new RowReader(value, place);
  const id = row.required(row.uuid('Id'), 'Id', 'a UUID', '');
  const serial = row.required(row.text('DeviceId') ?? row.text('MID'), 'DeviceId', 'a serial', '');
  return row.finish(() => ({
    id,
    serial,
    name: row.text('Name') ?? row.text('SerialNo') ?? serial,
    active: row.flag('Active') ?? true,
    deviceType: row.integer('DeviceType'),
  }));
}
