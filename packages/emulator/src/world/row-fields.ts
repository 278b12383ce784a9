// A row as a table of its fields: a list asks one field of 50,000 rows, and makes whole only those of the page it answers.
// Invariant: what a field says alone is what it says in the row.
import type { CloudRow } from './simulated-world.ts';

/** By the name that the cloud writes; `Shown` is what the row is about. */
export type RowFields<Shown> = Readonly<Record<string, (shown: Shown) => unknown>>;

export function rowOf<Shown>(fields: RowFields<Shown>, shown: Shown): CloudRow {
  const row: Record<string, unknown> = {};
  for (const name in fields) row[name] = fields[name]?.(shown);
  return row;
}

/** Undefined: there is none of that name. */
export function fieldOf<Shown>(fields: RowFields<Shown>, shown: Shown, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name]?.(shown) : undefined;
}

/** Fields that say the same of everything. */
export function always(values: CloudRow): RowFields<unknown> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, () => value]));
}
