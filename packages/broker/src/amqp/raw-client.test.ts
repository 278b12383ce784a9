// The listener against clients that are not Azure's: a bare rhea with each way to log in, over TCP and TLS.
import { createHmac } from 'node:crypto';
import type { Socket } from 'node:net';
import rhea, { type Connection, type ConnectionOptions, type EventContext, type Receiver } from 'rhea';
import { generate } from 'selfsigned';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { createNamespace } from '../namespace.ts';
import { type AmqpListener, type ListenOptions, listen } from './listener.ts';

const topic = 'Topic_1';
const path = `${topic}/Subscriptions/default`;
const key = 'c2VjcmV0';
const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function bus(options: ListenOptions = {}) {
  const namespace = createNamespace();
  namespace.createTopic(topic);
  namespace.createSubscription(topic, 'default');
  namespace.setKey(topic, { name: 'reader', key });
  const listener = await listen(namespace, options);
  undo.push(async () => {
    await listener.close();
    namespace.close();
  });
  return { namespace, listener };
}

function dial(listener: AmqpListener, options: object = {}): Connection {
  const connection = rhea.create_container().connect({
    host: '127.0.0.1',
    port: listener.port,
    reconnect: false,
    ...options,
  } as ConnectionOptions);
  connection.on('disconnected', () => {});
  undo.push(() => (connection['socket'] as Socket).destroy());
  return connection;
}

const outcomes = rhea.message as unknown as Record<
  'accepted' | 'released' | 'modified' | 'rejected',
  (fields: object) => { described(): unknown }
>;
const plain = { username: 'reader', password: key };
const once = (emitter: { once(event: string, handler: (context: EventContext) => void): unknown }, event: string) =>
  new Promise<EventContext>((resolve) => emitter.once(event, resolve));

function receive(connection: Connection, credit = 10): { receiver: Receiver; next: Promise<EventContext> } {
  const receiver = connection.open_receiver({
    source: path.toLowerCase(),
    autoaccept: false,
    autosettle: false,
    credit_window: 0,
    rcv_settle_mode: 1,
    snd_settle_mode: 0,
  });
  receiver.add_credit(credit);
  return { receiver, next: once(receiver, 'message') };
}

const refusal = async (connection: Connection): Promise<string | undefined> => {
  const { receiver } = receive(connection);
  const { receiver: closed } = await once(receiver, 'receiver_error');
  const error = closed?.error;
  return error && 'condition' in error ? error.condition : undefined;
};

function sas(audience: string, { skn = 'reader', secret = key, lifeMs = 60_000 } = {}): string {
  const sr = encodeURIComponent(audience);
  const se = Math.ceil((Date.now() + lifeMs) / 1000);
  const sig = encodeURIComponent(createHmac('sha256', secret).update(`${sr}\n${se}`).digest('base64'));
  return `SharedAccessSignature sr=${sr}&sig=${sig}&se=${se}&skn=${skn}`;
}

/** Puts a token and gives the answer's status. */
async function putToken(connection: Connection, token: unknown, name: string): Promise<number> {
  const replies = connection.open_receiver({ name: `cbs-${Math.random()}`, source: '$cbs' });
  const requests = connection.open_sender('$cbs');
  await once(requests, 'sendable');
  const answer = once(replies, 'message');
  requests.send({
    message_id: 'request-1',
    reply_to: replies.name,
    application_properties: { operation: 'put-token', type: 'servicebus.windows.net:sastoken', name },
    body: token,
  });
  const { message } = await answer;
  // Of those a stranger may have few.
  replies.close();
  requests.close();
  expect(message?.correlation_id).toBe('request-1');
  return Number(message?.application_properties?.['status-code']);
}

test('SASL PLAIN with key name and key opens the links of its topic, without CBS', async () => {
  const { namespace, listener } = await bus();
  namespace.publish(topic, Buffer.from('hello'));
  const { receiver, next } = receive(dial(listener, plain));
  const { message, delivery } = await next;
  expect(message?.body.content.toString()).toBe('hello');
  delivery?.update(false, outcomes.accepted({}).described());
  await once(receiver, 'settled');
  expect(namespace.counters(topic, 'default')).toMatchObject({ completed: 1, locked: 0 });
});

