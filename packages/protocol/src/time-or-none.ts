// Times of rows, in whole milliseconds as every instant that is no event's of the mirror. One may be absent: absent, null and the
// empty text mean none; anything else must be a time.
import { parseCloudTime } from './cloud-time.ts';
import type { RowReader } from './row-reader.ts';

/** Undefined for what is neither a time nor none. */
export function timeOrNone(row: RowReader, name: string): { readonly atMs: number | null } | undefined {
  const value = row.raw(name);
  if (value === undefined || value === null || value === '') return { atMs: null };
  const atMs = typeof value === 'string' ? timeMs(value) : undefined;
  return atMs === undefined ? undefined : { atMs };
}

/** Undefined for what is no time. */
export function timeMs(text: string | null): number | undefined {
  const atUs = parseCloudTime(text ?? '');
  return atUs === undefined ? undefined : Math.floor(atUs / 1_000);
}
