// What the cloud answers to each documented data call, once the caller is known and inside its limits.
import { refusalOf } from './access.ts';
import type { CloudAnswer } from './cloud-request.ts';
import { type CloudParts, type DataCall, type DataEndpointId, type Handler, notPlayed } from './data-call.ts';
import { chargerCommand } from './endpoints/commands.ts';
import { charger, chargerState, installation } from './endpoints/details.ts';
import { chargers, installations } from './endpoints/lists.ts';
import { groupStreamDetails, installationStreamDetails } from './endpoints/stream-details.ts';

const handlers: Readonly<Record<DataEndpointId, Handler>> = {
  installations,
  installation,
  'installation-hierarchy': notPlayed('installation-hierarchy'),
  'installation-update': notPlayed('installation-update'),
  'installation-stream-details': installationStreamDetails,
  'group-stream-details': groupStreamDetails,
  chargers,
  charger,
  'charger-state': chargerState,
  'charger-update': notPlayed('charger-update'),
  'charger-command': chargerCommand,
  firmware: notPlayed('firmware'),
  'charge-history': notPlayed('charge-history'),
  'installation-report': notPlayed('installation-report'),
  'installation-report-query': notPlayed('installation-report-query'),
  session: notPlayed('session'),
  'session-priority': notPlayed('session-priority'),
  'archived-sessions': notPlayed('archived-sessions'),
};

export function answerData(endpoint: DataEndpointId, call: DataCall, parts: CloudParts): CloudAnswer {
  return refusalOf(endpoint, call, parts) ?? handlers[endpoint](call, parts);
}
