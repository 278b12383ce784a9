// The vocabulary of the Zaptec cloud. Pure: no I/O, no clock, no Node types.

export { maxBusMessageBytes } from './bus-framing.ts';
export * from './bus-message.ts';
export * from './charger-mode.ts';
export * from './charger-model.ts';
export * from './check-command.ts';
export * from './cloud-time.ts';
export * from './cloud-value.ts';
export * from './commands.ts';
export * from './endpoint.ts';
export * from './endpoints.ts';
export * from './enumerations.ts';
export * from './error-body.ts';
export * from './error-codes.ts';
export * from './match-endpoint.ts';
export * from './observation.ts';
export * from './path-of.ts';
export * from './phase-id.ts';
export * from './protocol-error.ts';
export * from './sensitivity.ts';
export * from './uuid.ts';
export * from './warnings.ts';
