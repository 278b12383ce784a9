// AMQP over WebSocket, and over TLS with a private CA: the same listener, the official client and a bare one.
import { connect as connectSocket, type Socket } from 'node:net';
import { connect as connectTls, getCACertificates, setDefaultCACertificates } from 'node:tls';
import { ServiceBusClient } from '@azure/service-bus';
import rhea, { type ConnectionOptions } from 'rhea';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import {
  dial,
  key,
  later,
  once,
  openBus,
  path,
  plain,
  subscription,
  topic,
  undoAll,
  until,
} from '../testing/test-bus.ts';
import { makeTlsIdentity, type TlsIdentity } from '../testing/tls-identity.ts';
import type { AmqpListener } from './listener.ts';

let identity: TlsIdentity;
beforeAll(async () => {
  identity = await makeTlsIdentity();
});
afterEach(undoAll);

const withTls = () => openBus({ listener: { tls: { key: identity.key, cert: identity.cert } } });
const connectionString = ({ port }: AmqpListener) =>
  `Endpoint=sb://localhost:${port}/;SharedAccessKeyName=reader;SharedAccessKey=${key}`;

/** The socket below a WebSocket, to be paused: rhea hides it. */
interface WithSocket {
  readonly _socket: Socket;
}

function overWebSocket({ port }: AmqpListener) {
  const made: WebSocket[] = [];
  class Seen extends WebSocket {
    constructor(url: string, protocols: string[], options: object) {
      super(url, protocols, options);
      made.push(this);
    }
  }
  const url = `ws://127.0.0.1:${port}/$servicebus/websocket`;
  const dialled = rhea.websocket_connect(Seen as never);
  const connection = rhea.create_container().connect({
    connection_details: dialled(url, ['AMQPWSB10'], {}),
    reconnect: false,
    ...plain,
  } as unknown as ConnectionOptions);
  connection.on('disconnected', () => {});
  connection.on('error', () => {});
  later(() => made[0]?.terminate());
  return { connection, socket: () => (made[0] as unknown as WithSocket)._socket };
}

/** Sends a request as text and gives back all that comes until the socket is closed. */
function ask({ port }: AmqpListener, ...parts: readonly string[]): Promise<string> {
  const socket: Socket = connectSocket(port, '127.0.0.1');
  let answer = '';
  for (const part of parts) socket.write(part);
  return new Promise((resolve) => {
    socket.on('data', (data) => {
      answer += data.toString('latin1');
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(answer));
  });
}

const upgrade = (url: string, protocol: string) =>
  `GET ${url} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n` +
  `Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n${protocol}\r\n`;

test('the official client receives and completes over WebSocket and TLS with a private CA', async () => {
  const { namespace, listener, publish } = await withTls();
  publish('hello');
  const client = new ServiceBusClient(connectionString(listener), {
    webSocketOptions: { webSocket: WebSocket, webSocketConstructorOptions: { ca: identity.caPem } },
  });
  later(() => client.close());
  const receiver = client.createReceiver(topic, subscription, { skipParsingBodyAsJson: true });
  const [message] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 5000 });
  expect(String(message?.body)).toBe('hello');
  if (message) await receiver.completeMessage(message);
  expect(namespace.counters(topic, subscription)).toMatchObject({ completed: 1, locked: 0 });
});

test('the official client over WebSocket comes back by itself after its socket was killed', async () => {
  const { namespace, listener, publish } = await withTls();
  const client = new ServiceBusClient(connectionString(listener), {
    webSocketOptions: { webSocket: WebSocket, webSocketConstructorOptions: { ca: identity.caPem } },
    retryOptions: { maxRetries: 1, retryDelayInMs: 50, maxRetryDelayInMs: 200 },
  });
  later(() => client.close());
  const got: string[] = [];
  client.createReceiver(topic, subscription, { skipParsingBodyAsJson: true }).subscribe({
    processMessage: async ({ body }) => void got.push(String(body)),
    processError: async () => {},
  });
  publish('before');
  await until(() => namespace.counters(topic, subscription).completed === 1);
  listener.cutAll(null);
  publish('after');
  await until(() => namespace.counters(topic, subscription).completed === 2);
  expect(got).toEqual(['before', 'after']);
});

test('the official client over TLS trusts a private CA that was added to the defaults', async () => {
  const { namespace, listener, publish } = await withTls();
  publish('hello');
  const before = getCACertificates('default');
  later(() => setDefaultCACertificates(before));
  setDefaultCACertificates([...before, identity.caPem]);
  const client = new ServiceBusClient(connectionString(listener));
  later(() => client.close());
  const receiver = client.createReceiver(topic, subscription, { skipParsingBodyAsJson: true });
  const [message] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 5000 });
  if (message) await receiver.completeMessage(message);
  expect(namespace.counters(topic, subscription)).toMatchObject({ completed: 1 });
});

