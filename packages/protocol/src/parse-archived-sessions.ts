// A page of the archive of ended sessions (`GET /api/sessions/archived`), which goes on by a cursor.
import { type EndedSession, parseArchivedSession } from './ended-session.ts';
import { type ReadRows, rowsOf } from './parse-rows.ts';
import { type Parsed, RowReader } from './row-reader.ts';

export interface ArchivedSessionsPage extends ReadRows<EndedSession> {
  /** Opaque; null on the last page. */
  readonly cursor: string | null;
}

/**
 * Needs `sessions`. A `hasMore` or `cursor` of another kind is refused, and so is a page that says `hasMore` and gives no
 * cursor: what follows would be lost silently, or asked for with no end.
 */
export function parseArchivedSessions(value: unknown): Parsed<ArchivedSessionsPage> {
  const page = new RowReader(value);
  const read = rowsOf(page, 'sessions', parseArchivedSession);
  const given = page.text('cursor');
  const told = page.flag('hasMore');
  page.required(isNone(page.raw('cursor')) ? true : given, 'cursor', 'text or null', true);
  page.required(isNone(page.raw('hasMore')) ? true : told, 'hasMore', 'a boolean', true);
  const more = told ?? given !== null;
  page.required(more && given === null ? undefined : true, 'cursor', 'a cursor, since there is more', true);
  return page.finish(() => ({ ...read, cursor: more ? given : null }));
}

/** Empty text, null and an absent key all mean none (zaptec-api.md §8.4). */
function isNone(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
