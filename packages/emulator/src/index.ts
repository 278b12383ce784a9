// The cloud, rehearsed.
export * from './contract.ts';
