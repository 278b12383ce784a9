// A page of the archive of ended sessions (`GET /api/sessions/archived`), which goes on by a cursor.
import { type EndedSession, parseArchivedSession } from './ended-session.ts';
import { type ReadRows, rowsOf } from './parse-rows.ts';
import { type Parsed, RowReader } from './row-reader.ts';

export interface ArchivedSessionsPage extends ReadRows<EndedSession> {
  /** Opaque; null on the last page. */
  readonly cursor: string | null;
}

/** Needs `sessions`. A page that says `hasMore` and gives no cursor is refused: what follows would be lost silently. */
export function parseArchivedSessions(value: unknown): Parsed<ArchivedSessionsPage> {
  const page = new RowReader(value);
  const read = rowsOf(page, 'sessions', parseArchivedSession);
  const given = page.text('cursor');
  const more = page.flag('hasMore') ?? given !== null;
  page.required(more && given === null ? undefined : true, 'cursor', 'a cursor, since there is more', true);
  return page.finish(() => ({ ...read, cursor: more ? given : null }));
}
