// The vocabulary of the Zaptec cloud. Pure: no I/O, no clock, no Node types.
export * from './endpoint.ts';
