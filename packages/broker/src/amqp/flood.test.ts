// Clients that write frames no library would write, and clients that do not read: what they can make the broker hold or
// do is bounded, and a neighbour goes on.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  attach,
  begin,
  detach,
  empty,
  end,
  flow,
  type RawClient,
  rawClient,
  request,
  transfer,
} from '../testing/raw-client.ts';
import {
  dial,
  later,
  once,
  openBus,
  path,
  plain,
  sharedAccessSignature,
  type TestBus,
  undoAll,
  until,
} from '../testing/test-bus.ts';
import { type AmqpListener, listen } from './listener.ts';

let bus: TestBus;
const got: string[] = [];

beforeEach(async () => {
  bus = await openBus({
    maxMessageBytes: 10_000,
    listener: { limits: { maxLinksPerConnection: 8, maxSessionsPerConnection: 4 } },
  });
  got.length = 0;
  bus.namespace.createSubscription('installation_1', 'neighbours');
  const receiver = dial(bus.listener).open_receiver('installation_1/Subscriptions/neighbours');
  receiver.on('message', ({ message }) => got.push(String(message?.body.content)));
  await once(receiver, 'receiver_open');
});

afterEach(async () => {
  bus.publish('to the neighbour');
  await until(() => got.at(-1) === 'to the neighbour');
  await undoAll();
});

async function client(login?: typeof plain): Promise<RawClient> {
  const raw = await rawClient(bus.listener.port, login);
  later(() => raw.socket.destroy());
  return raw;
}

/** One with the default limits on the same namespace. */
async function listenerOf({ namespace }: TestBus): Promise<AmqpListener> {
  const listener = await listen(namespace);
  later(() => listener.close());
  return listener;
}

const cbsLink = (handle: number, name = `link-${handle}`): Buffer =>
  attach({ handle, name, address: '$cbs', role: 'receiver' });

test('a second link on a handle in use ends the connection, whatever its name', async () => {
  const raw = await client();
  raw.send(begin(), cbsLink(0, 'one'), cbsLink(0, 'two'));
  expect(await raw.hungUp).toContain('amqp:not-allowed');
});

test('a second session on a channel in use ends the connection', async () => {
  const raw = await client();
  raw.send(begin(5), begin(5));
  expect(await raw.hungUp).toContain('amqp:not-allowed');
});

test('a frame on a channel without a session ends the connection, also after the session has ended', async () => {
  const [never, ended] = [await client(), await client()];
  never.send(cbsLink(0));
  expect(await never.hungUp).toContain('amqp:not-allowed');
  ended.send(begin(), end(), cbsLink(0));
  expect(await ended.hungUp).toContain('amqp:not-allowed');
});

test('a handle that was detached may be taken again, and is not counted twice', async () => {
  const raw = await client();
  raw.send(begin());
  for (let n = 0; n < 40; n++) raw.send(cbsLink(n % 3, `link-${n}`), detach(n % 3));
  await until(() => raw.heard().includes('link-39'));
  expect(raw.socket.closed).toBe(false);
});

test('a link that is detached and attached again in one go hears each request once', async () => {
  const raw = await client();
  const sender = attach({ handle: 0, name: 'asks', address: '$cbs', role: 'sender' });
  raw.send(begin(), cbsLink(1, 'back'), flow({ handle: 1, credit: 10 }), sender, detach(0), sender);
  raw.send(transfer({ handle: 0, id: 0, payload: request('back', 'fly') }), cbsLink(2, 'still-there'));
  await until(() => raw.heard().includes('still-there') && raw.heard().includes('no operation'));
  // An answer says it under both of its names.
  expect(raw.heard().match(/no operation/g)).toHaveLength(2);
});

test('a detached handle carries nothing more', async () => {
  const raw = await client();
  raw.send(begin(), cbsLink(0), detach(0), detach(0));
  expect(await raw.hungUp).toContain('amqp:not-allowed');
});

test('a begin or an attach that is far too long ends the connection', async () => {
  const [long, begun] = ['x'.repeat(9000), await client()];
  begun.send(begin(), cbsLink(0, long));
  expect(await begun.hungUp).toContain('amqp:resource-limit-exceeded');
});

const kilobytes = (count: number): Buffer => Buffer.alloc(count * 1024, 0x40);
const cbsSender = (handle: number): Buffer =>
  attach({ handle, name: `link-${handle}`, address: '$cbs', role: 'sender' });

test('a request of more than 64 kB is refused, before its last frame as well', async () => {
  const raw = await client();
  raw.send(begin(), cbsSender(0));
  for (let n = 0; n < 3; n++) raw.send(transfer({ handle: 0, id: 0, payload: kilobytes(30), more: true }));
  expect(await raw.hungUp).toContain('amqp:link:message-size-exceeded');
});