test('SASL PLAIN with a wrong key is refused before anything else', async () => {
  const { listener } = await bus();
  const connection = dial(listener, { username: 'reader', password: 'wrong' });
  const { error } = await once(connection, 'connection_error');
  expect(error).toMatchObject({ condition: 'amqp:unauthorized-access' });
});

test('a key opens its own topic and no other', async () => {
  const { namespace, listener } = await bus();
  namespace.createTopic('other');
  namespace.setKey('other', { name: 'reader', key: 'b3RoZXI=' });
  expect(await refusal(dial(listener, { username: 'reader', password: 'b3RoZXI=' }))).toBe('amqp:unauthorized-access');
});

const mechanisms = (name: string) => ({
  [name]: () => ({ start: (callback: (error: undefined, response: string) => void) => callback(undefined, '') }),
});

test.each([
  ['ANONYMOUS', { username: 'anonymous' }],
  ['MSSBCBS', { sasl_mechanisms: mechanisms('MSSBCBS') }],
  ['no SASL', {}],
])('with %s a link is refused without a token and opened with one', async (_name, login) => {
  const { namespace, listener } = await bus();
  namespace.publish(topic, Buffer.from('hello'));
  expect(await refusal(dial(listener, login))).toBe('amqp:unauthorized-access');
  const connection = dial(listener, login);
  const audience = `sb://127.0.0.1:${listener.port}/${path}`;
  expect(await putToken(connection, sas(audience), audience)).toBe(202);
  const { message } = await receive(connection).next;
  expect(message?.body.content.toString()).toBe('hello');
});

test('a token for the topic opens its subscription, whatever the case and the scheme', async () => {
  const { namespace, listener } = await bus();
  namespace.publish(topic, Buffer.from('hello'));
  const connection = dial(listener);
  const signed = sas(`amqps://LOCALHOST/${topic.toUpperCase()}`);
  expect(await putToken(connection, signed, `sb://localhost/${topic}`)).toBe(202);
  await receive(connection).next;
});

test('bad tokens are answered with 401, an unknown entity with 404', async () => {
  const { listener } = await bus();
  const connection = dial(listener);
  const audience = `sb://localhost/${path}`;
  const put = (token: unknown, name = audience) => putToken(connection, token, name);
  expect(await put(sas(audience, { secret: 'wrong' }))).toBe(401);
  expect(await put(sas(audience, { skn: 'nobody' }))).toBe(401);
  expect(await put(sas(audience, { lifeMs: -5000 }))).toBe(401);
  expect(await put(sas('sb://localhost/another'))).toBe(401);
  expect(await put(sas(`sb://localhost/${topic.slice(0, 3)}`))).toBe(401);
  expect(await put('SharedAccessSignature nonsense')).toBe(401);
  expect(await put({ not: 'text' })).toBe(400);
  expect(await put(sas('sb://localhost/nowhere'), 'sb://localhost/nowhere')).toBe(404);
});

test('when a token runs out its links are ended; putting a new one in time keeps them', async () => {
  const { namespace, listener } = await bus();
  const audience = `sb://localhost/${path}`;
  const [lapsing, renewing] = [dial(listener), dial(listener)];
  expect(await putToken(renewing, sas(audience, { lifeMs: 1500 }), audience)).toBe(202);
  expect(await putToken(lapsing, sas(audience, { lifeMs: 1500 }), audience)).toBe(202);
  const lapsed = once(receive(lapsing).receiver, 'receiver_error');
  const { next } = receive(renewing);
  expect(await putToken(renewing, sas(audience), audience)).toBe(202);
  const { receiver } = await lapsed;
  expect(receiver?.error).toMatchObject({ condition: 'amqp:unauthorized-access' });
  namespace.publish(topic, Buffer.from('still here'));
  expect((await next).message?.body.content.toString()).toBe('still here');
});

