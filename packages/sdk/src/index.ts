// How to talk to the Zaptec cloud politely.
export { openAccount } from './account/open-account.ts';
export * from './account.ts';
export type { Change, ChangesOptions, ValueChange } from './changes/changes.ts';
export * from './clock.ts';
export { isConfirmed, type ShownCommand } from './commands/confirmation.ts';
export type { CommandOptions, CommandOutcome } from './commands/send-and-confirm.ts';
export { connect, type Zaptec } from './connect.ts';
export { fromEnvironment } from './credentials/from-environment.ts';
export { memorySecrets } from './credentials/memory-secrets.ts';
export type { Ending, NotSentReason } from './governor/flight.ts';
export {
  type GovernedRequest,
  type OpenedGovernor,
  type OpenGovernorOptions,
  openGovernor,
  type ToldAnswer,
} from './governor/open-governor.ts';
export * from './mirror/index.ts';
export * from './mirror/observed.ts';
export * from './mirror/state-keeper.ts';
export type { ChargerDetail, ChargerListAsking } from './resources/charger-reads.ts';
export type { Chargers } from './resources/chargers.ts';
export { type ConsentLinkOptions, consentLink } from './resources/consent-link.ts';
export type { Constants } from './resources/constants.ts';
export type { Installation } from './resources/installation.ts';
export type { Installations } from './resources/installations.ts';
export type { ListAsking } from './resources/listed.ts';
export type { Asking, Read, Role } from './resources/read.ts';
export type { Report, ReportAsking } from './resources/report.ts';
export { type Right, type Rights, roles, roleTable } from './resources/role-table.ts';
export type { SessionPriority, WriteOutcome } from './resources/session-priority.ts';
export type { SessionWindow } from './resources/session-window.ts';
export type { HistorySession, Session, Sessions } from './resources/sessions.ts';
export type { Firmware, Hierarchy, HierarchyCircuit } from './resources/structure.ts';
export * from './sdk-error.ts';
export * from './stream/index.ts';
export { type Charger, chargerOf } from './view/charger.ts';
export type { Told } from './view/told.ts';
