// Dead letters hold what is counted for them, however long the reason that their reader gives.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Message } from 'rhea';
import { afterEach, expect, test } from 'vitest';
import type { Consumer, Delivery } from '../consumer.ts';
import { attach, begin, flow, rawClient, reject } from '../testing/raw-client.ts';
import { openBus, path, plain, subscription, type TestBus, topic, undoAll, until } from '../testing/test-bus.ts';
import { lockUuid } from './lock-token.ts';
import { manage } from './management-node.ts';

afterEach(undoAll);

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heldBytes(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

const messages = 400;
/** Just below the largest frame, and written out letter by letter: a repeated text would be kept as a recipe. */
const long = (n: number) => `${n}-`.padEnd(60_000, 'abcdefgh');

const deadLettersOf = ({ namespace }: TestBus) =>
  namespace.queueAt({ topic, subscription, deadLetters: true, management: false });

function expectToHoldWhatIsCounted(bus: TestBus, before: number): void {
  const { active, bytes } = deadLettersOf(bus).counters();
  expect(active).toBe(messages);
  // Reason and description of 4,096 characters each, at two bytes.
  expect(bytes).toBeLessThan(messages * 20_000);
  // The machine's own to and fro is some MB; uncut it is 400 × 60 kB = 24 MB more.
  expect(heldBytes() - before).toBeLessThan(bytes + 6_000_000);
  const [message] = deadLettersOf(bus).peek(0, 1);
  const { DeadLetterReason: reason } = message?.content.applicationProperties ?? {};
  expect(reason).toBe(long(0).slice(0, 4096));
}

test('a rejection with a reason of 60,000 characters leaves 4,096 of them', async () => {
  const bus = await openBus();
  for (let n = 0; n < messages; n += 1) bus.publish('x');
  const before = heldBytes();
  // Byte by byte: a library's client would keep its own reasons in the same heap.
  const client = await rawClient(bus.listener.port, plain);
  const link = { handle: 0, name: 'reader', address: path, role: 'receiver', unsettled: true } as const;
  client.send(begin(), attach(link), flow({ handle: 0, credit: messages }));
  await until(() => bus.namespace.counters(topic, subscription).locked === messages);
  for (let n = 0; n < messages; n += 1) {
    client.send(reject(n, long(n)));
    await until(() => deadLettersOf(bus).counters().active === n + 1);
  }
  expectToHoldWhatIsCounted(bus, before);
});

test('a disposition by $management with a reason of 60,000 characters leaves 4,096 of them', async () => {
  const bus = await openBus();
  for (let n = 0; n < messages; n += 1) bus.publish('x');
  const before = heldBytes();
  const queue = bus.namespace.queueAt({ topic, subscription, deadLetters: false, management: false });
  const { lockPrefix } = bus.namespace;
  const locks: number[] = [];
  const reader: Consumer = {
    mode: 'peek-lock',
    demand: () => messages - locks.length,
    deliver(delivery: Delivery) {
      if (delivery.kind === 'locked') locks.push(delivery.lock.id);
    },
    lost: () => {},
  };
  queue.attach(reader);
  expect(locks).toHaveLength(messages);
  for (const [n, lock] of locks.entries()) {
    const body = {
      ...{ 'disposition-status': 'suspended', 'lock-tokens': [lockUuid(lockPrefix, lock)] },
      ...{ 'deadletter-reason': long(n), 'deadletter-description': long(n) },
    };
    const request = { application_properties: { operation: 'com.microsoft:update-disposition' }, body };
    expect(manage(request as unknown as Message, { queue, lockPrefix }).status).toBe(200);
  }
  expectToHoldWhatIsCounted(bus, before);
});
