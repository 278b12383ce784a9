// A client that writes AMQP 1.0 byte by byte: it can say what no library lets one say, and can stop reading.
import { connect, type Socket } from 'node:net';

const uint = (value: number): Buffer => {
  const bytes = Buffer.alloc(5, 0x70);
  bytes.writeUInt32BE(value, 1);
  return bytes;
};
const sized = (code: number, content: Uint8Array): Buffer => {
  const head = Buffer.alloc(5, code);
  head.writeUInt32BE(content.length, 1);
  return Buffer.concat([head, content]);
};
const text = (value: string): Buffer => sized(0xb1, Buffer.from(value));
const symbol = (value: string): Buffer => sized(0xb3, Buffer.from(value));
const binary = (value: Uint8Array | string): Buffer => sized(0xb0, Buffer.from(value));
const list = (fields: readonly Uint8Array[]): Buffer => {
  const count = Buffer.alloc(4);
  count.writeUInt32BE(fields.length);
  return sized(0xd0, Buffer.concat([count, ...fields]));
};
const described = (code: number, value: Uint8Array): Buffer => Buffer.concat([Buffer.from([0x00, 0x53, code]), value]);
const nothing = Buffer.from([0x40]);
const [yes, no] = [Buffer.from([0x41]), Buffer.from([0x42])];

function frame(body: Uint8Array, channel = 0, type = 0): Buffer {
  const head = Buffer.from([0, 0, 0, 0, 2, type, channel >> 8, channel & 0xff]);
  head.writeUInt32BE(head.length + body.length);
  return Buffer.concat([head, body]);
}

export const header = Buffer.from('AMQP\0\x01\0\0', 'latin1');
export const empty = frame(Buffer.alloc(0));
export const open = frame(described(0x10, list([text('raw')])));
export const begin = (channel = 0): Buffer =>
  frame(described(0x11, list([nothing, uint(0), uint(2048), uint(2048)])), channel);
export const end = (channel = 0): Buffer => frame(described(0x17, list([])), channel);
export const detach = (handle: number): Buffer => frame(described(0x16, list([uint(handle), yes])));

export interface RawAttach {
  readonly handle: number;
  readonly name: string;
  /** Where a `receiver` receives from and a `sender` sends to. */
  readonly address: string;
  readonly role: 'receiver' | 'sender';
  /** Deliveries are settled by who gets them. */
  readonly unsettled?: boolean;
}

export function attach({ handle, name, address, role, unsettled = false }: RawAttach): Buffer {
  const [source, target] = role === 'receiver' ? [address, name] : [name, address];
  const termini = [described(0x28, list([text(source)])), described(0x29, list([text(target)]))];
  const modes = [Buffer.from([0x50, unsettled ? 0 : 1]), Buffer.from([0x50, 0])];
  const first = [text(name), uint(handle), role === 'receiver' ? yes : no, ...modes, ...termini];
  return frame(described(0x12, list(role === 'receiver' ? first : [...first, nothing, nothing, uint(0)])));
}

export interface RawFlow {
  readonly handle?: number;
  readonly credit?: number;
  readonly window?: number;
}

/** Without a handle the session's own. */
export function flow({ handle, credit = 0, window = 2048 }: RawFlow = {}): Buffer {
  const session = [uint(0), uint(window), uint(0), uint(2048)];
  return frame(
    described(0x13, list(handle === undefined ? session : [...session, uint(handle), uint(0), uint(credit)])),
  );
}

export interface RawTransfer {
  readonly handle: number;
  readonly id: number;
  readonly payload: Uint8Array;
  readonly more?: boolean;
}

export const transfer = ({ handle, id, payload, more = false }: RawTransfer): Buffer => {
  const fields = [uint(handle), uint(id), binary(String(id)), uint(0), yes, more ? yes : no];
  return frame(Buffer.concat([described(0x14, list(fields)), payload]));
};

const map = (entries: Readonly<Record<string, Uint8Array>>): Buffer => {
  const pairs = Object.entries(entries).flatMap(([name, value]) => [text(name), value]);
  return Buffer.concat([Buffer.from([0xd1]), list(pairs).subarray(1)]);
};

/** A receiver gives this delivery up, for a reason. */
export function reject(id: number, reason: string): Buffer {
  const error = described(0x1d, list([symbol('raw:error'), nothing, map({ DeadLetterReason: text(reason) })]));
  return frame(described(0x15, list([yes, uint(id), uint(id), yes, described(0x25, list([error]))])));
}

/** A request to `$cbs` or `$management`; numbers of the body go as longs. */
export function request(replyTo: string, operation: string, body: Readonly<Record<string, number>> = {}): Buffer {
  const long = (value: number) => {
    const bytes = Buffer.alloc(9, 0x81);
    bytes.writeBigInt64BE(BigInt(value), 1);
    return bytes;
  };
  const values = Object.fromEntries(Object.entries(body).map(([name, value]) => [name, long(value)]));
  const properties = list([text('1'), nothing, nothing, nothing, text(replyTo)]);
  return Buffer.concat([
    described(0x73, properties),
    described(0x74, map({ operation: text(operation) })),
    described(0x77, map(values)),
  ]);
}

export interface RawClient {
  readonly socket: Socket;
  send(...frames: readonly Uint8Array[]): void;
  /** What has come, as Latin-1. */
  heard(): string;
  /** Resolves with what has come when the broker has hung up. */
  readonly hungUp: Promise<string>;
}

/** Connects and opens, by SASL PLAIN when given a login, else as a stranger; resolves when the broker has opened too. */
export async function rawClient(port: number, login?: { username: string; password: string }): Promise<RawClient> {
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  const heard = () => Buffer.concat(chunks).toString('latin1');
  const hungUp = new Promise<string>((resolve) => socket.once('close', () => resolve(heard())));
  const heardOf = async (what: string) => {
    while (!heard().includes(what)) await new Promise((resolve) => setTimeout(resolve, 1));
  };
  if (login) {
    const response = binary(`\0${login.username}\0${login.password}`);
    socket.write(Buffer.from('AMQP\x03\x01\0\0', 'latin1'));
    socket.write(frame(described(0x41, list([symbol('PLAIN'), response])), 0, 1));
    // The outcome of SASL.
    await heardOf('\0S\x44');
  }
  socket.write(Buffer.concat([header, open]));
  await heardOf('fairlead-broker');
  return { socket, send: (...frames) => void socket.write(Buffer.concat(frames)), heard, hungUp };
}
