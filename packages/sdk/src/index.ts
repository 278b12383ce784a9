// How to talk to the Zaptec cloud politely.
export * from './account.ts';
export * from './clock.ts';
export * from './mirror/index.ts';
export * from './mirror/observed.ts';
export * from './mirror/state-keeper.ts';
export * from './stream/message-source.ts';