test('a rotated key ends the links of a PLAIN login with amqp:client-error', async () => {
  const { namespace, listener } = await bus();
  const { receiver } = receive(dial(listener, plain));
  await once(receiver, 'receiver_open');
  namespace.setKey(topic, { name: 'reader', key: 'bmV3' });
  const { receiver: ended } = await once(receiver, 'receiver_error');
  expect(ended?.error).toMatchObject({ condition: 'amqp:client-error' });
});

test('a deleted subscription ends its links with amqp:not-found, and cannot be attached again', async () => {
  const { namespace, listener } = await bus();
  const connection = dial(listener, plain);
  const { receiver } = receive(connection);
  await once(receiver, 'receiver_open');
  namespace.deleteEntity(topic, 'default');
  const { receiver: ended } = await once(receiver, 'receiver_error');
  expect(ended?.error).toMatchObject({ condition: 'amqp:not-found' });
  expect(await refusal(connection)).toBe('amqp:not-found');
});

test('an open link keeps a subscription; when nobody has one it is deleted in time, and the next attach says so', async () => {
  const { namespace, listener } = await bus();
  namespace.createSubscription(topic, 'brief', { autoDeleteOnIdleMs: 100 });
  const connection = dial(listener, plain);
  const receiver = connection.open_receiver(`${topic}/Subscriptions/brief`);
  await once(receiver, 'receiver_open');
  await new Promise((resolve) => setTimeout(resolve, 250));
  expect(namespace.subscriptionNames(topic)).toContain('brief');
  receiver.close();
  while (namespace.subscriptionNames(topic).includes('brief')) await new Promise((resolve) => setTimeout(resolve, 5));
  const late = connection.open_receiver(`${topic}/Subscriptions/brief`);
  const { receiver: refused } = await once(late, 'receiver_error');
  expect(refused?.error).toMatchObject({ condition: 'amqp:not-found' });
});

test('two links in one session, one without credit: the other gets its messages', async () => {
  const { namespace, listener } = await bus();
  namespace.createSubscription(topic, 'idle');
  const connection = dial(listener, plain);
  const idle = connection.open_receiver({ source: `${topic}/Subscriptions/idle`, credit_window: 0, autoaccept: false });
  await once(idle, 'receiver_open');
  const { receiver } = receive(connection, 100);
  let got = 0;
  receiver.on('message', () => {
    got += 1;
  });
  for (let n = 0; n < 50; n++) namespace.publish(topic, Buffer.from(`${n}`));
  await once(receiver, 'message');
  while (got < 50) await new Promise((resolve) => setImmediate(resolve));
  expect(namespace.counters(topic, 'idle')).toMatchObject({ active: 50, locked: 0 });
});

test('drain gives back the credit that no message used', async () => {
  const { namespace, listener } = await bus();
  namespace.publish(topic, Buffer.from('only one'));
  const { receiver, next } = receive(dial(listener, plain), 5);
  await next;
  const drained = once(receiver, 'receiver_drained');
  receiver.drain_credit();
  await drained;
  namespace.publish(topic, Buffer.from('no credit for this'));
  expect(namespace.counters(topic, 'default')).toMatchObject({ active: 1, locked: 1 });
});

test('more than 2048 messages go through one link, also when the first is held throughout', async () => {
  const { namespace, listener } = await bus();
  const connection = dial(listener, { ...plain, session_buffer_size: { incoming: 8192 } });
  const { receiver } = receive(connection, 500);
  let first = true;
  receiver.on('message', ({ delivery }) => {
    receiver.add_credit(1);
    if (!first) delivery?.update(false, outcomes.accepted({}).described());
    first = false;
  });
  // The bare client frees its own place only when it settles.
  receiver.on('settled', ({ delivery }) => delivery?.update(true));
  for (let n = 0; n < 3000; n++) namespace.publish(topic, Buffer.from(`${n}`));
  while (namespace.counters(topic, 'default').completed < 2999) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(namespace.counters(topic, 'default')).toMatchObject({ active: 0, locked: 1, delivered: 3000 });
});

