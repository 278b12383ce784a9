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
export type { Chargers } from './resources/chargers.ts';
export * from './sdk-error.ts';
export * from './stream/index.ts';
export { type Charger, chargerOf } from './view/charger.ts';
export type { Told } from './view/told.ts';
