// The Zaptec cloud, rehearsed: HTTP, service bus, living chargers, limits that bite.
export * from './contract.ts';
export { EmulatorError, type EmulatorErrorCode } from './emulator-error.ts';
export { startEmulator } from './start-emulator.ts';
