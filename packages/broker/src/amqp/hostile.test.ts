// Peers that break the rules: each is ended with a proper condition, and a good neighbour notices nothing.
import { connect, type Socket } from 'node:net';
import rhea, { type Connection, type ConnectionOptions, type EventContext } from 'rhea';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createNamespace, type Namespace } from '../namespace.ts';
import type { AmqpLimits } from './amqp-limits.ts';
import { type AmqpListener, listen } from './listener.ts';

const path = 'topic/Subscriptions/default';
const plain = { username: 'reader', password: 'c2VjcmV0' };
const limits: Partial<AmqpLimits> = {
  maxConnections: 3,
  maxLinksPerConnection: 8,
  maxSessionsPerConnection: 4,
};

let namespace: Namespace;
let listener: AmqpListener;
let neighbour: Connection;
const got: string[] = [];
const sockets: Socket[] = [];

const once = (emitter: { once(event: string, handler: (context: EventContext) => void): unknown }, event: string) =>
  new Promise<EventContext>((resolve) => emitter.once(event, resolve));

function dial(options: object = {}): Connection {
  const connection = rhea
    .create_container()
    .connect({ host: '127.0.0.1', port: listener.port, reconnect: false, ...options } as ConnectionOptions);
  connection.on('disconnected', () => {});
  // What is thrown at a client that misbehaves on purpose is not of interest.
  connection.on('error', () => {});
  sockets.push(connection['socket'] as Socket);
  return connection;
}

beforeEach(async () => {
  namespace = createNamespace({ maxMessageBytes: 10_000 });
  namespace.createTopic('topic');
  namespace.createSubscription('topic', 'default');
  namespace.setKey('topic', { name: 'reader', key: plain.password, rights: ['listen', 'send'] });
  listener = await listen(namespace, { limits });
  neighbour = dial(plain);
  const receiver = neighbour.open_receiver(path);
  got.length = 0;
  receiver.on('message', ({ message }: EventContext) => got.push(String(message?.body.content)));
  await once(receiver, 'receiver_open');
});

afterEach(async () => {
  // Whatever happened, the neighbour still gets its messages over the connection that it had.
  namespace.publish('topic', Buffer.from('to the neighbour'));
  while (got.at(-1) !== 'to the neighbour') await new Promise((resolve) => setTimeout(resolve, 2));
  expect(neighbour.is_open()).toBe(true);
  for (const socket of sockets.splice(0)) socket.destroy();
  await listener.close();
  namespace.close();
});

const conditionOf = async (connection: Connection): Promise<unknown> => {
  const { error } = await once(connection, 'connection_error');
  return error && 'condition' in error ? error.condition : undefined;
};

/** Sends bytes on a bare socket and gives back all that comes until it is closed. */
function raw(...chunks: readonly (Uint8Array | string)[]): Promise<Buffer> {
  const socket = connect(listener.port, '127.0.0.1');
  sockets.push(socket);
  const answer: Buffer[] = [];
  for (const chunk of chunks) socket.write(chunk);
  return new Promise((resolve) => {
    socket.on('data', (data: Buffer) => answer.push(data));
    socket.on('error', () => {});
    socket.on('close', () => resolve(Buffer.concat(answer)));
  });
}

const header = Buffer.from('AMQP\0\x01\0\0', 'latin1');
const frame = (...body: readonly number[]): Buffer => {
  const bytes = Buffer.from([0, 0, 0, 0, 2, 0, 0, 0, ...body]);
  bytes.writeUInt32BE(bytes.length, 0);
  return bytes;
};
/** open(container-id "x"). */
const openFrame = frame(0x00, 0x53, 0x10, 0xc0, 4, 1, 0xa1, 1, 0x78);
const text = (answer: Buffer) => answer.toString('latin1');

test('another protocol is hung up on', async () => {
  expect(text(await raw('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'))).not.toContain('HTTP/1.1 200');
});

test('a frame that claims 4 GB is refused from its first bytes', async () => {
  const answer = await raw(header, openFrame, Buffer.from([0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0]));
  expect(text(answer)).toContain('amqp:connection:framing-error');
});

test('a frame smaller than a frame can be is refused', async () => {
  expect(text(await raw(header, openFrame, frame(), Buffer.from([0, 0, 0, 3, 0])))).toContain(
    'amqp:connection:framing-error',
  );
});

const begin = frame(0x00, 0x53, 0x11, 0xc0, 5, 4, 0x40, 0x43, 0x43, 0x43);

