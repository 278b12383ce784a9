// A client's sending link to a topic: each message, or each of a batch, goes to every subscription.
import rhea, { type EventContext } from 'rhea';
import { BrokerError, type LinkLoss } from '../broker-error.ts';
import type { Namespace } from '../namespace.ts';
import type { MessageContent } from '../stored-message.ts';
import { requestCredit } from './amqp-limits.ts';
import { decodeBatch, decodeContent } from './decode-message.ts';
import type { RheaReceiver } from './rhea-types.ts';

/** Service Bus's message format for batches. */
const batchFormat = 0x80013700;

export interface PublishingLinkOptions {
  readonly receiver: RheaReceiver;
  readonly namespace: Namespace;
  readonly topic: string;
}

export class PublishingLink {
  readonly #options: PublishingLinkOptions;

  constructor(options: PublishingLinkOptions) {
    this.#options = options;
    const { receiver, namespace } = options;
    receiver.local.attach.max_message_size = namespace.maxMessageBytes;
    receiver.on('message', (context) => this.#publish(context));
    receiver.add_credit(requestCredit);
  }

  lost({ condition, message }: LinkLoss): void {
    this.#options.receiver.close({ condition, description: message });
  }

  ended(): void {}

  #publish(context: EventContext): void {
    const { receiver, namespace, topic } = this.#options;
    const { delivery } = context;
    receiver.add_credit(1);
    if (!delivery) return;
    // Settled in any mode: Python asks for the second one and waits for us to settle all the same.
    const refuse = (condition: string, description: string) =>
      delivery.update(true, outcomes.rejected({ error: { condition, description } }).described());
    const contents = contentsOf(context);
    if (!contents) {
      refuse('amqp:not-implemented', 'Only bodies of bytes (data sections) are taken.');
      return;
    }
    if (contents.some(({ body }) => body.length > namespace.maxMessageBytes)) {
      refuse('amqp:link:message-size-exceeded', `A body has more than ${namespace.maxMessageBytes} bytes.`);
      return;
    }
    try {
      const ttlMs = context.message?.ttl ?? null;
      for (const { body, ...properties } of contents) namespace.publish(topic, body, { ...properties, ttlMs });
      delivery.update(true, outcomes.accepted({}).described());
    } catch (error) {
      if (!(error instanceof BrokerError)) throw error;
      refuse(error.condition, error.message);
    }
  }
}

const outcomes = rhea.message as unknown as Record<
  'accepted' | 'rejected',
  (fields: object) => { described(): unknown }
>;

function contentsOf({ message, delivery }: EventContext): readonly MessageContent[] | null {
  const raw: unknown = message;
  if (delivery?.format === batchFormat) return raw instanceof Buffer ? decodeBatch(raw) : null;
  const content = message && !(raw instanceof Buffer) ? decodeContent(message) : null;
  return content ? [content] : null;
}
