import { expect, test } from 'vitest';
import { manualClock } from '../../../test/manual-clock.ts';
import { BrokerError, type LinkLoss } from './broker-error.ts';
import type { ReceivedMessage, Settlement } from './in-process-link.ts';
import { createNamespace } from './namespace.ts';
import type { NamespaceOptions } from './namespace-options.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (message: ReceivedMessage) => new TextDecoder().decode(message.body);
const details = { topic: 'group_1', subscription: 'default', keyName: 'reader', key: 'secret' };

function house(options: NamespaceOptions = {}) {
  const clock = manualClock();
  const namespace = createNamespace({ clock, ...options });
  namespace.createTopic('group_1');
  namespace.createSubscription('group_1', 'default');
  namespace.setKey('group_1', { name: 'reader', key: 'secret' });
  return { clock, namespace };
}

function handler(settle: (message: ReceivedMessage) => Promise<Settlement> = async () => 'complete') {
  const got: ReceivedMessage[] = [];
  const losses: LinkLoss[] = [];
  return {
    got,
    losses,
    texts: () => got.map(text),
    message(message: ReceivedMessage) {
      got.push(message);
      return settle(message);
    },
    lost(loss: LinkLoss) {
      losses.push(loss);
    },
  };
}

/** A settlement that waits until it is told. */
function gate() {
  const open: ((settlement: Settlement) => void)[] = [];
  return { open, wait: () => new Promise<Settlement>((resolve) => open.push(resolve)) };
}

test('a message reaches every subscription of its topic, each with its own numbers', async () => {
  const { clock, namespace } = house();
  namespace.publish('group_1', bytes('early'));
  namespace.createSubscription('group_1', 'second');
  expect(namespace.publish('group_1', bytes('hello'))).toBe(2);
  const one = handler();
  const two = handler();
  await namespace.receive(details, one, { credit: 10 });
  await namespace.receive({ ...details, subscription: 'SECOND' }, two, { credit: 10 });
  await clock.advanceBy(0);
  expect(one.got.map(({ sequenceNumber }) => sequenceNumber)).toEqual([1, 2]);
  expect(two.got).toMatchObject([{ sequenceNumber: 1, deliveryCount: 0, enqueuedAtMs: clock.nowMs() }]);
  expect(namespace.counters('group_1', 'default')).toMatchObject({ active: 0, locked: 0, completed: 2 });
});

test('the publisher may use its buffer again', async () => {
  const { clock, namespace } = house();
  const buffer = Buffer.from('first');
  namespace.publish('group_1', buffer);
  buffer.write('other');
  const read = handler();
  await namespace.receive(details, read, { credit: 1 });
  await clock.advanceBy(0);
  expect(read.texts()).toEqual(['first']);
});

test('at most the credit is under way, in order of arrival', async () => {
  const { clock, namespace } = house();
  for (let n = 0; n < 5; n++) namespace.publish('group_1', bytes(`${n}`));
  const { open, wait } = gate();
  const read = handler(wait);
  await namespace.receive(details, read, { credit: 2 });
  await clock.advanceBy(0);
  expect(read.texts()).toEqual(['0', '1']);
  open[1]?.('complete');
  await clock.advanceBy(0);
  expect(read.texts()).toEqual(['0', '1', '2']);
});

test('abandon and a handler that rejects or throws bring the message back with a higher count', async () => {
  const { clock, namespace } = house();
  namespace.publish('group_1', bytes('a'));
  const read = handler((message) => {
    if (message.deliveryCount === 0) return Promise.resolve('abandon');
    if (message.deliveryCount === 1) return Promise.reject(new Error('disk full'));
    if (message.deliveryCount === 2) throw new Error('thrown at once');
    return Promise.resolve('complete');
  });
  await namespace.receive(details, read, { credit: 1 });
  await clock.advanceBy(0);
  expect(read.got.map(({ deliveryCount }) => deliveryCount)).toEqual([0, 1, 2, 3]);
  expect(namespace.counters('group_1', 'default')).toMatchObject({ completed: 1, active: 0 });
});

test('a message that is held too long comes again, and the late settlement changes nothing', async () => {
  const { clock, namespace } = house({ subscriptionDefaults: { lockDurationMs: 30_000 } });
  namespace.publish('group_1', bytes('a'));
  const { open, wait } = gate();
  const read = handler(wait);
  await namespace.receive(details, read, { credit: 5 });
  await clock.advanceBy(30_000);
  expect(read.got.map(({ deliveryCount }) => deliveryCount)).toEqual([0, 1]);
  open[0]?.('complete');
  await clock.advanceBy(0);
  expect(namespace.counters('group_1', 'default')).toMatchObject({ completed: 0, locked: 1 });
  open[1]?.('complete');
  await clock.advanceBy(0);
  expect(namespace.counters('group_1', 'default')).toMatchObject({ completed: 1, locked: 0 });
});

test('a wrong key, a wrong key name and an unknown entity are refused for good', async () => {
  const { namespace } = house();
  const refusal = (change: object) =>
    namespace.receive({ ...details, ...change }, handler(), { credit: 1 }).catch((error: unknown) => error);
  for (const change of [{ key: 'wrong' }, { keyName: 'nobody' }]) {
    const error = await refusal(change);
    expect(error).toBeInstanceOf(BrokerError);
    expect(error).toMatchObject({ condition: 'amqp:unauthorized-access', permanent: true });
    expect(String(error)).not.toContain('secret');
  }
  for (const change of [{ topic: 'nowhere' }, { subscription: 'nowhere' }])
    expect(await refusal(change)).toMatchObject({ condition: 'amqp:not-found', permanent: true });
});

