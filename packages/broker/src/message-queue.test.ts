import { expect, test } from 'vitest';
import { manualClock } from '../../../test/manual-clock.ts';
import type { Consumer, Delivery } from './consumer.ts';
import { MessageQueue } from './message-queue.ts';
import { deadLetterLimits, defaultQueueLimits, messageOverheadBytes, type QueueLimits } from './queue-limits.ts';

const content = (text: string) => ({ body: new TextEncoder().encode(text) });
const textOf = ({ message }: Delivery) => new TextDecoder().decode(message.content.body);

function reader(mode: Consumer['mode'] = 'peek-lock') {
  const got: Delivery[] = [];
  const state = { credit: 0, losses: 0 };
  const consumer: Consumer = {
    mode,
    demand: () => state.credit,
    deliver(delivery) {
      state.credit -= 1;
      got.push(delivery);
    },
    lost() {
      state.losses += 1;
    },
  };
  const lockOf = (index: number): number => {
    const delivery = got[index];
    if (delivery?.kind !== 'locked') throw new Error(`no lock at ${index}`);
    return delivery.lock.id;
  };
  return { consumer, got, state, lockOf, texts: () => got.map(textOf) };
}

function queueWith(limits: Partial<QueueLimits> = {}) {
  const clock = manualClock();
  let last = 0;
  const nextLockId = () => {
    last += 1;
    return last;
  };
  const all = { ...defaultQueueLimits, ...limits };
  const deadLetters = new MessageQueue({ clock, nextLockId, limits: deadLetterLimits(all), deadLetters: null });
  const queue = new MessageQueue({ clock, nextLockId, limits: all, deadLetters });
  const read = (credit: number, mode?: Consumer['mode']) => {
    const made = reader(mode);
    made.state.credit = credit;
    queue.attach(made.consumer);
    return made;
  };
  const wants = (made: ReturnType<typeof reader>, credit: number) => {
    made.state.credit = credit;
    queue.distribute();
  };
  return { clock, queue, deadLetters, read, wants };
}

test('messages are handed out in order, with sequence numbers that rise by one from 1', () => {
  const { queue, read } = queueWith();
  for (const text of ['a', 'b', 'c']) queue.enqueue(content(text));
  const { got, texts } = read(10);
  expect(texts()).toEqual(['a', 'b', 'c']);
  expect(got.map(({ message }) => message.sequenceNumber)).toEqual([1, 2, 3]);
  expect(queue.counters()).toMatchObject({ active: 0, locked: 3, delivered: 3, enqueued: 3 });
});

test('no more than the demand is handed out', () => {
  const { queue, read, wants } = queueWith();
  for (const text of ['a', 'b', 'c']) queue.enqueue(content(text));
  const made = read(2);
  expect(made.texts()).toEqual(['a', 'b']);
  wants(made, 1);
  expect(made.texts()).toEqual(['a', 'b', 'c']);
});

test('two readers on one queue share its messages, each goes to one of them', () => {
  const { queue, read } = queueWith();
  const one = read(100);
  const two = read(100);
  for (let n = 0; n < 10; n++) queue.enqueue(content(`${n}`));
  expect([...one.texts(), ...two.texts()].sort()).toEqual([...'0123456789']);
  expect(one.got).toHaveLength(5);
});

test('a completed message is gone and a second completion says that the lock is lost', () => {
  const { queue, read } = queueWith();
  queue.enqueue(content('a'));
  const { lockOf } = read(1);
  expect(queue.complete(lockOf(0))).toBe(true);
  expect(queue.complete(lockOf(0))).toBe(false);
  expect(queue.counters()).toMatchObject({ active: 0, locked: 0, completed: 1, bytes: 0 });
});

test('an abandoned message comes back before younger ones, with a delivery count of 1', () => {
  const { queue, read, wants } = queueWith();
  for (const text of ['a', 'b']) queue.enqueue(content(text));
  const made = read(1);
  queue.abandon(made.lockOf(0));
  wants(made, 2);
  expect(made.texts()).toEqual(['a', 'a', 'b']);
  expect(made.got[1]?.message.deliveryCount).toBe(1);
});

test('a lock that runs out gives the message back with a delivery count of 1, and its holder can settle no more', async () => {
  const { clock, queue, read, wants } = queueWith({ lockDurationMs: 30_000 });
  queue.enqueue(content('a'));
  const made = read(1);
  await clock.advanceBy(29_999);
  expect(queue.counters()).toMatchObject({ locked: 1, lockExpired: 0 });
  await clock.advanceBy(1);
  expect(queue.counters()).toMatchObject({ active: 1, locked: 0, lockExpired: 1 });
  expect(queue.complete(made.lockOf(0))).toBe(false);
  wants(made, 1);
  expect(made.got[1]?.message).toMatchObject({ deliveryCount: 1, sequenceNumber: 1 });
  expect(made.lockOf(1)).not.toBe(made.lockOf(0));
});

