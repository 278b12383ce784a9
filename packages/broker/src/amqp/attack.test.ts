// While somebody misbehaves, at length and from several connections, a good reader on another one goes on receiving.
import { connect, type Socket } from 'node:net';
import fc from 'fast-check';
import type { Connection } from 'rhea';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  dial,
  later,
  once,
  openBus,
  path,
  sharedAccessSignature,
  type TestBus,
  undoAll,
  until,
} from '../testing/test-bus.ts';

let bus: TestBus;
let published = 0;
let received = 0;

beforeEach(async () => {
  published = 0;
  received = 0;
  bus = await openBus({ listener: { limits: { maxConnections: 40, maxLinksPerConnection: 16 } } });
  const receiver = dial(bus.listener).open_receiver({ source: path, credit_window: 100 });
  receiver.on('message', () => {
    received += 1;
  });
  await once(receiver, 'receiver_open');
});
afterEach(undoAll);

/** Runs attacks, several at a time; after each the reader must have got one message more, over the link that it had. */
async function during(attacks: number, attack: (n: number) => Promise<unknown>): Promise<void> {
  const atOnce = 4;
  for (let n = 0; n < attacks; n += atOnce) {
    const underWay = Promise.all(Array.from({ length: atOnce }, (_, at) => attack(n + at)));
    bus.publish('to the good reader');
    published += 1;
    await until(() => received === published);
    await underWay;
  }
  await until(() => bus.listener.connections() === 1);
  expect(received).toBe(published);
}

const ended = (connection: Connection): Promise<unknown> =>
  new Promise((resolve) => (connection['socket'] as Socket).once('close', resolve));

test('floods of attaches', async () => {
  await during(40, async () => {
    const connection = dial(bus.listener);
    const [gone, refused] = [ended(connection), once(connection, 'connection_error')];
    for (let n = 0; n < 100; n++) connection.open_receiver({ source: `${path}/$DeadLetterQueue`, name: `link-${n}` });
    expect((await refused).error).toMatchObject({ condition: 'amqp:resource-limit-exceeded' });
    await gone;
  });
});

test('connections that come and go, by hundreds, more at a time than are served', async () => {
  await during(40, async () => {
    const sockets = Array.from({ length: 20 }, () => connect(bus.listener.port, '127.0.0.1').on('error', () => {}));
    await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve).destroy())));
  });
});

test('wrong keys, by SASL PLAIN and by token, hundreds of each', async () => {
  await during(40, async (n) => {
    if (n % 2 === 0) {
      const connection = dial(bus.listener, { username: 'reader', password: `guess-${n}` });
      const { error } = await once(connection, 'connection_error');
      expect(error).toMatchObject({ condition: 'amqp:unauthorized-access' });
      return;
    }
    const connection = dial(bus.listener, {});
    const replies = connection.open_receiver({ source: '$cbs', target: 'back', credit_window: 100 });
    const requests = connection.open_sender('$cbs');
    await once(requests, 'sendable');
    const statuses: unknown[] = [];
    replies.on('message', ({ message }) => statuses.push(message?.application_properties?.['status-code']));
    const name = `sb://localhost/${path}`;
    const application_properties = { operation: 'put-token', type: 'servicebus.windows.net:sastoken', name };
    for (let at = 0; at < 50; at++)
      requests.send({
        reply_to: 'back',
        application_properties,
        body: sharedAccessSignature(name, { secret: `${at}` }),
      });
    await until(() => statuses.length === 50);
    expect(new Set(statuses)).toEqual(new Set([401]));
    const gone = ended(connection);
    connection.close();
    await gone;
  });
});

/** What an honest client has said up to its first flow, recorded from the wire. */
async function honestBytes(): Promise<Buffer> {
  const connection = dial(bus.listener);
  const socket = connection['socket'] as Socket;
  const said: Uint8Array[] = [];
  const write = socket.write.bind(socket) as (data: Uint8Array) => boolean;
  socket.write = ((data: Uint8Array) => {
    said.push(Buffer.from(data));
    return write(data);
  }) as Socket['write'];
  const receiver = connection.open_receiver({ source: `${path}/$DeadLetterQueue`, credit_window: 10 });
  await once(receiver, 'receiver_open');
  await new Promise((resolve) => setImmediate(resolve));
  connection.close();
  await ended(connection);
  return Buffer.concat(said);
}

test('an honest conversation with any of its bytes changed, cut short or repeated', async () => {
  const honest = await honestBytes();
  expect(honest.length).toBeGreaterThan(150);
  const change = fc.record({
    at: fc.nat(honest.length - 1),
    byte: fc.integer({ min: 0, max: 255 }),
    cutAt: fc.option(fc.nat(honest.length - 1)),
    again: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
      let bytes = Buffer.from(honest);
      for (const { at, byte, cutAt, again } of changes) {
        if (at < bytes.length) bytes[at] = byte;
        if (cutAt !== null) bytes = bytes.subarray(0, cutAt);
        if (again) bytes = Buffer.concat([bytes, bytes.subarray(bytes.length >> 1)]);
      }
      const socket = connect(bus.listener.port, '127.0.0.1').on('error', () => {});
      later(() => socket.destroy());
      const closed = new Promise((resolve) => socket.once('close', resolve));
      socket.resume();
      socket.end(bytes);
      bus.publish('to the good reader');
      published += 1;
      await until(() => received === published);
      socket.destroy();
      await closed;
    }),
    { numRuns: 150 },
  );
  await until(() => bus.listener.connections() === 1);
});
