// What a broker is told when it is made, what it tells, and what may come with a message.
import type { Clock } from './clock.ts';
import type { QueueLimits } from './queue-limits.ts';
import type { MessageContent } from './stored-message.ts';

/** How a broker is made. Every option has a default. */
export interface NamespaceOptions {
  /** @default the machine's own clock */
  readonly clock?: Clock;
  /** What subscriptions get that say nothing else. */
  readonly subscriptionDefaults?: Partial<QueueLimits>;
  /** @default 20,000 topics; an empty one with a subscription is about 4 kB, so 80 MB */
  readonly maxTopics?: number;
  /** Largest body in bytes. @default 256 KiB, Service Bus's standard tier */
  readonly maxMessageBytes?: number;
  /** Told when a subscription was deleted since nobody read it (`autoDeleteOnIdleMs`). */
  readonly onIdleDeleted?: (topic: string, subscription: string) => void;
  /** Told of every reader of a subscription, over AMQP or in process; not of those of its dead letters. */
  readonly onReader?: (event: ReaderEvent) => void;
  /** Makes lock tokens of two broker processes differ. @default node:crypto */
  readonly randomBytes?: (length: number) => Uint8Array;
}

/** Somebody opened a link to a subscription, or it ended, for whatever reason; `reader` is the same object both times. */
export interface ReaderEvent {
  readonly kind: 'came' | 'went';
  readonly topic: string;
  readonly subscription: string;
  readonly reader: object;
}

/** What may come with a body; a `messageId` is given where there is none. */
export interface PublishOptions extends Omit<MessageContent, 'body'> {
  /** How long this message lives; the subscription's own limit applies too. @default null: no limit of its own */
  readonly ttlMs?: number | null;
}
