// A time that may be absent: absent, null and the empty text mean none; anything else must be a time.
import { parseCloudTime } from './cloud-time.ts';
import type { RowReader } from './row-reader.ts';

/** Undefined for what is neither a time nor none. */
export function timeOrNone(row: RowReader, name: string): { readonly atUs: number | null } | undefined {
  const value = row.raw(name);
  if (value === undefined || value === null || value === '') return { atUs: null };
  const atUs = typeof value === 'string' ? parseCloudTime(value) : undefined;
  return atUs === undefined ? undefined : { atUs };
}
