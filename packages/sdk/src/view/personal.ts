// What tells of a person: there for whoever names it, and in nothing that prints, logs, spreads or serialises the whole.
import { sensitivityOfField } from '@fairlead/protocol';

/** A copy in which these fields are not enumerable. */
export function withPersonal<Whole extends object>(whole: Whole, names: readonly (keyof Whole)[]): Whole {
  const copy = { ...whole };
  for (const name of names) Object.defineProperty(copy, name, { value: whole[name], enumerable: false });
  return copy;
}

type Row = Readonly<Record<string, unknown>>;

/** A copy of a row of the cloud, of all that nests in it too, in which the fields that tell of a person are not enumerable. */
export function discreetRow(row: Row): Row {
  const copy: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row)) {
    const enumerable = sensitivityOfField(name) === 'plain';
    Object.defineProperty(copy, name, { value: discreetly(value), enumerable });
  }
  return copy;
}

/** Rows have crossed the border, which lets nothing through that nests deeper than 32. */
function discreetly(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(discreetly);
  return typeof value === 'object' && value !== null ? discreetRow(value as Row) : value;
}