test('a client whose session window is small gets all its messages, as the window opens again', async () => {
  const { namespace, listener } = await bus();
  for (let n = 0; n < 50; n++) namespace.publish(topic, Buffer.from(`${n}`));
  const { receiver } = receive(dial(listener, { ...plain, session_buffer_size: { incoming: 8 } }), 1000);
  receiver.on('message', ({ delivery }) => delivery?.update(false, outcomes.accepted({}).described()));
  receiver.on('settled', ({ delivery }) => delivery?.update(true));
  while (namespace.counters(topic, 'default').completed < 50) await new Promise((resolve) => setTimeout(resolve, 5));
});

test('released and modified messages come again, rejected ones go to the dead letters', async () => {
  const { namespace, listener } = await bus();
  namespace.publish(topic, Buffer.from('a'));
  const { receiver } = receive(dial(listener, plain));
  const counts: unknown[] = [];
  const steps = [outcomes.released({}), outcomes.modified({ delivery_failed: true }), outcomes.rejected({})];
  receiver.on('message', ({ delivery, message }) => {
    counts.push(message?.delivery_count ?? 0);
    delivery?.update(false, steps[counts.length - 1]?.described());
  });
  while (namespace.counters(topic, 'default').deadLettered === 0)
    await new Promise((resolve) => setTimeout(resolve, 5));
  expect(counts).toEqual([0, 1, 2]);
});

let certificate: { readonly cert: string; readonly private: string };
beforeAll(async () => {
  const made = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  });
  certificate = { cert: made.cert, private: made.private };
});

test('over TLS the same holds, and a plain client on the TLS port harms nobody', async () => {
  const { namespace, listener } = await bus({ tls: { cert: certificate.cert, key: certificate.private } });
  const stray = dial(listener, plain);
  await once(stray, 'disconnected');
  namespace.publish(topic, Buffer.from('hello'));
  const connection = dial(listener, { ...plain, transport: 'tls', host: 'localhost', ca: [certificate.cert] });
  const { message } = await receive(connection).next;
  expect(message?.body.content.toString()).toBe('hello');
});

test('a port in use is said in one sentence', async () => {
  const { namespace, listener } = await bus();
  await expect(listen(namespace, { port: listener.port })).rejects.toThrow(
    `Failed to listen on 127.0.0.1:${listener.port}: the port is in use. Choose another port.`,
  );
});

test('while new connections are refused they are reset; close ends every socket', async () => {
  const { listener } = await bus();
  const connection = dial(listener, plain);
  await once(connection, 'connection_open');
  expect(listener.connections()).toBe(1);
  listener.refuseNew(true);
  await once(dial(listener, plain), 'disconnected');
  listener.refuseNew(false);
  const closed = once(connection, 'connection_close');
  await listener.close();
  await closed;
  expect(listener.connections()).toBe(0);
});

test('a reader that takes nothing from its socket is handed a bounded amount, and the rest when it reads on', async () => {
  const { namespace, listener } = await bus({ limits: { maxBufferedBytes: 100_000 } });
  const connection = dial(listener, plain);
  const { receiver } = receive(connection, 2000);
  await once(receiver, 'receiver_open');
  let got = 0;
  receiver.on('message', () => {
    got += 1;
  });
  const socket = connection['socket'] as Socket;
  socket.pause();
  const total = 400;
  const body = Buffer.alloc(50_000);
  for (let n = 0; n < total; n++) namespace.publish(topic, body);
  await new Promise((resolve) => setTimeout(resolve, 200));
  // The kernel's own buffers take some 4 MB on the way; ours stop at the bound.
  expect(namespace.counters(topic, 'default').active).toBeGreaterThan(total / 4);
  socket.resume();
  while (got < total) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(namespace.counters(topic, 'default')).toMatchObject({ active: 0, locked: total });
});
