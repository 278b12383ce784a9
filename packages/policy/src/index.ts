// The law: the Fair Use policy of the Zaptec cloud as data and pure functions. No imports, no clock, no globals.
export * from './decision.ts';
export * from './fact.ts';
