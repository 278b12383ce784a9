// The envelope of the paged lists: `{Pages, Data, Message}`, now and then with `TotalCount`.
import { type Parsed, RowReader } from './row-reader.ts';

export interface ListEnvelope {
  /** Number of pages; 1 where the answer does not say. */
  readonly pages: number;
  /** The rows as they came: hand each to its parser. Empty where `Data` is null. */
  readonly rows: readonly unknown[];
  readonly totalCount: number | null;
}

/** `Data` may be null but must be there: an error body is not an empty list. */
export function parseListEnvelope(value: unknown): Parsed<ListEnvelope> {
  const envelope = new RowReader(value);
  const rows = envelope.required(rowsOf(envelope), 'Data', 'a list or null', []);
  return envelope.finish(() => ({
    pages: Math.max(0, envelope.integer('Pages') ?? 1),
    rows,
    totalCount: envelope.integer('TotalCount'),
  }));
}

function rowsOf(envelope: RowReader): readonly unknown[] | undefined {
  const data = envelope.raw('Data');
  if (data === null) return [];
  return Array.isArray(data) ? data : undefined;
}
