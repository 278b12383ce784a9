// How to talk to the Zaptec cloud politely.
export { openAccount } from './account/open-account.ts';
export * from './account.ts';
export type { Change, ChangesOptions, ValueChange } from './changes/changes.ts';
export * from './clock.ts';
export type { ChargerSettings, OfflinePhases } from './commands/charger-settings.ts';
export { isConfirmed } from './commands/confirmation.ts';
export type { CurrentAnswer, CurrentOutcome } from './commands/current-answer.ts';
export type { HeldCurrent } from './commands/held-current.ts';
export type { InstallationSettings } from './commands/installation-settings.ts';
export type { CurrentWish, PhaseCurrents } from './commands/phase-currents.ts';
export { type CommandName, commandsByName, confirmWithinMs, type PublicCommandId } from './commands/public-command.ts';
export type { RefusalWhy, Refused } from './commands/refusal.ts';
export { type CommandOptions, type CommandOutcome, unseenReason } from './commands/send-and-confirm.ts';
export type { UpdateOptions, UpdateOutcome } from './commands/send-update.ts';
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
export type { ChargerCommands } from './resources/charger-commands.ts';
export type { ChargerDetail, ChargerListAsking } from './resources/charger-reads.ts';
export type { Chargers } from './resources/chargers.ts';
export { type ConsentLinkOptions, consentLink } from './resources/consent-link.ts';
export type { Constants } from './resources/constants.ts';
export type { Installation } from './resources/installation.ts';
export type { InstallationWrites } from './resources/installation-writes.ts';
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
