import { expect, test } from 'vitest';
import { manualClock } from '../../../test/manual-clock.ts';
import { createNamespace } from './namespace.ts';
import type { ReaderEvent } from './namespace-options.ts';
import { ReaderRound } from './reader-round.ts';

const dayMs = 86_400_000;
const details = { topic: 'group_1', subscription: 'default', keyName: 'reader', key: 'secret' };
const quiet = { message: async () => 'complete' as const, lost: () => undefined };

function watched() {
  const clock = manualClock();
  const told: ReaderEvent[] = [];
  const namespace = createNamespace({ clock, onReader: (event) => told.push(event) });
  namespace.createTopic('group_1');
  namespace.createSubscription('group_1', 'default', { autoDeleteOnIdleMs: 14 * dayMs });
  namespace.setKey('group_1', { name: 'reader', key: 'secret' });
  return { clock, namespace, told, kinds: () => told.map(({ kind }) => kind) };
}

test('a reader is told of when it comes and when it goes, as the same object', async () => {
  const { clock, namespace, told } = watched();
  const link = await namespace.receive(details, quiet, { credit: 1 });
  await clock.advanceBy(0);
  await link.close();
  expect(told).toMatchObject([
    { kind: 'came', topic: 'group_1', subscription: 'default' },
    { kind: 'went', topic: 'group_1', subscription: 'default' },
  ]);
  expect(told[0]?.reader).toBe(told[1]?.reader);
});

test.each([
  ['the bus is cut', (bus: ReturnType<typeof watched>) => bus.namespace.cutReceivers()],
  ['the subscription is deleted', (bus: ReturnType<typeof watched>) => bus.namespace.deleteEntity('group_1')],
  [
    'the key is rotated',
    (bus: ReturnType<typeof watched>) => bus.namespace.setKey('group_1', { name: 'reader', key: 'other' }),
  ],
])('one that is lost because %s has gone, once', async (_why, lose) => {
  const bus = watched();
  await bus.namespace.receive(details, quiet, { credit: 1 });
  await bus.clock.advanceBy(0);
  lose(bus);
  expect(bus.kinds()).toEqual(['came', 'went']);
});

test('how long nobody has read is told, 0 while somebody does, and goes on from what it was before', async () => {
  const { clock, namespace } = watched();
  await clock.advanceBy(3 * dayMs);
  expect(namespace.idleForMs('group_1', 'default')).toBe(3 * dayMs);
  const link = await namespace.receive(details, quiet, { credit: 1 });
  await clock.advanceBy(dayMs);
  expect(namespace.idleForMs('group_1', 'default')).toBe(0);
  await link.close();
  await clock.advanceBy(dayMs);
  expect(namespace.idleForMs('group_1', 'default')).toBe(dayMs);
  expect(namespace.idleForMs('group_1', 'nowhere')).toBeNull();

  namespace.createSubscription('group_1', 'older', { autoDeleteOnIdleMs: 14 * dayMs }, { idleForMs: 13 * dayMs });
  await clock.advanceBy(dayMs - 1);
  expect(namespace.subscriptionNames('group_1')).toContain('older');
  await clock.advanceBy(1);
  expect(namespace.subscriptionNames('group_1')).toEqual(['default']);
});

test('those that want something are served in turn, the others passed over', () => {
  const reader = (name: string, wants: number) => ({
    name,
    mode: 'peek-lock' as const,
    demand: () => wants,
    deliver: () => undefined,
    lost: () => undefined,
  });
  const round = new ReaderRound([]);
  const [a, full, b] = [reader('a', 1), reader('full', 0), reader('b', 1)];
  for (const one of [a, full, b]) round.add(one);
  expect([round.next(), round.next(), round.next()]).toEqual([b, a, b]);
  round.remove(a);
  round.remove(b);
  expect(round.next()).toBeUndefined();
});
