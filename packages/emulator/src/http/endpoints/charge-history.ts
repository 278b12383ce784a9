// The deprecated history of ended sessions (zaptec-api.md §3.13).
import { restTimeForm } from '../../time-forms.ts';
import { json } from '../answers.ts';
import { type Handler, refusal } from '../data-call.ts';
import { inOrder } from '../history/history-order.ts';
import { parseHistoryQuery } from '../history/history-query.ts';
import { legacyRow } from '../history/legacy-row.ts';
import { toldSessions } from '../history/told-sessions.ts';

export const chargeHistory: Handler = (call, parts) => {
  const query = parseHistoryQuery(call.query, parts.switches);
  if (query === undefined) return refusal.malformedQuery();
  const { withDetails, pageSize, pageIndex, exclude } = query;
  const told = inOrder(toldSessions(call, parts, query.filter), query, restTimeForm(parts.switches));
  const rows = told
    .slice(pageIndex * pageSize, (pageIndex + 1) * pageSize)
    .map((one) => legacyRow(one, { withDetails, switches: parts.switches }))
    .map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !exclude.has(name.toLowerCase()))));
  return json(200, { Pages: Math.ceil(told.length / pageSize), Data: rows, Message: null });
};
