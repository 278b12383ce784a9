// Messages between the queue's form and AMQP's: body as a data section, Service Bus's annotations with their types.
import rhea, { type Message } from 'rhea';
import type { MessageContent, PropertyValue, StoredMessage } from '../stored-message.ts';

const { types, message: codec } = rhea;

/** A message on its way to a reader, encoded. `lockedUntilMs` is null in receive-and-delete and when peeked at. */
export function encodeMessage(stored: StoredMessage, lockedUntilMs: number | null): Buffer {
  const { content, deliveryCount, sequenceNumber, enqueuedAtMs } = stored;
  const encoded: Message = {
    delivery_count: deliveryCount,
    message_annotations: {
      'x-opt-sequence-number': types.wrap_long(sequenceNumber),
      'x-opt-enqueued-sequence-number': types.wrap_long(sequenceNumber),
      'x-opt-enqueued-time': types.wrap_timestamp(enqueuedAtMs),
      ...(lockedUntilMs === null ? {} : { 'x-opt-locked-until': types.wrap_timestamp(lockedUntilMs) }),
    },
    body: codec.data_section(content.body),
  };
  if (content.messageId !== undefined) encoded.message_id = content.messageId;
  if (content.correlationId !== undefined) encoded.correlation_id = content.correlationId;
  if (content.subject !== undefined) encoded.subject = content.subject;
  if (content.contentType !== undefined) encoded.content_type = content.contentType;
  if (content.applicationProperties) encoded.application_properties = { ...content.applicationProperties };
  return codec.encode(encoded);
}

/** What a publisher sent; null when its body is not bytes (a value or a sequence: not supported). */
export function decodeContent(message: Message): MessageContent | null {
  const body = bodyOf(message.body);
  if (!body) return null;
  const properties = plainProperties(message.application_properties);
  const { message_id: messageId, correlation_id: correlationId, subject, content_type: contentType } = message;
  return {
    body,
    ...(messageId === undefined ? {} : { messageId: String(messageId) }),
    ...(correlationId === undefined ? {} : { correlationId: String(correlationId) }),
    ...(typeof subject === 'string' ? { subject } : {}),
    ...(typeof contentType === 'string' ? { contentType } : {}),
    ...(properties ? { applicationProperties: properties } : {}),
  };
}

/** The messages inside a batch: one data section each, encoded. */
export function decodeBatch(data: Buffer): MessageContent[] | null {
  const { content } = (decode(data).body ?? {}) as { content?: unknown };
  const sections = Array.isArray(content) ? content : [content];
  const out: MessageContent[] = [];
  for (const section of sections) {
    const inner = section instanceof Uint8Array ? decodeContent(decode(Buffer.from(section))) : null;
    if (!inner) return null;
    out.push(inner);
  }
  return out;
}

const decode = (data: Buffer): Message => codec.decode(data) as unknown as Message;

function bodyOf(body: unknown): Uint8Array | null {
  if (typeof body !== 'object' || body === null || !('content' in body)) return null;
  const { content } = body;
  if (content instanceof Uint8Array) return new Uint8Array(content);
  if (Array.isArray(content) && content.every((part) => part instanceof Uint8Array)) return Buffer.concat(content);
  return null;
}

function plainProperties(from: unknown): Record<string, PropertyValue> | null {
  if (typeof from !== 'object' || from === null) return null;
  const out: Record<string, PropertyValue> = {};
  for (const [name, value] of Object.entries(from))
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null)
      out[name] = value;
    else if (value instanceof Date) out[name] = value;
  return out;
}
