export { type AmqpLimits, defaultAmqpLimits } from './amqp/amqp-limits.ts';
export { type AmqpListener, type ListenOptions, listen } from './amqp/listener.ts';
export { BrokerError, type BrokerErrorCode, type LinkLoss } from './broker-error.ts';
export { type Clock, systemClock, type Timer } from './clock.ts';
export type { ReceivedMessage, ReceiveHandler, ReceivingLink, Settlement } from './in-process-link.ts';
export {
  createNamespace,
  type Namespace,
  type NamespaceOptions,
  type PublishOptions,
  type ReceiveDetails,
} from './namespace.ts';
export type { QueueCounters } from './queue-counters.ts';
export { defaultQueueLimits, type Overflow, type QueueLimits } from './queue-limits.ts';
export type { MessageContent, PropertyValue } from './stored-message.ts';
export type { Right, SharedAccessKey } from './topic-keys.ts';