test('renewing moves the end of the lock, and a lost lock cannot be renewed', async () => {
  const { clock, queue, read } = queueWith({ lockDurationMs: 30_000 });
  queue.enqueue(content('a'));
  const { lockOf } = read(1);
  await clock.advanceBy(20_000);
  expect(queue.renew(lockOf(0))).toBe(clock.nowMs() + 30_000);
  await clock.advanceBy(29_999);
  expect(queue.complete(lockOf(0))).toBe(true);
  expect(queue.renew(lockOf(0))).toBeNull();
});

test('after ten failed deliveries a message is dead-lettered with the reason', () => {
  const { queue, deadLetters, read, wants } = queueWith();
  queue.enqueue(content('a'));
  const made = read(1);
  for (let attempt = 0; attempt < 10; attempt++) {
    expect(queue.counters().deadLettered).toBe(0);
    queue.abandon(made.lockOf(attempt));
    wants(made, 1);
  }
  expect(made.got).toHaveLength(10);
  expect(queue.counters()).toMatchObject({ active: 0, locked: 0, deadLettered: 1 });
  const [dead] = deadLetters.peek(1, 10);
  expect(dead?.content.applicationProperties).toMatchObject({ DeadLetterReason: 'MaxDeliveryCountExceeded' });
});

test('a dead letter keeps its body and gets the reason that was given', () => {
  const { queue, deadLetters, read } = queueWith();
  queue.enqueue(content('a'));
  queue.deadLetter(read(1).lockOf(0), { reason: 'bad', description: 'cannot be read' });
  const [dead] = deadLetters.peek(1, 1);
  expect(dead?.content.applicationProperties).toEqual({
    DeadLetterReason: 'bad',
    DeadLetterErrorDescription: 'cannot be read',
  });
  expect(dead?.content.body).toEqual(content('a').body);
});

test('a deferred message waits for its number to be asked for', () => {
  const { queue, read } = queueWith();
  for (const text of ['a', 'b']) queue.enqueue(content(text));
  const made = read(1);
  queue.defer(made.lockOf(0));
  expect(queue.counters()).toMatchObject({ deferred: 1, active: 1 });
  expect(queue.takeDeferred(2, made)).toBeNull();
  const lock = queue.takeDeferred(1, made);
  expect(lock?.message.sequenceNumber).toBe(1);
  expect(queue.complete(lock?.id ?? 0)).toBe(true);
});

test('receive-and-delete leaves nothing behind', () => {
  const { queue, read } = queueWith();
  queue.enqueue(content('a'));
  expect(read(1, 'receive-and-delete').texts()).toEqual(['a']);
  expect(queue.counters()).toMatchObject({ active: 0, locked: 0, completed: 1, bytes: 0 });
});

test('an expired message is dropped, also by the clock alone, and never delivered', async () => {
  const { clock, queue, read } = queueWith({ messageTtlMs: 60_000 });
  queue.enqueue(content('old'));
  queue.enqueue(content('short'), 10_000);
  await clock.advanceBy(11_000);
  expect(queue.counters()).toMatchObject({ active: 1, dropped: 1 });
  await clock.advanceBy(49_000);
  queue.enqueue(content('new'));
  expect(read(10).texts()).toEqual(['new']);
  expect(queue.counters()).toMatchObject({ dropped: 2, bytes: messageOverheadBytes + 3 });
});

test('an expired message is dead-lettered where that is configured', async () => {
  const { clock, queue, deadLetters } = queueWith({ messageTtlMs: 60_000, deadLetterExpired: true });
  queue.enqueue(content('old'));
  await clock.advanceBy(60_000);
  expect(queue.counters()).toMatchObject({ active: 0, dropped: 0, deadLettered: 1 });
  expect(deadLetters.counters().active).toBe(1);
});

test('a message that is locked when its time ends can still be completed', async () => {
  const { clock, queue, read } = queueWith({ messageTtlMs: 10_000, lockDurationMs: 60_000 });
  queue.enqueue(content('a'));
  const { lockOf } = read(1);
  await clock.advanceBy(20_000);
  expect(queue.complete(lockOf(0))).toBe(true);
});

