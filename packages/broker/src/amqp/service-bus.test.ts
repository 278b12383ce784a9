// The listener against the client that the cloud's users have: @azure/service-bus over plain TCP.
import { ServiceBusClient, type ServiceBusReceivedMessage, type ServiceBusReceiver } from '@azure/service-bus';
import { afterEach, expect, test } from 'vitest';
import { createNamespace } from '../namespace.ts';
import type { NamespaceOptions } from '../namespace-options.ts';
import { type AmqpListener, type ListenOptions, listen } from './listener.ts';

const topic = 'installation_1';
const subscription = 'default';
const keyName = 'installation_1';
const key = 'c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTEyMzQ=';
const bytes = (text: string) => new TextEncoder().encode(text);
const textOf = ({ body }: ServiceBusReceivedMessage) => Buffer.from(body as Uint8Array).toString();

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function bus(options: NamespaceOptions & { readonly listener?: ListenOptions } = {}) {
  const { listener: listenOptions, ...rest } = options;
  const namespace = createNamespace(rest);
  namespace.createTopic(topic);
  namespace.createSubscription(topic, subscription);
  namespace.setKey(topic, { name: keyName, key });
  const listener = await listen(namespace, listenOptions);
  undo.push(async () => {
    await listener.close();
    namespace.close();
  });
  return { namespace, listener, publish: (text: string) => namespace.publish(topic, bytes(text)) };
}

function clientOf(listener: AmqpListener, change: { readonly name?: string; readonly key?: string } = {}) {
  const client = new ServiceBusClient(
    `Endpoint=sb://127.0.0.1:${listener.port};SharedAccessKeyName=${change.name ?? keyName};` +
      `SharedAccessKey=${change.key ?? key};UseDevelopmentEmulator=true`,
    { retryOptions: { maxRetries: 1, retryDelayInMs: 50, maxRetryDelayInMs: 200, timeoutInMs: 3000 } },
  );
  undo.push(() => client.close());
  return client;
}

/** The client would renew locks by itself, every 5 min at most. */
const options = { skipParsingBodyAsJson: true, maxAutoLockRenewalDurationInMs: 0 } as const;
const receiverOf = (listener: AmqpListener, change = {}): ServiceBusReceiver =>
  clientOf(listener, change).createReceiver(topic, subscription, options);

async function take(receiver: ServiceBusReceiver, count = 1): Promise<ServiceBusReceivedMessage[]> {
  const got: ServiceBusReceivedMessage[] = [];
  while (got.length < count) {
    const some = await receiver.receiveMessages(count - got.length, { maxWaitTimeInMs: 3000 });
    if (some.length === 0) throw new Error(`only ${got.length} of ${count} messages came`);
    got.push(...some);
  }
  return got;
}

async function takeOne(receiver: ServiceBusReceiver): Promise<ServiceBusReceivedMessage> {
  const [message] = await take(receiver);
  if (!message) throw new Error('no message came');
  return message;
}

/** The codes that the client reports, one per attempt. */
async function codesOf(attempt: Promise<unknown>): Promise<unknown[]> {
  const error: unknown = await attempt.then(
    () => 'it worked',
    (reason: unknown) => reason,
  );
  const all: unknown[] = error instanceof AggregateError ? error.errors : [error];
  return all.map((one) => (typeof one === 'object' && one !== null && 'code' in one ? one.code : one));
}

