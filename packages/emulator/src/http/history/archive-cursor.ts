// Where the next page of the archive begins. Opaque to clients and bound to the filter that it was given for; it opens
// nothing that its bearer could not ask for, so it is not signed.
import { createHash } from 'node:crypto';
import type { SessionFilter } from './told-sessions.ts';

/** The last session of the page before. */
export interface Place {
  readonly endUs: number;
  readonly id: string;
}

/** Our own are under 150 characters. */
const longestCursor = 500;

export function cursorAfter({ endUs, id }: Place, filter: SessionFilter): string {
  return Buffer.from(JSON.stringify([mark(filter), endUs, id])).toString('base64url');
}

/** Undefined for what is no cursor of this filter. */
export function placeOf(cursor: string, filter: SessionFilter): Place | undefined {
  if (cursor.length > longestCursor) return undefined;
  try {
    const told: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (!Array.isArray(told)) return undefined;
    const [of, endUs, id] = told as unknown[];
    return of === mark(filter) && Number.isSafeInteger(endUs) && typeof id === 'string'
      ? { endUs: endUs as number, id }
      : undefined;
  } catch {
    return undefined; // No JSON: somebody made it up.
  }
}

function mark({ installationId, chargerId, userId, fromUs, toUs }: SessionFilter): string {
  const filter = JSON.stringify([installationId, chargerId, userId, fromUs, toUs]);
  return createHash('sha256').update(filter).digest('base64url').slice(0, 16);
}