test.each([
  ['links', [begin(), ...Array.from({ length: 31 }, (_, handle) => cbsLink(handle))], cbsLink(60)],
  ['sessions', Array.from({ length: 32 }, (_, channel) => begin(channel)), begin(32)],
])('a stranger has 32 %s until its first token, and one more ends the connection', async (_what, allowed, oneMore) => {
  const { listener } = await openBus();
  const heardOf = async (raw: RawClient, handle: number) => {
    raw.send(cbsLink(handle));
    await until(() => raw.heard().includes(`link-${handle}`));
  };
  const [stranger, known] = [await rawClient(listener.port), await rawClient(listener.port, plain)];
  later(() => stranger.socket.destroy());
  later(() => known.socket.destroy());
  for (const raw of [stranger, known]) {
    raw.send(...allowed);
    await heardOf(raw, 50);
    raw.send(oneMore);
  }
  expect(await stranger.hungUp).toContain('amqp:resource-limit-exceeded');
  await heardOf(known, 70);
});

test('a token that is taken opens the door to as many links as the listener allows', async () => {
  const roomy = await openBus();
  const connection = dial(roomy.listener, {});
  const replies = connection.open_receiver({ source: '$cbs', target: 'replies' });
  const requests = connection.open_sender('$cbs');
  await once(requests, 'sendable');
  const name = `sb://localhost/${path}`;
  const answer = once(replies, 'message');
  requests.send({
    ...{ message_id: '1', reply_to: 'replies', body: sharedAccessSignature(name) },
    application_properties: { operation: 'put-token', type: 'servicebus.windows.net:sastoken', name },
  });
  expect((await answer).message?.application_properties?.['status-code']).toBe(202);
  const opened = Array.from({ length: 40 }, (_, n) =>
    once(connection.open_receiver({ source: path, name: `reader-${n}` }), 'receiver_open'),
  );
  expect(await Promise.all(opened)).toHaveLength(40);
});

test('a stranger who sends requests without their ends has room for two', async () => {
  const raw = await client();
  raw.send(begin(), ...[0, 1, 2].map((handle) => cbsSender(handle)));
  for (const handle of [0, 1]) raw.send(transfer({ handle, id: handle, payload: kilobytes(60), more: true }));
  raw.send(cbsLink(3));
  await until(() => raw.heard().includes('link-3'));
  raw.send(transfer({ handle: 2, id: 2, payload: kilobytes(60), more: true }));
  expect(await raw.hungUp).toContain('amqp:resource-limit-exceeded');
});

test('a client with a key who sends requests without their ends has 1 MiB for all of them', async () => {
  const strict = await rawClient((await openBus()).listener.port, plain);
  later(() => strict.socket.destroy());
  strict.send(begin(), ...Array.from({ length: 20 }, (_, handle) => cbsSender(handle)));
  for (let handle = 0; handle < 16; handle++)
    strict.send(transfer({ handle, id: handle, payload: kilobytes(60), more: true }));
  // Ended: no longer held. So another two have room.
  strict.send(detach(0), detach(1));
  for (let handle = 16; handle < 18; handle++)
    strict.send(transfer({ handle, id: handle, payload: kilobytes(60), more: true }));
  strict.send(cbsLink(30, 'still-there'));
  await until(() => strict.heard().includes('still-there'));
  for (let handle = 18; handle < 20; handle++)
    strict.send(transfer({ handle, id: handle, payload: kilobytes(60), more: true }));
  expect(await strict.hungUp).toContain('amqp:resource-limit-exceeded');
});

test('a request in ever more parts without content ends the connection', async () => {
  const raw = await client();
  raw.send(begin(), cbsSender(0));
  const part = transfer({ handle: 0, id: 0, payload: Buffer.alloc(0), more: true });
  raw.send(...Array.from({ length: 600 }, () => part));
  expect(await raw.hungUp).toContain('amqp:link:message-size-exceeded');
});

test('a publisher may have several large messages half-sent, none beyond its size', async () => {
  const raw = await client(plain);
  const sender = (handle: number) =>
    attach({ handle, name: `link-${handle}`, address: 'installation_1', role: 'sender' });
  const half = (handle: number) => transfer({ handle, id: handle, payload: kilobytes(60), more: true });
  raw.send(begin(), ...[0, 1, 2, 3, 4, 5, 6].map(sender));
  raw.send(...[0, 1, 2, 3, 4, 5, 6].map(half), cbsLink(7, 'still-there'));
  await until(() => raw.heard().includes('still-there'));
  // 10 kB of body and 64 kB beside it are the most that a message here has.
  raw.send(half(3));
  expect(await raw.hungUp).toContain('amqp:link:message-size-exceeded');
});