/** Asks until it is so; the test's own time-out is the limit. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

test('a message comes with its number, times, body and properties, and is gone once completed', async () => {
  const { namespace, listener } = await bus();
  const before = Date.now();
  namespace.publish(topic, bytes('hello'), { messageId: 'm-1', subject: 'greeting', applicationProperties: { n: 1 } });
  const receiver = receiverOf(listener);
  const message = await takeOne(receiver);
  expect(textOf(message)).toBe('hello');
  expect(message).toMatchObject({ messageId: 'm-1', subject: 'greeting', deliveryCount: 0 });
  expect(message.applicationProperties).toEqual({ n: 1 });
  expect(message.sequenceNumber?.toNumber()).toBe(1);
  expect(message.enqueuedTimeUtc?.getTime()).toBeGreaterThanOrEqual(before - 1);
  expect(message.lockedUntilUtc?.getTime()).toBeGreaterThan(before + 50_000);
  await receiver.completeMessage(message);
  expect(namespace.counters(topic, subscription)).toMatchObject({ active: 0, locked: 0, completed: 1 });
});

test('subscribing with 500 concurrent calls gets 4000 messages through one link, each once, in order', async () => {
  const { namespace, listener, publish } = await bus();
  const total = 4000;
  const receiver = receiverOf(listener);
  const got: number[] = [];
  receiver.subscribe(
    {
      async processMessage(message) {
        got.push(Number(textOf(message)));
        await receiver.completeMessage(message);
      },
      processError: async ({ error }) => {
        throw error;
      },
    },
    { autoCompleteMessages: false, maxConcurrentCalls: 500 },
  );
  for (let n = 0; n < total; n++) publish(`${n}`);
  await until(() => namespace.counters(topic, subscription).completed === total);
  expect(got).toEqual(Array.from({ length: total }, (_, n) => n));
  expect(namespace.counters(topic, subscription)).toMatchObject({ active: 0, locked: 0, delivered: total });
});

test('the 2048 messages that the client stalls at, when it holds one, come on when it lets go', async () => {
  const { namespace, listener, publish } = await bus();
  const receiver = receiverOf(listener);
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  receiver.subscribe(
    {
      async processMessage(message) {
        if (message.sequenceNumber?.toNumber() === 1) await held;
        await receiver.completeMessage(message);
      },
      processError: async () => {},
    },
    { autoCompleteMessages: false, maxConcurrentCalls: 500 },
  );
  const total = 2500;
  for (let n = 0; n < total; n++) publish(`${n}`);
  await until(() => namespace.counters(topic, subscription).completed === 2047);
  release();
  await until(() => namespace.counters(topic, subscription).completed === total);
});

test('receiving in batches and completing all leaves nothing', async () => {
  const { namespace, listener, publish } = await bus();
  for (let n = 0; n < 250; n++) publish(`${n}`);
  const receiver = receiverOf(listener);
  const got = await take(receiver, 250);
  await Promise.all(got.map((message) => receiver.completeMessage(message)));
  expect(new Set(got.map(textOf)).size).toBe(250);
  expect(namespace.counters(topic, subscription)).toMatchObject({ active: 0, locked: 0, completed: 250 });
});

test('receive-and-delete settles by itself', async () => {
  const { namespace, listener, publish } = await bus();
  for (let n = 0; n < 50; n++) publish(`${n}`);
  const receiver = clientOf(listener).createReceiver(topic, subscription, {
    ...options,
    receiveMode: 'receiveAndDelete',
  });
  expect(await take(receiver, 50)).toHaveLength(50);
  expect(namespace.counters(topic, subscription)).toMatchObject({ active: 0, locked: 0, completed: 50 });
});

test('an abandoned message comes again with the same number and a delivery count of 1', async () => {
  const { listener, publish } = await bus();
  publish('a');
  const receiver = receiverOf(listener);
  await receiver.abandonMessage(await takeOne(receiver));
  const again = await takeOne(receiver);
  expect(again).toMatchObject({ deliveryCount: 1 });
  expect(again.sequenceNumber?.toNumber()).toBe(1);
  await receiver.completeMessage(again);
});

test('a dead-lettered message lies in the sub-queue with its reason', async () => {
  const { namespace, listener, publish } = await bus();
  publish('a');
  const client = clientOf(listener);
  const receiver = client.createReceiver(topic, subscription, options);
  await receiver.deadLetterMessage(await takeOne(receiver), {
    deadLetterReason: 'unreadable',
    deadLetterErrorDescription: 'not JSON',
  });
  expect(namespace.counters(topic, subscription)).toMatchObject({ deadLettered: 1, locked: 0, active: 0 });
  const dead = client.createReceiver(topic, subscription, { ...options, subQueueType: 'deadLetter' });
  const message = await takeOne(dead);
  expect(message).toMatchObject({ deadLetterReason: 'unreadable', deadLetterErrorDescription: 'not JSON' });
  expect(textOf(message)).toBe('a');
  await dead.completeMessage(message);
});

test('a deferred message is received by its number and completed', async () => {
  const { namespace, listener, publish } = await bus();
  publish('a');
  const receiver = receiverOf(listener);
  const message = await takeOne(receiver);
  await receiver.deferMessage(message);
  expect(namespace.counters(topic, subscription)).toMatchObject({ deferred: 1, locked: 0 });
  if (!message.sequenceNumber) throw new Error('no number');
  const [deferred] = await receiver.receiveDeferredMessages(message.sequenceNumber);
  if (!deferred) throw new Error('nothing deferred');
  expect(textOf(deferred)).toBe('a');
  await receiver.completeMessage(deferred);
  expect(namespace.counters(topic, subscription)).toMatchObject({ deferred: 0, completed: 1 });
});

test('renewing a lock moves its end; renewing a completed one says that it is lost', async () => {
  const { listener, publish } = await bus();
  publish('a');
  const receiver = receiverOf(listener);
  const message = await takeOne(receiver);
  const firstEnd = message.lockedUntilUtc?.getTime() ?? 0;
  await new Promise((resolve) => setTimeout(resolve, 20));
  const renewed = await receiver.renewMessageLock(message);
  expect(renewed.getTime()).toBeGreaterThan(firstEnd);
  await receiver.completeMessage(message);
  await expect(receiver.renewMessageLock(message)).rejects.toMatchObject({ code: 'MessageLockLost' });
});

test('a lock that ran out: the message comes again, counted, and the stale completion says MessageLockLost', async () => {
  const { namespace, listener, publish } = await bus({ subscriptionDefaults: { lockDurationMs: 1000 } });
  publish('a');
  const receiver = receiverOf(listener);
  const stale = await takeOne(receiver);
  const again = await takeOne(receiver);
  expect(again.deliveryCount).toBe(1);
  expect(again.lockToken).not.toBe(stale.lockToken);
  await expect(receiver.completeMessage(stale)).rejects.toMatchObject({ code: 'MessageLockLost' });
  await receiver.completeMessage(again);
  expect(namespace.counters(topic, subscription)).toMatchObject({ completed: 1, lockExpired: 1 });
});

test('peeking shows what is there and takes nothing', async () => {
  const { namespace, listener, publish } = await bus();
  const receiver = receiverOf(listener);
  expect(await receiver.peekMessages(5)).toEqual([]);
  for (const text of ['a', 'b', 'c']) publish(text);
  expect((await receiver.peekMessages(2)).map(textOf)).toEqual(['a', 'b']);
  expect((await receiver.peekMessages(5)).map(textOf)).toEqual(['c']);
  expect(namespace.counters(topic, subscription).active).toBe(3);
});

test('a deferred message is peeked at as deferred, one that waits as active', async () => {
  const { listener, publish } = await bus();
  for (const text of ['a', 'b']) publish(text);
  const receiver = receiverOf(listener);
  await receiver.deferMessage(await takeOne(receiver));
  expect((await receiver.peekMessages(2)).map((message) => [textOf(message), message.state])).toEqual([
    ['a', 'deferred'],
    ['b', 'active'],
  ]);
});

test('what a publisher says of its message reaches the reader: life, addresses, encoding, partition', async () => {
  const { namespace, listener } = await bus();
  namespace.setKey(topic, { name: keyName, key, rights: ['listen', 'send'] });
  const client = clientOf(listener);
  const said = {
    ...{ messageId: 'm-1', correlationId: 'c-1', subject: 's', to: 'there', replyTo: 'here' },
    ...{ contentType: 'text/plain', partitionKey: 'p-1', timeToLive: 60_000, applicationProperties: { n: 1 } },
  };
  const sender = client.createSender(topic);
  const batch = await sender.createMessageBatch();
  expect(batch.tryAddMessage({ body: Buffer.from('batched'), ...said })).toBe(true);
  await sender.sendMessages({ body: Buffer.from('single'), ...said });
  await sender.sendMessages(batch);
  const receiver = receiverOf(listener);
  const messages = await take(receiver, 2);
  expect(messages.map(textOf)).toEqual(['single', 'batched']);
  for (const message of messages) {
    expect(message).toMatchObject(said);
    expect(message.expiresAtUtc?.getTime()).toBe((message.enqueuedTimeUtc?.getTime() ?? 0) + 60_000);
    await receiver.completeMessage(message);
  }
});

test('draining an empty entity returns when its time is up, again and again on one link', async () => {
  const { listener, publish } = await bus();
  const receiver = receiverOf(listener);
  for (let round = 0; round < 3; round++) {
    const startedAt = performance.now();
    expect(await receiver.receiveMessages(5, { maxWaitTimeInMs: 200 })).toEqual([]);
    expect(performance.now() - startedAt).toBeLessThan(1500);
  }
  publish('a');
  await receiver.completeMessage(await takeOne(receiver));
});

test.each([
  ['a wrong key', { key: 'd3Jvbmc=' }],
  ['an unknown key name', { name: 'nobody' }],
])('%s is refused as unauthorised', async (_what, change) => {
  const { listener, publish } = await bus();
  publish('a');
  const receiving = receiverOf(listener, change).receiveMessages(1, { maxWaitTimeInMs: 1000 });
  expect(new Set(await codesOf(receiving))).toEqual(new Set(['UnauthorizedAccess']));
});

test('an unknown subscription is not found', async () => {
  const { listener } = await bus();
  const receiver = clientOf(listener).createReceiver(topic, 'nothing');
  await expect(receiver.receiveMessages(1, { maxWaitTimeInMs: 1000 })).rejects.toMatchObject({
    code: 'MessagingEntityNotFound',
  });
});

test.each([
  ['closed by force', 'amqp:connection:forced'],
  ['whose socket is destroyed', null],
])('a subscriber %s goes on by itself and misses nothing', async (_what, condition) => {
  const { namespace, listener, publish } = await bus();
  const receiver = receiverOf(listener);
  const got: string[] = [];
  receiver.subscribe(
    {
      async processMessage(message) {
        got.push(textOf(message));
        await receiver.completeMessage(message);
      },
      processError: async () => {},
    },
    { autoCompleteMessages: false, maxConcurrentCalls: 10 },
  );
  publish('before');
  await until(() => namespace.counters(topic, subscription).completed === 1);
  listener.cutAll(condition);
  publish('after');
  await until(() => namespace.counters(topic, subscription).completed === 2);
  expect(got).toEqual(['before', 'after']);
});

test('a message from before the cut can be completed after it, as its lock still holds', async () => {
  const { namespace, listener, publish } = await bus();
  publish('a');
  const receiver = receiverOf(listener);
  const message = await takeOne(receiver);
  listener.cutAll(null);
  await until(() => listener.connections() === 0);
  await receiver.completeMessage(message);
  expect(namespace.counters(topic, subscription)).toMatchObject({ completed: 1, locked: 0 });
});

test('a rotated key cuts its readers, the old key is refused, the new one reads on', async () => {
  const { namespace, listener, publish } = await bus();
  const errors: string[] = [];
  const old = receiverOf(listener);
  old.subscribe(
    {
      processMessage: async () => {},
      processError: async ({ error }) => {
        errors.push(...(await codesOf(Promise.reject(error))).map(String));
      },
    },
    { autoCompleteMessages: false },
  );
  await until(() => listener.connections() === 1);
  publish('warm-up');
  await until(() => namespace.counters(topic, subscription).delivered === 1);
  namespace.setKey(topic, { name: keyName, key: 'bmV3' });
  await until(() => errors.includes('UnauthorizedAccess'));
  // The condition of the detach is none that the client knows.
  expect(errors[0]).toBe('GeneralError');
  await old.close();
  publish('a');
  const fresh = receiverOf(listener, { key: 'bmV3' });
  expect(textOf(await takeOne(fresh))).toBe('a');
});

test('two readers on one subscription share its messages', async () => {
  const { namespace, listener, publish } = await bus();
  const counts = [0, 0];
  for (const at of counts.keys()) {
    const receiver = receiverOf(listener);
    receiver.subscribe(
      {
        async processMessage(message) {
          counts[at] = (counts[at] ?? 0) + 1;
          await receiver.completeMessage(message);
        },
        processError: async () => {},
      },
      { autoCompleteMessages: false, maxConcurrentCalls: 2 },
    );
  }
  await until(() => listener.connections() === 2);
  for (let n = 0; n < 200; n++) publish(`${n}`);
  await until(() => namespace.counters(topic, subscription).completed === 200);
  expect(namespace.counters(topic, subscription).delivered).toBe(200);
  expect((counts[0] ?? 0) + (counts[1] ?? 0)).toBe(200);
});

test('a client with the right to send publishes single messages and batches; one without is refused', async () => {
  const { namespace, listener } = await bus();
  namespace.setKey(topic, { name: 'writer', key, rights: ['send', 'listen'] });
  const writer = clientOf(listener, { name: 'writer' });
  const sender = writer.createSender(topic);
  await sender.sendMessages({ body: bytes('one'), subject: 's' });
  await sender.sendMessages([{ body: bytes('two') }, { body: bytes('three') }]);
  const receiver = writer.createReceiver(topic, subscription, options);
  const got = await take(receiver, 3);
  expect(got.map(textOf)).toEqual(['one', 'two', 'three']);
  expect(got[0]?.subject).toBe('s');
  const withoutRight = clientOf(listener).createSender(topic);
  expect(new Set(await codesOf(withoutRight.sendMessages({ body: bytes('no') })))).toEqual(
    new Set(['UnauthorizedAccess']),
  );
  expect(namespace.counters(topic, subscription).enqueued).toBe(3);
});

test('each message of a batch lives as long as it says, like one that is sent alone', async () => {
  const { namespace, listener } = await bus();
  namespace.setKey(topic, { name: 'writer', key, rights: ['send', 'listen'] });
  const client = clientOf(listener, { name: 'writer' });
  const sender = client.createSender(topic);
  await sender.sendMessages([{ body: bytes('short'), timeToLive: 1 }, { body: bytes('long') }]);
  await sender.sendMessages({ body: bytes('short'), timeToLive: 1 });
  await new Promise((resolve) => setTimeout(resolve, 5));
  const receiver = client.createReceiver(topic, subscription, options);
  expect((await take(receiver, 1)).map(textOf)).toEqual(['long']);
  await until(() => namespace.counters(topic, subscription).dropped === 2);
});

test('iterating gives one message after the other', async () => {
  const { namespace, listener, publish } = await bus();
  for (let n = 0; n < 5; n++) publish(`${n}`);
  const receiver = receiverOf(listener);
  const got: string[] = [];
  for await (const message of receiver.getMessageIterator()) {
    got.push(textOf(message));
    await receiver.completeMessage(message);
    if (got.length === 5) break;
  }
  expect(got).toEqual(['0', '1', '2', '3', '4']);
  expect(namespace.counters(topic, subscription)).toMatchObject({ completed: 5, locked: 0 });
});

test('a reader that is full gets no more than the bound on unsettled messages', async () => {
  const { namespace, listener, publish } = await bus({ listener: { limits: { maxUnsettledPerLink: 20 } } });
  for (let n = 0; n < 100; n++) publish(`${n}`);
  const receiver = receiverOf(listener);
  const got = await receiver.receiveMessages(100, { maxWaitTimeInMs: 500 });
  expect(got).toHaveLength(20);
  expect(namespace.counters(topic, subscription)).toMatchObject({ active: 80, locked: 20 });
  await Promise.all(got.map((message) => receiver.completeMessage(message)));
  expect(await take(receiver, 20)).toHaveLength(20);
});

test('with the line cut again and again every message arrives at least once and none is lost', async () => {
  const { namespace, listener, publish } = await bus({ subscriptionDefaults: { lockDurationMs: 1000 } });
  const receiver = receiverOf(listener);
  const seen = new Set<string>();
  receiver.subscribe(
    {
      async processMessage(message) {
        seen.add(textOf(message));
        await receiver.completeMessage(message);
      },
      processError: async () => {},
    },
    { autoCompleteMessages: false, maxConcurrentCalls: 50 },
  );
  const total = 600;
  for (let n = 0; n < total; n++) {
    publish(`${n}`);
    if (n % 100 === 50) {
      await until(() => namespace.counters(topic, subscription).completed >= n - 20);
      listener.cutAll(n % 200 === 50 ? null : 'amqp:connection:forced');
    }
  }
  await until(() => namespace.counters(topic, subscription).completed === total);
  expect(seen.size).toBe(total);
  expect(namespace.counters(topic, subscription)).toMatchObject({ active: 0, locked: 0, deadLettered: 0, dropped: 0 });
});
