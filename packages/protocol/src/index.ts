// The vocabulary of the Zaptec cloud. Pure: no I/O, no clock, no Node types.

export { maxBusMessageBytes } from './bus-framing.ts';
export * from './bus-message.ts';
export * from './charger-model.ts';
export * from './cloud-time.ts';
export * from './endpoint.ts';
export * from './endpoints.ts';
export * from './enumerations.ts';
export * from './match-endpoint.ts';
export * from './path-of.ts';
export * from './phase-id.ts';
export * from './protocol-error.ts';
export * from './uuid.ts';
