// A message on its way to a reader, in AMQP's bytes. Written by hand, as it is done for every delivery: 0.3 µs where
// rhea's general encoder takes 3.7. Sections in AMQP's order: header, annotations, properties, application
// properties, body as one data section; Service Bus's annotations with the types that its clients expect.
import rhea from 'rhea';
import type { MessageContent, StoredMessage } from '../stored-message.ts';

/** `lockedUntilMs` is null in receive-and-delete and when a message is peeked at. */
export function encodeMessage(stored: StoredMessage, lockedUntilMs: number | null): Buffer {
  const { content, deliveryCount, sequenceNumber, enqueuedAtMs } = stored;
  const { bytes: start, valuesAt } = lockedUntilMs === null ? unlockedFront : lockedFront;
  const { body } = content;
  const fields = propertyFields(content);
  const properties = applicationPropertiesOf(content);
  const size = start.length + fields.bytes + properties.length + dataHeaderBytes + body.length;
  // One allocation and no copies in between: this runs for every delivery.
  const out = Buffer.allocUnsafe(size);
  out.set(start, 0);
  out.writeUInt32BE(deliveryCount, deliveryCountAt);
  const values = [sequenceNumber, sequenceNumber, enqueuedAtMs, lockedUntilMs];
  for (let n = 0; n < valuesAt.length; n++) writeLong(out, values[n] ?? 0, valuesAt[n] as number);
  let at = writeProperties(out, start.length, fields);
  out.set(properties, at);
  at += properties.length;
  out.set(dataStart, at);
  out.writeUInt32BE(body.length, at + dataHeaderBytes - 4);
  out.set(body, at + dataHeaderBytes);
  return out;
}

/** A long in two halves: as a BigInt it costs an object each time. */
function writeLong(out: Buffer, value: number, at: number): void {
  const whole = Math.trunc(value);
  out.writeInt32BE(Math.floor(whole / 2 ** 32), at);
  out.writeUInt32BE(whole - Math.floor(whole / 2 ** 32) * 2 ** 32, at + 4);
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
  string: 0xb1,
  symbol: 0xb3,
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

interface PropertyFields {
  /** In the order of the section; undefined is null. */
  readonly values: readonly (string | undefined)[];
  readonly lengths: readonly number[];
  /** Of the whole section. */
  readonly bytes: number;
}

/** Type and a length of four bytes before a text. */
const textHeaderBytes = 5;
const propertiesStart = section(0x73, code.list, 0, 0, 0, 0, 0, 0, 0, 7);
const contentTypeAt = 6;

/** properties(message-id, user-id, to, subject, reply-to, correlation-id, content-type). */
function propertyFields({ messageId, subject, correlationId, contentType }: MessageContent): PropertyFields {
  const values = [messageId, undefined, undefined, subject, undefined, correlationId, contentType];
  let bytes = propertiesStart.length;
  const lengths = values.map((value) => {
    const length = value === undefined ? 0 : Buffer.byteLength(value);
    bytes += value === undefined ? 1 : textHeaderBytes + length;
    return length;
  });
  return { values, lengths, bytes };
}

/** @returns where the section ends */
function writeProperties(out: Buffer, start: number, { values, lengths, bytes }: PropertyFields): number {
  out.set(propertiesStart, start);
  // The list's size counts its element count (4 bytes) and its elements.
  out.writeUInt32BE(bytes - propertiesStart.length + 4, start + 4);
  let at = start + propertiesStart.length;
  for (let n = 0; n < values.length; n++) {
    const value = values[n];
    if (value === undefined) {
      out[at] = code.null;
      at += 1;
      continue;
    }
    const length = lengths[n] as number;
    out[at] = n === contentTypeAt ? code.symbol : code.string;
    out.writeUInt32BE(length, at + 1);
    out.write(value, at + textHeaderBytes, 'utf8');
    at += textHeaderBytes + length;
  }
  return at;
}

const none = Buffer.alloc(0);

function applicationPropertiesOf({ applicationProperties }: MessageContent): Buffer {
  if (!applicationProperties) return none;
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

const dataStart = Buffer.from(section(0x75, code.binary, 0, 0, 0, 0));
const dataHeaderBytes = dataStart.length;
