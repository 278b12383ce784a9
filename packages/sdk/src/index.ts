// How to talk to the Zaptec cloud politely.
import './enough-node.ts';

export type { AccountOptions } from './account/account-options.ts';
export { openAccount } from './account/open-account.ts';
export * from './account.ts';
export type { Change, ChangeOf, ChangesOptions, StandingChange, StandingKind, ValueChange } from './changes/changes.ts';
export * from './clock.ts';
export type { ChargerSettings, OfflinePhases } from './commands/charger-settings.ts';
export { isConfirmed } from './commands/confirmation.ts';
export type { CurrentAnswer, CurrentOutcome } from './commands/current-answer.ts';
export { type HeldCurrent, heldCurrent } from './commands/held-current.ts';
export type { InstallationSettings } from './commands/installation-settings.ts';
export type { CurrentWish, PhaseCurrents } from './commands/phase-currents.ts';
export { type CommandName, commandsByName, confirmWithinMs, type PublicCommandId } from './commands/public-command.ts';
export type { RefusalWhy, Refused } from './commands/refusal.ts';
export { type CommandOptions, type CommandOutcome, unseenReason } from './commands/send-and-confirm.ts';
export type { UpdateOptions, UpdateOutcome } from './commands/send-update.ts';
export { connect, type Zaptec } from './connect.ts';
export { type FileSecretsOptions, fileSecrets } from './credentials/file-secrets.ts';
export { type CommandSource, fromCommand } from './credentials/from-command.ts';
export { type EnvironmentNames, fromEnvironment } from './credentials/from-environment.ts';
export { fromFile } from './credentials/from-file.ts';
export { fromPrompt, type Prompt, type PromptInput } from './credentials/from-prompt.ts';
export { fromSystemd, type SystemdNames } from './credentials/from-systemd.ts';
export type * from './credentials/login-ports.ts';
export { memorySecrets } from './credentials/memory-secrets.ts';
export { openSecretBox, type SecretBox } from './credentials/secret-box.ts';
export { readOrMakeSecret } from './credentials/secret-file.ts';
export { everyExplanation, explain, explainAnswer } from './explain/explain.ts';
export { type Explanation, type Fault, faults } from './explain/explanation.ts';
export type { AnswerFacts } from './explain/words-of-answers.ts';
export type { Ending, NotSentReason } from './governor/flight.ts';
export {
  type GovernedRequest,
  type OpenedGovernor,
  type OpenGovernorOptions,
  openGovernor,
} from './governor/open-governor.ts';
export type { ToldAnswer } from './governor/told-answer.ts';
export type { RoomBounds } from './governor/waiting-room.ts';
export { type FileJournalOptions, fileJournal } from './journal/file-journal.ts';
export type { Journal } from './journal/journal.ts';
export { type MemoryJournalOptions, memoryJournal } from './journal/memory-journal.ts';
export { type DiscreetError, discreetError, discreetLog } from './log/discreet-log.ts';
export {
  type AnswerLabel,
  type CounterName,
  type GaugeName,
  type LabelsOf,
  type Metrics,
  metricTable,
} from './metrics/metrics.ts';
export * from './mirror/index.ts';
export * from './mirror/observed.ts';
export * from './mirror/state-keeper.ts';
export type { ChargerCommands } from './resources/charger-commands.ts';
export type { ChargerRaw } from './resources/charger-raw.ts';
export type { ChargerDetail, ChargerListAsking } from './resources/charger-reads.ts';
export type { Chargers } from './resources/chargers.ts';
export type { CandidatesAsking } from './resources/consent-candidates.ts';
export { type ConsentLinkOptions, consentLink } from './resources/consent-link.ts';
export type { Constants } from './resources/constants.ts';
export type { ValuesAsking } from './resources/first-values.ts';
export { HeldAnswers, type KnownAnswer, type Question } from './resources/held-answers.ts';
export type { Installation } from './resources/installation.ts';
export type { InstallationWrites } from './resources/installation-writes.ts';
export type { InstallationListAsking, Installations } from './resources/installations.ts';
export type { ListAsking } from './resources/listed.ts';
export { type Asking, type ListedRole, type Read, type Role, roleOf } from './resources/read.ts';
export type { Report, ReportAsking } from './resources/report.ts';
export { type Right, type Rights, roles, roleTable } from './resources/role-table.ts';
export type { SessionPriority, WriteOutcome } from './resources/session-priority.ts';
export type { SessionWindow } from './resources/session-window.ts';
export type { ArchiveAsking, ArchivedPage, HistorySession, Session, Sessions } from './resources/sessions.ts';
export type { Firmware, Hierarchy, HierarchyCircuit } from './resources/structure.ts';
export * from './sdk-error.ts';
export * from './stream/index.ts';
export { type Charger, chargerOf, type Phases } from './view/charger.ts';
export {
  type ChargerStanding,
  type Freshness,
  freshnessOf,
  type Signs,
  signsOf,
  streamUpFor,
} from './view/freshness.ts';
export { type RawObservation, rawObservation } from './view/raw-observation.ts';
export type { OpenSession } from './view/session.ts';
export { StateReads } from './view/state-reads.ts';
export {
  type Followed,
  installationAgeMs,
  mostAgeMs,
  statedAges,
  tellingOf,
  type Upkeep,
  upkeeps,
} from './view/stated-age.ts';
export type { Told } from './view/told.ts';
export { type Warning, warningsOf } from './view/warnings.ts';