test('a thousand different ends of life cost at most one sweep a second', async () => {
  const { clock, queue } = queueWith();
  for (let n = 0; n < 1000; n++) queue.enqueue(content('a'), 1000 + n);
  expect(clock.pending()).toBe(1);
  await clock.advanceBy(1000);
  expect(queue.counters().dropped).toBe(1);
  await clock.advanceBy(999);
  expect(queue.counters().dropped).toBe(1);
  await clock.advanceBy(1);
  expect(queue.counters()).toMatchObject({ dropped: 1000, active: 0 });
});

test('a full queue drops its oldest waiting message and counts it', () => {
  const { queue, read } = queueWith({ maxMessages: 3 });
  for (const text of ['a', 'b', 'c', 'd']) queue.enqueue(content(text));
  expect(queue.counters()).toMatchObject({ active: 3, dropped: 1 });
  expect(read(10).texts()).toEqual(['b', 'c', 'd']);
});

test('a full queue dead-letters its oldest where that is configured', () => {
  const { queue, deadLetters } = queueWith({ maxMessages: 2, overflow: 'dead-letter-oldest' });
  for (const text of ['a', 'b', 'c']) queue.enqueue(content(text));
  expect(queue.counters()).toMatchObject({ active: 2, dropped: 0, deadLettered: 1 });
  expect(deadLetters.peek(1, 1)[0]?.content.applicationProperties).toEqual({ DeadLetterReason: 'QueueFull' });
});

test('the bound in bytes counts bodies and overhead', () => {
  const { queue } = queueWith({ maxBytes: 3 * (messageOverheadBytes + 10) });
  for (let n = 0; n < 5; n++) queue.enqueue(content('0123456789'));
  expect(queue.counters()).toMatchObject({ active: 3, dropped: 2 });
  queue.enqueue(content('x'.repeat(2000)));
  expect(queue.counters()).toMatchObject({ active: 3, dropped: 3 });
});

test('properties count as well: an empty body with 64 KiB of them takes that much', () => {
  const { queue } = queueWith({ maxBytes: 2 * (2 * 65_536 + messageOverheadBytes) + 200 });
  const applicationProperties = { note: 'x'.repeat(65_536) };
  for (let n = 0; n < 5; n++) queue.enqueue({ body: new Uint8Array(0), applicationProperties });
  expect(queue.counters()).toMatchObject({ active: 2, dropped: 3 });
  expect(queue.counters().bytes).toBeGreaterThan(4 * 65_536);
});

test('when everything held is locked a newcomer is dropped, nothing is taken from under a reader', () => {
  const { queue, read } = queueWith({ maxMessages: 2 });
  for (const text of ['a', 'b']) queue.enqueue(content(text));
  const made = read(2);
  queue.enqueue(content('c'));
  expect(queue.counters()).toMatchObject({ locked: 2, active: 0, dropped: 1 });
  expect(queue.complete(made.lockOf(0))).toBe(true);
});

test('what a reader held stays locked when it goes, as in Service Bus, or is free at once where that is configured', async () => {
  const kept = queueWith();
  kept.queue.enqueue(content('a'));
  kept.queue.detach(kept.read(1).consumer);
  expect(kept.queue.counters()).toMatchObject({ active: 0, locked: 1 });
  await kept.clock.advanceBy(60_000);
  expect(kept.queue.counters()).toMatchObject({ active: 1, locked: 0 });

  const freed = queueWith({ releaseOnDetach: true });
  freed.queue.enqueue(content('a'));
  freed.queue.detach(freed.read(1).consumer);
  expect(freed.queue.counters()).toMatchObject({ active: 1, locked: 0 });
});

test('peeking shows waiting, locked and deferred messages and takes none', () => {
  const { queue, read } = queueWith();
  for (const text of ['a', 'b', 'c']) queue.enqueue(content(text));
  const made = read(2);
  queue.defer(made.lockOf(0));
  expect(queue.peek(1, 10).map(({ sequenceNumber }) => sequenceNumber)).toEqual([1, 2, 3]);
  expect(queue.peek(2, 1).map(({ sequenceNumber }) => sequenceNumber)).toEqual([2]);
});

test('a closed queue tells its readers once and leaves no timer', () => {
  const { clock, queue, read } = queueWith({ messageTtlMs: 1000 });
  queue.enqueue(content('a'));
  const { state } = read(1);
  queue.close({ condition: 'amqp:not-found', message: 'gone', permanent: true });
  queue.close({ condition: 'amqp:not-found', message: 'gone', permanent: true });
  expect(state.losses).toBe(1);
  expect(clock.pending()).toBe(0);
});