test.each([
  ['a frame that claims 4 GB', [0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0], 'amqp:connection:framing-error'],
  ['a frame smaller than a frame can be', [0, 0, 0, 3, 0], 'amqp:connection:framing-error'],
  ['a frame whose content begins within its head', [0, 0, 0, 8, 1, 0, 0, 0], 'amqp:connection:framing-error'],
  ['a frame of an unknown kind', [0, 0, 0, 8, 2, 7, 0, 0], 'amqp:connection:framing-error'],
  ['a frame of a login', [...frame(0x00, 0x53, 0x41, 0x45)].with(5, 1), 'amqp:connection:framing-error'],
  ['a frame that holds no performative', [...frame(0x0f)], 'amqp:decode-error'],
  ['a session', [...begin], 'amqp:not-allowed'],
  ['two hundred sessions', Array.from({ length: 200 }, () => [...begin]).flat(), 'amqp:not-allowed'],
])(
  '%s before the open is told why, after our own open, and hung up on long before the 30 s for an open are over',
  async (_what, bytes, condition) => {
    const answer = text(await raw(header, Buffer.from(bytes)));
    expect(answer).toContain(condition);
    expect(answer.indexOf('fairlead-broker')).toBeLessThan(answer.indexOf(condition));
    expect(answer).toContain('\0S\x10');
  },
);

test('what comes after a goodbye is not answered with another one', async () => {
  // A link without a session, and then what cannot be read.
  const answer = text(await raw(Buffer.concat([header, openFrame, frame(0x00, 0x53, 0x12, 0x45), frame(0x0f)])));
  expect(answer).toContain('amqp:not-allowed');
  expect(answer.split('fairlead-broker')).toHaveLength(2);
  expect(answer.split('\0S\x18')).toHaveLength(2);
});

test.each(['PLAX', '', 'constructor', 'toString'])(
  'the login %j is refused with the outcome auth, and hung up on',
  async (mechanism) => {
    const name = Buffer.from(mechanism, 'latin1');
    const init = Buffer.from(frame(0x00, 0x53, 0x41, 0xc0, name.length + 3, 1, 0xa3, name.length, ...name));
    init[5] = 1;
    const saslHeader = Buffer.from('AMQP\x03\x01\0\0', 'latin1');
    const answer = await raw(saslHeader, init);
    const outcome = answer.subarray(answer.lastIndexOf(Buffer.from([0x00, 0x53, 0x44])));
    // sasl-outcome(code=1)
    expect([...outcome.subarray(3)].slice(-2)).toEqual([0x50, 1]);
  },
);

test.each([
  ['an array of 4 billion nulls', [0xf0, 0, 0, 0, 5, 0xff, 0xff, 0xff, 0xff, 0x40]],
  ['an array of 4 billion uuids', [0xf0, 0, 0, 0, 5, 0xff, 0xff, 0xff, 0xff, 0x98]],
  ['a list of 30 million elements', [0xd0, 0, 0, 0, 4, 0x01, 0xc9, 0xc3, 0x80]],
  ['a type that does not exist', [0x0f]],
  ['a string that ends too early', [0xb1, 0x7f, 0xff, 0xff, 0xff]],
])('%s is unreadable, and costs no memory', async (_what, field) => {
  const before = process.memoryUsage().heapUsed;
  const answer = await raw(header, openFrame, frame(0x00, 0x53, 0x11, 0xc0, field.length + 1, 1, ...field));
  expect(text(answer)).toContain('amqp:decode-error');
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(50_000_000);
});

test('lists nested 10,000 deep end that connection only', async () => {
  const nested = Array.from({ length: 10_000 }, () => [0xc0, 0xff, 1]).flat();
  expect(text(await raw(header, openFrame, frame(0x00, 0x53, 0x11, ...nested)))).toContain('amqp:decode-error');
});

test('a disposition over 4 billion deliveries is refused at once', async () => {
  const connection = dial(plain);
  connection.open_receiver(path);
  await once(connection, 'receiver_open');
  const condition = conditionOf(connection);
  const startedAt = performance.now();
  const accepted = [0x00, 0x53, 0x24, 0x45];
  const fields = [0x41, 0x43, 0x70, 0xff, 0xff, 0xff, 0xff, 0x41, ...accepted];
  (connection['socket'] as Socket).write(frame(0x00, 0x53, 0x15, 0xc0, fields.length + 1, 5, ...fields));
  expect(await condition).toBe('amqp:invalid-field');
  expect(performance.now() - startedAt).toBeLessThan(2000);
});

test('an outcome that nobody knows is refused', async () => {
  const connection = dial(plain);
  connection.open_receiver(path);
  await once(connection, 'receiver_open');
  const condition = conditionOf(connection);
  const transactional = [0x00, 0x53, 0x34, 0x45];
  const fields = [0x41, 0x43, 0x43, 0x41, ...transactional];
  (connection['socket'] as Socket).write(frame(0x00, 0x53, 0x15, 0xc0, fields.length + 1, 5, ...fields));
  expect(await condition).toBe('amqp:not-implemented');
});

