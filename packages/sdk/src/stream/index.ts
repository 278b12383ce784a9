// The stream's front door.
export { LinkLossError } from './link-loss-error.ts';
export type * from './message-source.ts';
export type { Oddity } from './oddities.ts';
export { type ServiceBusSourceOptions, serviceBusSource } from './service-bus-source.ts';
export type { StreamScope } from './stream-scope.ts';
export { maxSources, type StreamOptions, type StreamSupervisor, superviseStream } from './supervise-stream.ts';
