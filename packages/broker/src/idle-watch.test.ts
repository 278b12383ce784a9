import { expect, test } from 'vitest';
import { manualClock } from '../../../test/manual-clock.ts';
import { createNamespace } from './namespace.ts';
import type { QueueLimits } from './queue-limits.ts';

const dayMs = 24 * 3_600_000;
const details = { topic: 'group_1', subscription: 'default', keyName: 'reader', key: 'secret' };
const reader = {
  losses: [] as string[],
  message: async () => 'complete' as const,
  lost({ condition }: { readonly condition: string }) {
    reader.losses.push(condition);
  },
};

function house(limits: Partial<QueueLimits> = { autoDeleteOnIdleMs: 14 * dayMs }) {
  const clock = manualClock();
  const deleted: string[] = [];
  const namespace = createNamespace({
    clock,
    subscriptionDefaults: limits,
    onIdleDeleted: (topic, subscription) => deleted.push(`${topic}/${subscription}`),
  });
  namespace.createTopic('group_1');
  namespace.createSubscription('group_1', 'default');
  namespace.setKey('group_1', { name: 'reader', key: 'secret' });
  const queue = (deadLetters = false) =>
    namespace.queueAt({ topic: 'group_1', subscription: 'default', deadLetters, management: false });
  return { clock, namespace, deleted, queue, exists: () => namespace.subscriptionNames('group_1').length === 1 };
}

test('a subscription that nobody reads is deleted after 14 days, though messages kept arriving', async () => {
  const { clock, namespace, deleted, exists } = house();
  for (let day = 0; day < 13; day++) {
    namespace.publish('group_1', Buffer.from('unread'));
    await clock.advanceBy(dayMs);
  }
  await clock.advanceBy(dayMs - 1);
  expect(exists()).toBe(true);
  await clock.advanceBy(1);
  expect(exists()).toBe(false);
  expect(deleted).toEqual(['group_1/default']);
  await expect(namespace.receive(details, reader, { credit: 1 })).rejects.toMatchObject({
    condition: 'amqp:not-found',
  });
  expect(clock.pending()).toBe(0);
});

test('an open link keeps it, however quiet; the days are counted from its end', async () => {
  const { clock, namespace, exists } = house();
  const link = await namespace.receive(details, reader, { credit: 1 });
  await clock.advanceBy(60 * dayMs);
  expect(exists()).toBe(true);
  await link.close();
  await clock.advanceBy(14 * dayMs - 1);
  expect(exists()).toBe(true);
  await clock.advanceBy(1);
  expect(exists()).toBe(false);
});

test('of two readers the last one counts', async () => {
  const { clock, namespace, exists } = house();
  const first = await namespace.receive(details, reader, { credit: 1 });
  const second = await namespace.receive(details, reader, { credit: 1 });
  await clock.advanceBy(0);
  await first.close();
  await clock.advanceBy(20 * dayMs);
  expect(exists()).toBe(true);
  await second.close();
  await clock.advanceBy(14 * dayMs);
  expect(exists()).toBe(false);
});

test.each([
  ['peeking', (queues: ReturnType<typeof house>) => queues.queue().peek(1, 1)],
  ['peeking at the dead letters', (queues: ReturnType<typeof house>) => queues.queue(true).peek(1, 1)],
  ['renewing a lock', (queues: ReturnType<typeof house>) => queues.queue().renew(1)],
  ['asking for a deferred message', (queues: ReturnType<typeof house>) => queues.queue().takeDeferred(1, {})],
])('%s counts as reading', async (_what, read) => {
  const all = house();
  await all.clock.advanceBy(13 * dayMs);
  read(all);
  await all.clock.advanceBy(14 * dayMs - 1);
  expect(all.exists()).toBe(true);
  await all.clock.advanceBy(1);
  expect(all.exists()).toBe(false);
});

test('a time beyond what one timer holds is waited for all the same', async () => {
  const { clock, exists } = house({ autoDeleteOnIdleMs: 100 * dayMs });
  await clock.advanceBy(100 * dayMs - 1);
  expect(exists()).toBe(true);
  await clock.advanceBy(1);
  expect(exists()).toBe(false);
});

test('by default nothing is deleted, and no timer waits for it', async () => {
  const { clock, exists } = house({});
  expect(clock.pending()).toBe(0);
  await clock.advanceBy(1000 * dayMs);
  expect(exists()).toBe(true);
});

test('one that is made again after it was deleted begins anew', async () => {
  const { clock, namespace, exists, deleted } = house();
  await clock.advanceBy(14 * dayMs);
  namespace.createSubscription('group_1', 'default');
  await clock.advanceBy(14 * dayMs - 1);
  expect(exists()).toBe(true);
  namespace.publish('group_1', Buffer.from('a'));
  expect(namespace.counters('group_1', 'default')).toMatchObject({ enqueued: 1 });
  await clock.advanceBy(1);
  expect(deleted).toHaveLength(2);
});
