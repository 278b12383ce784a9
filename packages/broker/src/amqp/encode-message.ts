// A message on its way to a reader, in AMQP's bytes. Written by hand, as it is done for every delivery: 8 µs where rhea's
// general encoder takes 20. Sections in AMQP's order: header, annotations, properties, application
// properties, body as one data section; Service Bus's annotations with the types that its clients expect.
import rhea from 'rhea';
import type { MessageContent, StoredMessage } from '../stored-message.ts';

/** `lockedUntilMs` is null in receive-and-delete and when a message is peeked at. */
export function encodeMessage(stored: StoredMessage, lockedUntilMs: number | null): Buffer {
  const { content, deliveryCount, sequenceNumber, enqueuedAtMs } = stored;
  const front = Buffer.from(lockedUntilMs === null ? unlockedFront.bytes : lockedFront.bytes);
  front.writeUInt32BE(deliveryCount, deliveryCountAt);
  const values = [sequenceNumber, sequenceNumber, enqueuedAtMs, lockedUntilMs];
  (lockedUntilMs === null ? unlockedFront : lockedFront).valuesAt.forEach((at, index) => {
    front.writeBigInt64BE(BigInt(Math.trunc(values[index] ?? 0)), at);
  });
  const { body } = content;
  return Buffer.concat([front, propertiesOf(content), applicationPropertiesOf(content), dataHeader(body.length), body]);
}

/** The same with the lock's token (a big-endian uuid) in its delivery annotations, where Go's azservicebus looks for it. */
export function withLockToken(encoded: Buffer, token: Uint8Array): Buffer {
  const entry = [0xa3, lockTokenName.length, ...Buffer.from(lockTokenName, 'ascii'), code.uuid, ...token];
  const annotations = Buffer.from(section(0x71, code.map, entry.length + 1, 2, ...entry));
  return Buffer.concat([encoded.subarray(0, header.length), annotations, encoded.subarray(header.length)]);
}

const lockTokenName = 'x-opt-lock-token';

const code = {
  uint: 0x70,
  uuid: 0x98,
  long: 0x81,
  timestamp: 0x83,
  null: 0x40,
  list: 0xd0,
  map: 0xc1,
  binary: 0xb0,
} as const;
const section = (descriptor: number, ...rest: readonly number[]) => [0x00, 0x53, descriptor, ...rest];

/** header(durable, priority, ttl and first-acquirer unset, delivery-count). */
const header = section(0x70, 0xc0, 10, 5, code.null, code.null, code.null, code.null, code.uint, 0, 0, 0, 0);
const deliveryCountAt = header.length - 4;

/** Header and annotations are of one length: a template, and where its numbers go. */
function front(annotations: readonly (readonly [name: string, type: number])[]) {
  const entries: number[] = [];
  const offsets: number[] = [];
  for (const [name, type] of annotations) {
    entries.push(0xa3, name.length, ...Buffer.from(name, 'ascii'), type);
    offsets.push(entries.length);
    entries.push(0, 0, 0, 0, 0, 0, 0, 0);
  }
  const start = [...header, ...section(0x72, code.map, entries.length + 1, annotations.length * 2)];
  return { bytes: Buffer.from([...start, ...entries]), valuesAt: offsets.map((at) => at + start.length) };
}

const always = [
  ['x-opt-sequence-number', code.long],
  ['x-opt-enqueued-sequence-number', code.long],
  ['x-opt-enqueued-time', code.timestamp],
] as const;
const unlockedFront = front(always);
const lockedFront = front([...always, ['x-opt-locked-until', code.timestamp]]);

/** properties(message-id, user-id, to, subject, reply-to, correlation-id, content-type). */
function propertiesOf({ messageId, subject, correlationId, contentType }: MessageContent): Buffer {
  const none = Buffer.from([code.null]);
  const fields = [
    text(messageId) ?? none,
    none,
    none,
    text(subject) ?? none,
    none,
    text(correlationId) ?? none,
    text(contentType, 0xb3) ?? none,
  ];
  const start = Buffer.from(section(0x73, code.list, 0, 0, 0, 0, 0, 0, 0, fields.length));
  start.writeUInt32BE(
    fields.reduce((sum, field) => sum + field.length, 4),
    4,
  );
  return Buffer.concat([start, ...fields]);
}

/** A string, or with 0xb3 a symbol, with a length of four bytes. */
function text(value: string | undefined, type = 0xb1): Buffer | undefined {
  if (value === undefined) return undefined;
  const bytes = Buffer.from(value, 'utf8');
  const start = Buffer.from([type, 0, 0, 0, 0]);
  start.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([start, bytes]);
}

function applicationPropertiesOf({ applicationProperties }: MessageContent): Buffer {
  if (!applicationProperties) return Buffer.alloc(0);
  const { types } = rhea;
  // The cloud's messages have none, as far as is known: rhea may take its time over the types of their values.
  const writer = new (types as unknown as { readonly Writer: new () => Writer }).Writer();
  writer.write(types.described_nc(types.wrap_ulong(0x74), types.wrap_map({ ...applicationProperties })));
  return writer.toBuffer();
}

interface Writer {
  write(value: unknown): void;
  toBuffer(): Buffer;
}

function dataHeader(length: number): Buffer {
  const start = Buffer.from(section(0x75, code.binary, 0, 0, 0, 0));
  start.writeUInt32BE(length, 4);
  return start;
}
