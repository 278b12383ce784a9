// The archive of ended sessions, page after page (zaptec-api.md §3.18). Oldest end first, so that a session that ends
// while somebody reads comes on a later page and moves none.
import type { Switches } from '../../switches/switches.ts';
import { json } from '../answers.ts';
import { type Handler, refusal } from '../data-call.ts';
import { cursorAfter, type Place, placeOf } from '../history/archive-cursor.ts';
import { archivedRow } from '../history/archived-row.ts';
import { parseSessionFilter } from '../history/history-query.ts';
import { type SessionFilter, type ToldSession, toldSessions } from '../history/told-sessions.ts';
import { defaultPageSize, type Query, text } from '../query.ts';

/** Observed; the default is not documented and is taken from the lists. */
const maxArchivePageSize = 200;

interface ArchiveQuery {
  readonly filter: SessionFilter;
  readonly pageSize: number;
  readonly after: Place | null;
}

export const archivedSessions: Handler = (call, parts) => {
  const query = parseArchiveQuery(call.query, parts.switches);
  if (query === undefined) return refusal.malformedQuery();
  const { filter, pageSize, after } = query;
  const left = toldSessions(call, parts, filter)
    .filter(({ session }) => after === null || compare(session, after) > 0)
    .sort((a, b) => compare(a.session, b.session));
  const page = left.slice(0, pageSize);
  const hasMore = left.length > page.length;
  return json(200, {
    sessions: page.map((told) => archivedRow(told, parts.switches)),
    cursor: hasMore ? cursorAfter((page.at(-1) as ToldSession).session, filter) : null,
    hasMore,
  });
};

function parseArchiveQuery(query: Query, switches: Switches): ArchiveQuery | undefined {
  const filter = parseSessionFilter(query);
  const pageSize = text(query, 'PageSize') ?? String(defaultPageSize);
  const cursor = text(query, 'Cursor');
  if (filter === undefined || filter.fromUs === null || filter.toUs === null || !/^\d{1,9}$/.test(pageSize)) return;
  const { installationId, chargerId, userId } = filter;
  if ([installationId, chargerId, userId].filter((id) => id !== null).length !== 1) return;
  if (switches.get('page-size-above-100') === '400' && Number(pageSize) > maxArchivePageSize) return;
  const after = cursor === null ? null : placeOf(cursor, filter);
  if (after === undefined) return;
  return { filter, pageSize: Math.min(Math.max(1, Number(pageSize)), maxArchivePageSize), after };
}

function compare(a: Place, b: Place): number {
  return a.endUs - b.endUs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
