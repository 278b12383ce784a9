// How a message to a reader begins: header and Service Bus's annotations, with the types that its clients expect. Almost all
// messages are alike in it but for some numbers, so it is a template, and where its numbers go.
import type { StoredMessage } from '../stored-message.ts';

export interface FrontFacts {
  /** Null in receive-and-delete and when a message is peeked at. */
  readonly lockedUntilMs: number | null;
  /** Set aside by a reader, as a peek shows it. @default false */
  readonly isDeferred?: boolean;
}

export interface Front {
  readonly bytes: Buffer;
  readonly ttlAt: number | null;
  readonly deliveryCountAt: number;
  /** Of sequence number, enqueued sequence number, enqueued time and, where it is locked, the end of the lock. */
  readonly valuesAt: readonly number[];
}

const code = { null: 0x40, uint: 0x70, int: 0x71, long: 0x81, timestamp: 0x83, string: 0xb1 } as const;

const always = [
  ['x-opt-sequence-number', code.long],
  ['x-opt-enqueued-sequence-number', code.long],
  ['x-opt-enqueued-time', code.timestamp],
] as const;
const whileLocked = [...always, ['x-opt-locked-until', code.timestamp]] as const;

/** Of the message states of Service Bus: 0 active, 1 deferred, 2 scheduled. */
const deferred = 1;

/** The longest that a header can tell, 49 days; who lives longer is not said to end. */
const longestTtlMs = 0xffff_ffff;

const isTold = (livesMs: number): boolean => livesMs <= longestTtlMs;

export function frontOf(message: StoredMessage, { lockedUntilMs, isDeferred = false }: FrontFacts): Front {
  const { partitionKey } = message.content;
  const locked = lockedUntilMs !== null;
  const ttl = isTold(message.livesMs);
  if (partitionKey === undefined && !isDeferred) return usual[locked ? 'locked' : 'unlocked'][ttl ? 'ends' : 'stays'];
  const rare = [
    ...(partitionKey === undefined ? [] : [entry('x-opt-partition-key', sizedText(partitionKey))]),
    ...(isDeferred ? [entry('x-opt-message-state', Buffer.from([code.int, 0, 0, 0, deferred]))] : []),
  ];
  return front({ locked, ttl }, rare);
}

export function writeFront(out: Buffer, front: Front, message: StoredMessage, lockedUntilMs: number | null): void {
  const { deliveryCount, livesMs, sequenceNumber, enqueuedAtMs } = message;
  out.set(front.bytes, 0);
  out.writeUInt32BE(deliveryCount, front.deliveryCountAt);
  if (front.ttlAt !== null) out.writeUInt32BE(livesMs, front.ttlAt);
  const values = [sequenceNumber, sequenceNumber, enqueuedAtMs, lockedUntilMs];
  for (let n = 0; n < front.valuesAt.length; n++) writeLong(out, values[n] ?? 0, front.valuesAt[n] as number);
}

/** Where the header of an encoded message ends: its length is in its fifth byte. */
export const headerLength = (encoded: Buffer): number => 5 + encoded.readUInt8(4);

function front(kind: { readonly locked: boolean; readonly ttl: boolean }, rare: readonly Buffer[] = []): Front {
  const header = headerWith(kind.ttl);
  const annotations = kind.locked ? whileLocked : always;
  const entries: Buffer[] = [];
  const offsets: number[] = [];
  let length = 0;
  for (const [name, type] of annotations) {
    const bytes = entry(name, Buffer.from([type, 0, 0, 0, 0, 0, 0, 0, 0]));
    entries.push(bytes);
    length += bytes.length;
    offsets.push(length - 8);
  }
  const content = Buffer.concat([...entries, ...rare]);
  const start = Buffer.concat([header, mapStart(content.length, (annotations.length + rare.length) * 2)]);
  return {
    bytes: Buffer.concat([start, content]),
    ttlAt: kind.ttl ? ttlAt : null,
    deliveryCountAt: header.length - 4,
    valuesAt: offsets.map((at) => at + start.length),
  };
}

/** header(durable and priority unset, ttl, first-acquirer unset, delivery-count). */
function headerWith(ttl: boolean): Buffer {
  const fields = [
    ...[code.null, code.null],
    ...(ttl ? [code.uint, 0, 0, 0, 0] : [code.null]),
    ...[code.null, code.uint, 0, 0, 0, 0],
  ];
  return Buffer.from([0x00, 0x53, 0x70, 0xc0, fields.length + 1, 5, ...fields]);
}
const ttlAt = 9;

/** The longer form of a map, for a partition key may have 128 characters. */
function mapStart(contentBytes: number, count: number): Buffer {
  const start = Buffer.from([0x00, 0x53, 0x72, 0xd1, 0, 0, 0, 0, 0, 0, 0, 0]);
  start.writeUInt32BE(contentBytes + 4, 4);
  start.writeUInt32BE(count, 8);
  return start;
}

const entry = (name: string, value: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([0xa3, name.length]), Buffer.from(name, 'ascii'), value]);

function sizedText(text: string): Buffer {
  const head = Buffer.from([code.string, 0, 0, 0, 0]);
  head.writeUInt32BE(Buffer.byteLength(text), 1);
  return Buffer.concat([head, Buffer.from(text)]);
}

/** A long in two halves: as a BigInt it costs an object each time. */
function writeLong(out: Buffer, value: number, at: number): void {
  const whole = Math.trunc(value);
  out.writeInt32BE(Math.floor(whole / 2 ** 32), at);
  out.writeUInt32BE(whole - Math.floor(whole / 2 ** 32) * 2 ** 32, at + 4);
}

const usual = {
  unlocked: { stays: front({ locked: false, ttl: false }), ends: front({ locked: false, ttl: true }) },
  locked: { stays: front({ locked: true, ttl: false }), ends: front({ locked: true, ttl: true }) },
};
