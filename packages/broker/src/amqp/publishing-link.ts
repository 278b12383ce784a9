// A client's sending link to a topic: each message, or each of a batch, goes to every subscription.
import rhea, { type EventContext } from 'rhea';
import { BrokerError, type LinkLoss } from '../broker-error.ts';
import type { Namespace } from '../namespace.ts';
import { requestCredit } from './amqp-limits.ts';
import { type DecodedMessage, decodeBatch, decodeMessage } from './decode-message.ts';
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
    const messages = messagesOf(context);
    if (!messages) {
      refuse('amqp:not-implemented', 'Only bodies of bytes (data sections) are taken.');
      return;
    }
    if (messages.some(({ content }) => content.body.length > namespace.maxMessageBytes)) {
      refuse('amqp:link:message-size-exceeded', `A body has more than ${namespace.maxMessageBytes} bytes.`);
      return;
    }
    try {
      for (const { content, ttlMs } of messages) {
        const { body, ...properties } = content;
        namespace.publish(topic, body, { ...properties, ttlMs });
      }
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

function messagesOf({ message, delivery }: EventContext): readonly DecodedMessage[] | null {
  const raw: unknown = message;
  if (delivery?.format === batchFormat) return raw instanceof Buffer ? decodeBatch(raw) : null;
  const decoded = message && !(raw instanceof Buffer) ? decodeMessage(message) : null;
  return decoded ? [decoded] : null;
}
