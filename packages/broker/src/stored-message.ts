// A message as the broker holds it. The content is shared by all subscriptions of a topic and never changes.
import { ownText } from './own-text.ts';

/** A value that an application property may have. */
export type PropertyValue = string | number | boolean | Date | null;

/** What a publisher hands over; every subscription of the topic shares it. Names as in Service Bus. */
export interface MessageContent {
  /** At most the broker's `maxMessageBytes`. */
  readonly body: Uint8Array;
  readonly messageId?: string;
  readonly correlationId?: string;
  readonly subject?: string;
  readonly contentType?: string;
  readonly contentEncoding?: string;
  readonly to?: string;
  readonly replyTo?: string;
  /** Only handed on: a topic here has one partition. */
  readonly partitionKey?: string;
  readonly applicationProperties?: Readonly<Record<string, PropertyValue>>;
}

export interface StoredMessage {
  readonly content: MessageContent;
  /** Rises by one per message of a subscription, from 1. */
  readonly sequenceNumber: number;
  readonly enqueuedAtMs: number;
  /** From its arrival on; Infinity = until it is read. */
  readonly livesMs: number;
  /** On the monotonic clock; Infinity = never. */
  readonly expiresAtMonotonicMs: number;
  readonly bytes: number;
  /** Deliveries that failed: 0 at the first one. */
  deliveryCount: number;
}

/** Bytes of an entry of the application properties beside its text. */
const entryBytes = 32;

/** Two bytes a character, as the machine may hold it. */
const textBytes = (text: string | undefined): number => 2 * (text?.length ?? 0);

/** What a content takes in memory, its properties included: a publisher may send 64 KiB of them with an empty body. */
export function contentBytes({ body, applicationProperties, ...texts }: MessageContent): number {
  let bytes = body.length;
  for (const text of Object.values(texts)) bytes += textBytes(text);
  for (const [name, value] of Object.entries(applicationProperties ?? {}))
    bytes += entryBytes + textBytes(name) + (typeof value === 'string' ? textBytes(value) : 0);
  return bytes;
}

export interface DeadLetterReason {
  readonly reason: string;
  readonly description?: string;
}

/** What is kept of each of its texts, as in Service Bus. */
const mostReasonLength = 4096;

/** Why a reader gave a message up, in its own words. */
export function toldReason(reason: string, description: string | undefined): DeadLetterReason {
  const told = ownText(reason, mostReasonLength);
  return description === undefined
    ? { reason: told }
    : { reason: told, description: ownText(description, mostReasonLength) };
}

/** The same content with the reason in the two properties where Service Bus puts it. */
export function deadLettered(content: MessageContent, why: DeadLetterReason): MessageContent {
  return {
    ...content,
    applicationProperties: {
      ...content.applicationProperties,
      DeadLetterReason: why.reason,
      ...(why.description === undefined ? {} : { DeadLetterErrorDescription: why.description }),
    },
  };
}
