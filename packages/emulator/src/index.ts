// The Zaptec cloud, rehearsed: HTTP, service bus, living chargers, limits that bite.
export * from './contract.ts';
export { EmulatorError, type EmulatorErrorCode } from './emulator-error.ts';
export { type NamedScenario, namedScenarios } from './scenarios/named-scenarios.ts';
export { parseScenario } from './scenarios/scenario-text.ts';
export { startEmulator } from './start-emulator.ts';
export type { ChoiceSwitch, NumberSwitch, SwitchDefinition } from './switches/switch-definition.ts';
export { isSwitchId, type SwitchId, type SwitchValues, switchIds, switchTable } from './switches/switch-table.ts';
export { type Switches, switchDefaults } from './switches/switches.ts';
