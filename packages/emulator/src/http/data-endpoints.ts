// What the cloud answers to each documented data call, once the caller is known and inside its limits.
import { refusalOf } from './access.ts';
import type { CloudAnswer } from './cloud-request.ts';
import type { CloudParts, DataCall, DataEndpointId, Handler } from './data-call.ts';
import { archivedSessions } from './endpoints/archived-sessions.ts';
import { chargeHistory } from './endpoints/charge-history.ts';
import { chargerUpdate } from './endpoints/charger-update.ts';
import { chargerCommand } from './endpoints/commands.ts';
import { charger, chargerState, installation } from './endpoints/details.ts';
import { firmware } from './endpoints/firmware.ts';
import { installationHierarchy } from './endpoints/hierarchy.ts';
import { installationReport, installationReportQuery } from './endpoints/installation-report.ts';
import { installationUpdate } from './endpoints/installation-update.ts';
import { chargers, installations } from './endpoints/lists.ts';
import { session } from './endpoints/session.ts';
import { sessionPriority } from './endpoints/session-priority.ts';
import { groupStreamDetails, installationStreamDetails } from './endpoints/stream-details.ts';

const handlers: Readonly<Record<DataEndpointId, Handler>> = {
  installations,
  installation,
  'installation-hierarchy': installationHierarchy,
  'installation-update': installationUpdate,
  'installation-stream-details': installationStreamDetails,
  'group-stream-details': groupStreamDetails,
  chargers,
  charger,
  'charger-state': chargerState,
  'charger-update': chargerUpdate,
  'charger-command': chargerCommand,
  firmware,
  'charge-history': chargeHistory,
  'installation-report': installationReport,
  'installation-report-query': installationReportQuery,
  session,
  'session-priority': sessionPriority,
  'archived-sessions': archivedSessions,
};

export function answerData(endpoint: DataEndpointId, call: DataCall, parts: CloudParts): CloudAnswer {
  return refusalOf(endpoint, call, parts) ?? handlers[endpoint](call, parts);
}
