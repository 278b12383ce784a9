// Sums of an installation's sessions between two dates (zaptec-api.md §3.14, §10.16), by body or by query.
// What counts is the end of a session, the second date exclusive, as in history and archive (not documented).
import { formatCloudTime } from '@fairlead/protocol';
import { hasBit } from '../../world/ended-session.ts';
import { empty, json } from '../answers.ts';
import type { CloudAnswer } from '../cloud-request.ts';
import { type CloudParts, type DataCall, type Handler, refusal } from '../data-call.ts';
import { instantOfLocal } from '../history/local-time.ts';
import { type ReportRequest, reportInBody, reportInQuery } from '../history/report-request.ts';
import { reportRows } from '../history/report-rows.ts';
import { rolesAt, toldSessions } from '../history/told-sessions.ts';

/** The world's places keep this time; the report names zones as Windows does. */
const windowsZone = 'Central European Standard Time';

export const installationReport: Handler = (call, parts) => {
  const request = reportInBody(call.body, parts.switches);
  return request === undefined ? refusal.malformedBody() : answer(request, call, parts);
};

export const installationReportQuery: Handler = (call, parts) => {
  const request = reportInQuery(call.query, parts.switches);
  return request === undefined ? refusal.malformedQuery() : answer(request, call, parts);
};

function answer(request: ReportRequest, call: DataCall, parts: CloudParts): CloudAnswer {
  const site = parts.world.installations.get(request.installationId);
  if (site === undefined) return empty(404);
  if (rolesAt(call, site.id) === 0) return empty(403);
  const row = site.row();
  const instant = (localUs: number): number =>
    parts.switches.get('report-dates') === 'utc' ? localUs : instantOfLocal(localUs, String(row['TimeZoneIanaName']));
  const { userIds, chargerIds, groupedBy } = request;
  const told = toldSessions(call, parts, {
    installationId: site.id,
    chargerId: null,
    userId: null,
    fromUs: instant(request.fromLocalUs),
    toUs: instant(request.toLocalUs),
  }).filter(
    ({ charger, holder, session }) =>
      // What a void record took is told again by the one that replaced it.
      !hasBit(session, 'Void') &&
      (chargerIds === null || chargerIds.has(charger.id)) &&
      (userIds === null || (holder !== null && userIds.has(holder.person.id))),
  );
  return json(200, {
    InstallationName: row['Name'],
    InstallationAddress: row['Address'],
    InstallationZipCode: row['ZipCode'],
    InstallationCity: row['City'],
    InstallationTimeZone: windowsZone,
    GroupedBy: groupedBy === 'Token' && parts.switches.get('report-grouped-by-card') === 'null' ? null : groupedBy,
    Fromdate: formatCloudTime(request.fromLocalUs, { zone: false }),
    Enddate: formatCloudTime(request.toLocalUs, { zone: false }),
    totalUserChargerReportModel: reportRows(told, groupedBy),
  });
}
