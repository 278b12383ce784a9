// What publishers send, in the queue's form.
import rhea, { type Message } from 'rhea';
import type { MessageContent, PropertyValue } from '../stored-message.ts';

const { message: codec } = rhea;

/** What a publisher sent. */
export interface DecodedMessage {
  readonly content: MessageContent;
  readonly ttlMs: number | null;
}

/** @returns null when its body is not bytes (a value or a sequence: not supported) */
export function decodeMessage(message: Message): DecodedMessage | null {
  const content = contentOf(message);
  return content && { content, ttlMs: typeof message.ttl === 'number' ? message.ttl : null };
}

function contentOf(message: Message): MessageContent | null {
  const body = bodyOf(message.body);
  if (!body) return null;
  const properties = plainProperties(message.application_properties);
  const { message_id: messageId, correlation_id: correlationId } = message;
  return {
    body,
    ...(messageId === undefined ? {} : { messageId: String(messageId) }),
    ...(correlationId === undefined ? {} : { correlationId: String(correlationId) }),
    ...textsOf({
      subject: message.subject,
      to: message.to,
      replyTo: message.reply_to,
      contentType: message.content_type,
      contentEncoding: message.content_encoding,
      partitionKey: message.message_annotations?.['x-opt-partition-key'],
    }),
    ...(properties ? { applicationProperties: properties } : {}),
  };
}

/** Those that are texts. */
function textsOf<Name extends string>(told: Readonly<Record<Name, unknown>>): Partial<Record<Name, string>> {
  const texts = Object.entries(told).filter(([, value]) => typeof value === 'string');
  return Object.fromEntries(texts) as Partial<Record<Name, string>>;
}

/** The messages inside a batch: one data section each, encoded. */
export function decodeBatch(data: Buffer): DecodedMessage[] | null {
  const { content } = (decode(data).body ?? {}) as { content?: unknown };
  const sections = Array.isArray(content) ? content : [content];
  const out: DecodedMessage[] = [];
  for (const section of sections) {
    const inner = section instanceof Uint8Array ? decodeMessage(decode(Buffer.from(section))) : null;
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
