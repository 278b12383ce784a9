// Every model of the cloud's JSON by name, and from them how sensitive a field name is.
// Invariant: frozen; a field name is equally sensitive wherever it occurs (a test holds it), so a name alone decides.
import type { Field } from './model.ts';
import * as answers from './models-of-answers.ts';
import * as chargers from './models-of-chargers.ts';
import * as installations from './models-of-installations.ts';
import * as sessions from './models-of-sessions.ts';

const byName = {
  installation: installations.installation,
  'installation-user': installations.installationUser,
  'energy-sensor': installations.energySensor,
  'energy-sensor-reading': installations.energySensorReading,
  'surplus-mode': installations.surplusMode,
  'support-group': installations.supportGroup,
  hierarchy: installations.hierarchy,
  circuit: installations.circuit,
  'circuit-charger': installations.circuitCharger,
  report: installations.report,
  'report-row': installations.reportRow,
  'report-user': installations.reportUser,
  charger: chargers.charger,
  'state-item': chargers.stateItem,
  firmware: chargers.firmware,
  session: sessions.session,
  'charge-history-item': sessions.chargeHistoryItem,
  'archived-session': sessions.archivedSession,
  'archived-sessions-page': sessions.archivedSessionsPage,
  'completed-session': sessions.completedSession,
  'authorized-user': sessions.authorizedUser,
  'energy-detail': sessions.energyDetail,
  'firmware-version': sessions.firmwareVersion,
  'token-answer': answers.tokenAnswer,
  'connection-details': answers.connectionDetails,
  'list-envelope': answers.listEnvelope,
  'code-details-error': answers.codeDetailsError,
  'code-message-error': answers.codeMessageError,
  'oauth-error': answers.oauthError,
} as const;

export type AnswerModelName = keyof typeof byName;

/** Field tables by model. */
export const models: Readonly<Record<AnswerModelName, readonly Field[]>> = Object.freeze(
  Object.fromEntries(Object.entries(byName).map(([name, fields]) => [name, Object.freeze(fields)])) as Record<
    AnswerModelName,
    readonly Field[]
  >,
);