test('a rotated key cuts those who came with the old one and nobody else', async () => {
  const { clock, namespace } = house();
  namespace.setKey('group_1', { name: 'other', key: 'another' });
  const old = handler();
  const other = handler();
  await namespace.receive(details, old, { credit: 1 });
  await namespace.receive({ ...details, keyName: 'other', key: 'another' }, other, { credit: 1 });
  namespace.setKey('group_1', { name: 'reader', key: 'secret' });
  expect(old.losses).toEqual([]);
  namespace.setKey('group_1', { name: 'reader', key: 'fresh' });
  expect(old.losses).toMatchObject([{ condition: 'amqp:client-error', permanent: true }]);
  namespace.publish('group_1', bytes('a'));
  await clock.advanceBy(0);
  expect(old.got).toEqual([]);
  expect(other.texts()).toEqual(['a']);
  await expect(namespace.receive(details, handler(), { credit: 1 })).rejects.toThrow('key is wrong');
  await namespace.receive({ ...details, key: 'fresh' }, handler(), { credit: 1 });
});

test('a deleted subscription tells its readers and is not found afterwards', async () => {
  const { namespace } = house();
  const read = handler();
  await namespace.receive(details, read, { credit: 1 });
  expect(namespace.deleteEntity('group_1', 'default')).toBe(true);
  expect(read.losses).toMatchObject([{ condition: 'amqp:not-found', permanent: true }]);
  expect(namespace.deleteEntity('group_1', 'default')).toBe(false);
  expect(() => namespace.counters('group_1', 'default')).toThrow('could not be found');
});

test('cutting the readers tells each once that it may come back; while refused it may not', async () => {
  const { namespace } = house();
  const read = handler();
  const link = await namespace.receive(details, read, { credit: 1 });
  namespace.refuseReceivers(true);
  namespace.cutReceivers();
  namespace.cutReceivers();
  expect(read.losses).toMatchObject([{ permanent: false }]);
  await expect(namespace.receive(details, handler(), { credit: 1 })).rejects.toMatchObject({ permanent: false });
  namespace.refuseReceivers(false);
  await namespace.receive(details, handler(), { credit: 1 });
  await link.close();
  expect(read.losses).toHaveLength(1);
});

test('close waits for what is under way, takes nothing new, and nothing is lost afterwards', async () => {
  const { clock, namespace } = house();
  for (const name of ['a', 'b']) namespace.publish('group_1', bytes(name));
  const { open, wait } = gate();
  const read = handler(wait);
  const link = await namespace.receive(details, read, { credit: 1 });
  await clock.advanceBy(0);
  let closed = false;
  const closing = link.close().then(() => {
    closed = true;
  });
  await clock.advanceBy(4999);
  expect(closed).toBe(false);
  open[0]?.('complete');
  await closing;
  namespace.cutReceivers();
  expect(read.texts()).toEqual(['a']);
  expect(read.losses).toEqual([]);
  expect(namespace.counters('group_1', 'default')).toMatchObject({ active: 1, locked: 0, completed: 1 });
});

test('close gives up after 5 s, and what comes later settles nothing', async () => {
  const { clock, namespace } = house();
  namespace.publish('group_1', bytes('a'));
  const { open, wait } = gate();
  const link = await namespace.receive(details, handler(wait), { credit: 1 });
  await clock.advanceBy(0);
  const closing = link.close();
  await clock.advanceBy(5000);
  await closing;
  open[0]?.('complete');
  await clock.advanceBy(0);
  expect(namespace.counters('group_1', 'default')).toMatchObject({ locked: 1, completed: 0 });
  await clock.advanceBy(55_000);
  expect(namespace.counters('group_1', 'default')).toMatchObject({ active: 1, locked: 0 });
});

test('a link that is closed before it begins takes nothing', async () => {
  const { clock, namespace } = house();
  namespace.publish('group_1', bytes('a'));
  const read = handler();
  const opening = namespace.receive(details, read, { credit: 1 });
  await (await opening).close();
  await clock.advanceBy(0);
  expect(namespace.counters('group_1', 'default').active + read.got.length).toBe(1);
});

test('bad credit, bad names and bodies that are too large get one sentence each', async () => {
  const { namespace } = house({ maxMessageBytes: 10, maxTopics: 1 });
  await expect(namespace.receive(details, handler(), { credit: 0 })).rejects.toThrow('credit of 0 is not 1 to 5000');
  expect(() => namespace.createTopic('a/b')).toThrow('not one path segment');
  expect(() => namespace.createSubscription('group_1', 'a/b')).toThrow('not one path segment');
  expect(() => namespace.createTopic('another')).toThrow('Raise maxTopics');
  expect(() => namespace.publish('group_1', new Uint8Array(11))).toThrow('11 bytes are more than 10');
  expect(() => namespace.publish('nowhere', new Uint8Array(1))).toThrow('could not be found');
});

test('a closed namespace leaves no timer behind', async () => {
  const { clock, namespace } = house({ subscriptionDefaults: { messageTtlMs: 1000 } });
  namespace.publish('group_1', bytes('a'));
  const read = handler(() => new Promise(() => {}));
  await namespace.receive(details, read, { credit: 1 });
  await clock.advanceBy(0);
  namespace.close();
  expect(clock.pending()).toBe(0);
  expect(read.losses).toMatchObject([{ condition: 'amqp:not-found' }]);
});
