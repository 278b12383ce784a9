// How to talk to the Zaptec cloud politely.
export { openAccount } from './account/open-account.ts';
export * from './account.ts';
export * from './clock.ts';
export { fromEnvironment } from './credentials/from-environment.ts';
export { memorySecrets } from './credentials/memory-secrets.ts';
export * from './mirror/index.ts';
export * from './mirror/observed.ts';
export * from './mirror/state-keeper.ts';
export * from './sdk-error.ts';
export * from './stream/index.ts';