test('what was half-sent on a link is freed with it, though a delivery before it has not ended', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const raw = await client();
  raw.send(begin(), cbsSender(0), transfer({ handle: 0, id: 0, payload: kilobytes(1), more: true }));
  collect();
  const before = process.memoryUsage().arrayBuffers;
  for (let id = 1; id <= 1000; id++) {
    raw.send(cbsSender(1), transfer({ handle: 1, id, payload: kilobytes(60), more: true }), detach(1));
    if (id % 10 === 0) await new Promise((resolve) => raw.socket.write(empty, resolve));
  }
  raw.send(cbsLink(2, 'still-there'));
  await until(() => raw.heard().includes('still-there'));
  // 60 MB if all were kept. What is collected is counted until it has been swept, on other threads.
  await until(() => {
    collect();
    return process.memoryUsage().arrayBuffers - before < 30_000_000;
  });
});

test.each([
  ['without credit', 0],
  ['behind a closed window', 10],
])(
  'flow frames cost little, however many links %s wait on a subscription that holds messages',
  async (_how, credit) => {
    bus.namespace.createSubscription('installation_1', 'full');
    for (let n = 0; n < 100; n++) bus.publish('held');
    const raw = await rawClient((await listenerOf(bus)).port, plain);
    later(() => raw.socket.destroy());
    const links = Array.from({ length: 250 }, (_, handle) => handle);
    const address = 'installation_1/Subscriptions/full';
    raw.send(begin(), ...links.map((handle) => attach({ handle, name: `link-${handle}`, address, role: 'receiver' })));
    await until(() => raw.heard().includes('link-249'));
    const startedAt = performance.now();
    raw.send(
      ...links.map((handle) => flow({ handle, credit, window: 0 })),
      ...Array.from({ length: 2000 }, () => flow({ window: 0 })),
      detach(0),
    );
    // The answer to it.
    await until(() => raw.heard().includes('\0S\x16'));
    // Measured: 0.1 s; 15 s when every flow asked every link of every link.
    expect(performance.now() - startedAt).toBeLessThan(2000);
  },
);

const management = 'installation_1/Subscriptions/full/$management';
const peek = (id: number): Buffer =>
  transfer({
    handle: 1,
    id,
    payload: request('back', 'com.microsoft:peek-message', { 'from-sequence-number': 0, 'message-count': 256 }),
  });

/** A client of a subscription with 1.5 MB in it, with a way to ask and one to hear. */
async function peeker({ credit }: { readonly credit: number }): Promise<RawClient> {
  bus.namespace.createSubscription('installation_1', 'full');
  for (let n = 0; n < 150; n++) bus.publish('x'.repeat(10_000));
  const raw = await client(plain);
  raw.send(
    begin(),
    attach({ handle: 0, name: 'back', address: management, role: 'receiver' }),
    attach({ handle: 1, name: 'asks', address: management, role: 'sender' }),
    flow({ handle: 0, credit }),
  );
  await until(() => raw.heard().includes('asks'));
  return raw;
}

test('an answer has at most 1 MiB and a message, and the reader asks again from there', async () => {
  const raw = await peeker({ credit: 10 });
  raw.send(peek(0), cbsLink(2, 'still-there'));
  await until(() => raw.heard().includes('still-there') && raw.heard().length > 1024 * 1024);
  expect(raw.heard().length).toBeLessThan(1024 * 1024 + 30_000);
});

test.each([
  ['and does not read', 1000],
  ['and gives no credit for the answers', 0],
])('a client that asks on %s is ended, and little was held for it', async (_how, credit) => {
  const raw = await peeker({ credit });
  raw.socket.pause();
  const before = process.memoryUsage().arrayBuffers;
  let mostBytes = 0;
  // 60 MB of answers. All that is sent in one go is also there in one go.
  for (let id = 0; id < 60; id++) {
    await new Promise((resolve) => raw.socket.write(peek(id), resolve));
    mostBytes = Math.max(mostBytes, process.memoryUsage().arrayBuffers - before);
  }
  await until(() => bus.listener.connections() === 1);
  expect(mostBytes).toBeLessThan(40_000_000);
});

test('a client that attaches and detaches without reading is ended', async () => {
  const raw = await client();
  raw.socket.pause();
  raw.send(begin());
  const name = 'x'.repeat(3500);
  const pairs = Buffer.concat(Array.from({ length: 50 }, (_, n) => [cbsLink(0, `${n}${name}`), detach(0)]).flat());
  // Each is answered with its name, twice: 35 MB, of which the system's own buffers take some.
  for (let n = 0; n < 100 && bus.listener.connections() > 1; n++)
    await new Promise((resolve) => raw.socket.write(pairs, resolve));
  await until(() => bus.listener.connections() === 1);
});

test('an answer repeats little of an operation that nobody knows, and none that is no text', async () => {
  const raw = await client();
  raw.send(begin(), cbsLink(0, 'back'), flow({ handle: 0, credit: 10 }), cbsSender(1));
  raw.send(transfer({ handle: 1, id: 0, payload: request('back', 'x'.repeat(20_000)) }));
  await until(() => raw.heard().includes('no operation'));
  expect(raw.heard().length).toBeLessThan(2000);
});