test('one port serves bare AMQP and AMQP over WebSocket, on which large and many messages pass', async () => {
  const { namespace, listener } = await openBus();
  const tcp = dial(listener).open_receiver({ source: path, credit_window: 0 });
  await once(tcp, 'receiver_open');
  const receiver = overWebSocket(listener).connection.open_receiver({ source: path, credit_window: 100 });
  const sizes: number[] = [];
  receiver.on('message', ({ message }) => sizes.push(message?.body.content.length));
  await once(receiver, 'receiver_open');
  const wanted = Array.from({ length: 300 }, (_, n) => (n % 100 === 0 ? 200_000 : n));
  for (const size of wanted) namespace.publish(topic, Buffer.alloc(size));
  await until(() => sizes.length === wanted.length);
  expect(sizes).toEqual(wanted);
});

test('a reader over WebSocket that takes nothing from its socket is handed a bounded amount', async () => {
  const { namespace, listener } = await openBus({ listener: { limits: { maxBufferedBytes: 100_000 } } });
  const { connection, socket } = overWebSocket(listener);
  const receiver = connection.open_receiver({ source: path, credit_window: 0, autoaccept: false });
  receiver.add_credit(2000);
  await once(receiver, 'receiver_open');
  let got = 0;
  receiver.on('message', () => {
    got += 1;
  });
  socket().pause();
  const total = 400;
  for (let n = 0; n < total; n++) namespace.publish(topic, Buffer.alloc(50_000));
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(namespace.counters(topic, subscription).active).toBeGreaterThan(total / 4);
  socket().resume();
  await until(() => got === total);
});

test('what is no handshake for that path and protocol is refused in words of HTTP', async () => {
  const { listener } = await openBus();
  const ours = '/$servicebus/websocket';
  expect(await ask(listener, upgrade('/elsewhere', 'Sec-WebSocket-Protocol: AMQPWSB10\r\n'))).toMatch(
    /^HTTP\/1.1 404 /,
  );
  expect(await ask(listener, upgrade(ours, 'Sec-WebSocket-Protocol: mqtt\r\n'))).toMatch(/^HTTP\/1.1 400 /);
  expect(await ask(listener, upgrade(ours, ''))).toMatch(/^HTTP\/1.1 400 /);
  expect(await ask(listener, `GET ${ours} HTTP/1.1\r\nHost: localhost\r\n\r\n`)).toMatch(/^HTTP\/1.1 426 /);
  expect(await ask(listener, 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')).toMatch(/^HTTP\/1.1 404 /);
  expect(await ask(listener, 'GET nonsense\r\n\r\n')).not.toContain(' 200 ');
  const accepted = upgrade('/%24servicebus/websocket?x=1', 'Sec-WebSocket-Protocol: x, AMQPWSB10\r\n');
  const answer = ask(listener, accepted.slice(0, 1), accepted.slice(1));
  await until(() => listener.connections() === 1);
  listener.cutAll(null);
  expect(await answer).toMatch(/^HTTP\/1.1 101 .*Sec-WebSocket-Protocol: AMQPWSB10/s);
});

test('a handshake that never ends is hung up on, and so is one that follows its 101 with silence', async () => {
  const { listener } = await openBus({ listener: { limits: { openWithinMs: 200 } } });
  expect(await ask(listener, 'GET /$servicebus/websocket HTTP/1.1\r\nHost: x\r\n')).toBe('');
  expect(await ask(listener, upgrade('/$servicebus/websocket', 'Sec-WebSocket-Protocol: AMQPWSB10\r\n'))).toContain(
    '101',
  );
});

test('a WebSocket message that is too long, text, or no AMQP ends that connection and no other', async () => {
  const { namespace, listener } = await openBus();
  const neighbour = dial(listener).open_receiver({ source: path, credit_window: 10 });
  let got = 0;
  neighbour.on('message', () => {
    got += 1;
  });
  await once(neighbour, 'receiver_open');
  for (const [data, closedWith] of [
    [Buffer.alloc(16 * 65_536 + 1), 1009],
    ['text', undefined],
    [Buffer.from('nonsense, not AMQP'), undefined],
  ] as const) {
    const socket = new WebSocket(`ws://127.0.0.1:${listener.port}/$servicebus/websocket`, ['AMQPWSB10']);
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    socket.on('error', () => {});
    socket.on('open', () => socket.send(data));
    const code = await closed;
    if (closedWith !== undefined) expect(code).toBe(closedWith);
    await until(() => listener.connections() === 1);
    namespace.publish(topic, Buffer.from('to the neighbour'));
  }
  await until(() => got === 3);
});

test('closing the listener ends those that are in the middle of a handshake', async () => {
  const { listener } = await openBus();
  const answer = ask(listener, 'GET /$servicebus');
  const tls = connectTls({ port: listener.port, host: '127.0.0.1' }).on('error', () => {});
  await once(tls as never, 'connect');
  await listener.close();
  expect(await answer).toBe('');
});
