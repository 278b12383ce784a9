// Lists of rows inside an answer. Invariant: a row that cannot be read costs itself alone and is told, never guessed.
import { type Parsed, type RowReader, type WrongShape, wrongShape } from './row-reader.ts';

export interface ReadRows<T> {
  readonly rows: readonly T[];
  /** The first 20 rows that could not be read: their place and field, never a value. */
  readonly unreadable: readonly WrongShape[];
}

const maxUnreadable = 20;

type ParseRow<T> = (row: unknown, place: string) => Parsed<T>;

/** Rows of a bare list. */
export function readRows<T>(list: readonly unknown[], parse: ParseRow<T>, name = ''): ReadRows<T> {
  const rows: T[] = [];
  const unreadable: WrongShape[] = [];
  for (const [index, item] of list.entries()) {
    const parsed = parse(item, `${name}[${index}]`);
    if (parsed.kind === 'ok') rows.push(parsed.value);
    else if (unreadable.length < maxUnreadable) unreadable.push(parsed);
  }
  return { rows, unreadable };
}

/** Rows of a field. It may be null, which means none, but must be there: an error body is not an empty list. */
export function rowsOf<T>(row: RowReader, name: string, parse: ParseRow<T>, place = ''): ReadRows<T> {
  const list = row.raw(name);
  const given = row.required(Array.isArray(list) ? list : list === null ? [] : undefined, name, 'a list or null', []);
  return readRows(given, parse, place === '' ? name : `${place}.${name}`);
}

/** A bare list as an answer. */
export function readList<T>(value: unknown, parse: ParseRow<T>): Parsed<ReadRows<T>> {
  if (!Array.isArray(value)) return wrongShape('answer', 'a list', value);
  return { kind: 'ok', value: readRows(value, parse) };
}