test('a flood of attaches ends the connection that sends it', async () => {
  const connection = dial(plain);
  const condition = conditionOf(connection);
  connection.on('receiver_error', () => {});
  for (let n = 0; n < 50; n++) connection.open_receiver({ source: `nowhere/Subscriptions/${n}`, name: `link-${n}` });
  expect(await condition).toBe('amqp:resource-limit-exceeded');
});

test('a flood of sessions ends the connection that sends it', async () => {
  const connection = dial(plain);
  const condition = conditionOf(connection);
  for (let n = 0; n < 50; n++) connection.create_session().begin();
  expect(await condition).toBe('amqp:resource-limit-exceeded');
});

test('a message that grows without end is refused', async () => {
  const connection = dial(plain);
  const sender = connection.open_sender('topic');
  await once(sender, 'sendable');
  const condition = conditionOf(connection);
  sender.send({ body: rhea.message.data_section(Buffer.alloc(200_000)) });
  expect(await condition).toBe('amqp:link:message-size-exceeded');
});

test('a body above the bound is rejected, and the link goes on', async () => {
  const connection = dial(plain);
  const sender = connection.open_sender('topic');
  await once(sender, 'sendable');
  const rejected = once(sender, 'rejected');
  sender.send({ body: rhea.message.data_section(Buffer.alloc(10_001)) });
  expect((await rejected).delivery?.remote_state?.['error'].condition).toBe('amqp:link:message-size-exceeded');
  const accepted = once(sender, 'accepted');
  sender.send({ body: rhea.message.data_section(Buffer.from('small')) });
  await accepted;
});

test('a body that is no bytes is rejected', async () => {
  const sender = dial(plain).open_sender('topic');
  await once(sender, 'sendable');
  const rejected = once(sender, 'rejected');
  sender.send({ body: { not: 'bytes' } });
  expect((await rejected).delivery?.remote_state?.['error'].condition).toBe('amqp:not-implemented');
});

test.each([
  ['a max-frame-size below 512', { max_frame_size: 60 }],
  ['an idle-time-out of 10 ms', { idle_time_out: 10 }],
])('%s is not allowed', async (_what, options) => {
  expect(await conditionOf(dial({ ...plain, ...options }))).toBe('amqp:not-allowed');
});

test('a client that says nothing is hung up on', async () => {
  const impatient = await listen(namespace, { limits: { ...limits, openWithinMs: 300 } });
  const startedAt = performance.now();
  const socket = connect(impatient.port, '127.0.0.1');
  sockets.push(socket);
  await new Promise((resolve) => socket.once('close', resolve));
  expect(performance.now() - startedAt).toBeGreaterThan(200);
  await impatient.close();
});

test('one connection too many is told so, and may come when another has gone', async () => {
  const others = [dial(plain), dial(plain)];
  await Promise.all(others.map((connection) => once(connection, 'connection_open')));
  expect(await conditionOf(dial(plain))).toBe('amqp:resource-limit-exceeded');
  others[0]?.close();
  while (listener.connections() > 2) await new Promise((resolve) => setTimeout(resolve, 2));
  await once(dial(plain), 'connection_open');
});

test('a request that makes no sense is answered, and one whose way back leads nowhere is dropped', async () => {
  const connection = dial(plain);
  const replies = connection.open_receiver({ source: `${path}/$management`, target: 'back-to-me' });
  const requests = connection.open_sender(`${path}/$management`);
  await once(requests, 'sendable');
  const ask = async (message: object) => {
    const answer = once(replies, 'message');
    requests.send({ message_id: 'x', reply_to: 'back-to-me', body: {}, ...message });
    return Number((await answer).message?.application_properties?.['statusCode']);
  };
  requests.send({ message_id: 'x', reply_to: 'nowhere', body: 7 });
  expect(await ask({ application_properties: { operation: 'com.microsoft:fly' } })).toBe(501);
  for (const operation of ['renew-lock', 'update-disposition', 'peek-message', 'receive-by-sequence-number'])
    expect(await ask({ application_properties: { operation: `com.microsoft:${operation}` } })).toBe(400);
  expect(await ask({ body: null })).toBe(501);
});

test('links, sessions and connections that a client ends with errors of its own free what they held', async () => {
  const error = { condition: 'client:gone', description: 'on purpose' };
  const connection = dial(plain);
  const session = connection.create_session();
  session.begin();
  const [one, two] = [session.open_receiver(path), session.open_receiver(path)];
  await Promise.all([once(one, 'receiver_open'), once(two, 'receiver_open')]);
  one.close(error);
  await once(one, 'receiver_close');
  session.close(error);
  await once(session, 'session_close');
  connection.close(error);
  await once(connection, 'connection_close');
  while (listener.connections() > 1) await new Promise((resolve) => setTimeout(resolve, 2));
  // Had one of the two stayed attached, it would take half of these.
  for (let n = 0; n < 10; n++) namespace.publish('topic', Buffer.from(`${n}`));
  while (got.length < 10) await new Promise((resolve) => setTimeout(resolve, 2));
});
