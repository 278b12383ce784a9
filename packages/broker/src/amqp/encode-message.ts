// A message on its way to a reader, in AMQP's bytes. Written by hand, as it is done for every delivery: 0.3 µs where
// rhea's general encoder takes 3.7. Sections in AMQP's order: header, annotations, properties, application
// properties, body as one data section.
import rhea from 'rhea';
import type { MessageContent, StoredMessage } from '../stored-message.ts';
import { type FrontFacts, frontOf, headerLength, writeFront } from './message-front.ts';

export function encodeMessage(stored: StoredMessage, facts: FrontFacts): Buffer {
  const { content } = stored;
  const front = frontOf(stored, facts);
  const { body } = content;
  const fields = propertyFields(content);
  const properties = applicationPropertiesOf(content);
  const size = front.bytes.length + fields.bytes + properties.length + dataHeaderBytes + body.length;
  // One allocation and no copies in between: this runs for every delivery.
  const out = Buffer.allocUnsafe(size);
  writeFront(out, front, stored, facts.lockedUntilMs);
  let at = writeProperties(out, front.bytes.length, fields);
  out.set(properties, at);
  at += properties.length;
  out.set(dataStart, at);
  out.writeUInt32BE(body.length, at + dataHeaderBytes - 4);
  out.set(body, at + dataHeaderBytes);
  return out;
}

/** The same with the lock's token (a big-endian uuid) in its delivery annotations, where Go's azservicebus looks for it. */
export function withLockToken(encoded: Buffer, token: Uint8Array): Buffer {
  const entry = [0xa3, lockTokenName.length, ...Buffer.from(lockTokenName, 'ascii'), code.uuid, ...token];
  const annotations = Buffer.from(section(0x71, code.map, entry.length + 1, 2, ...entry));
  const at = headerLength(encoded);
  return Buffer.concat([encoded.subarray(0, at), annotations, encoded.subarray(at)]);
}

const lockTokenName = 'x-opt-lock-token';

const code = {
  uuid: 0x98,
  null: 0x40,
  list: 0xd0,
  map: 0xc1,
  binary: 0xb0,
  string: 0xb1,
  symbol: 0xb3,
} as const;
const section = (descriptor: number, ...rest: readonly number[]) => [0x00, 0x53, descriptor, ...rest];

interface PropertyFields {
  /** In the order of the section; undefined is null. */
  readonly values: readonly (string | undefined)[];
  readonly lengths: readonly number[];
  /** Of the whole section. */
  readonly bytes: number;
}

/** Type and a length of four bytes before a text. */
const textHeaderBytes = 5;
const propertiesStart = section(0x73, code.list, 0, 0, 0, 0, 0, 0, 0, 8);
/** Content type and content encoding are symbols. */
const symbolsFrom = 6;

/** properties(message-id, user-id, to, subject, reply-to, correlation-id, content-type, content-encoding). */
function propertyFields(content: MessageContent): PropertyFields {
  const { messageId, to, subject, replyTo, correlationId, contentType, contentEncoding } = content;
  const values = [messageId, undefined, to, subject, replyTo, correlationId, contentType, contentEncoding];
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
    out[at] = n >= symbolsFrom ? code.symbol : code.string;
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
