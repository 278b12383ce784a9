// What Go's azservicebus and Python's azure-servicebus ask of an attach and of a settlement, seen with a bare client.
import rhea, { type EventContext } from 'rhea';
import { afterEach, expect, test } from 'vitest';
import { dial, once, openBus, path, topic, undoAll } from '../testing/test-bus.ts';

afterEach(undoAll);

interface Attached {
  readonly snd_settle_mode: number;
  readonly rcv_settle_mode: number;
}
const modesOf = ({ sender, receiver }: EventContext): number[] => {
  const { snd_settle_mode: sending, rcv_settle_mode: receiving } = (sender ?? receiver) as unknown as Attached;
  return [sending, receiving];
};

test.each([
  [0, 0],
  [1, 0],
  [2, 1],
])('settle modes %d and %d are answered as they were asked, on every kind of link', async (sending, receiving) => {
  const { listener } = await openBus();
  const connection = dial(listener);
  const modes = { snd_settle_mode: sending as 0 | 1 | 2, rcv_settle_mode: receiving as 0 | 1 };
  for (const source of [path, '$cbs', `${path}/$management`])
    expect(modesOf(await once(connection.open_receiver({ source, ...modes }), 'receiver_open'))).toEqual([
      sending,
      receiving,
    ]);
  for (const target of [topic, '$cbs', `${path}/$management`])
    expect(modesOf(await once(connection.open_sender({ target, ...modes }), 'sender_open'))).toEqual([
      sending,
      receiving,
    ]);
});

test.each([0, 1] as const)('what is published in receiver settle mode %d is settled by the broker', async (mode) => {
  const { namespace, listener } = await openBus();
  const sender = dial(listener).open_sender({
    target: topic,
    snd_settle_mode: 0,
    rcv_settle_mode: mode,
    autosettle: false,
  });
  await once(sender, 'sendable');
  const settled = once(sender, 'settled');
  sender.send({ body: rhea.message.data_section(Buffer.from('a')) });
  expect((await settled).delivery?.remote_settled).toBe(true);
  expect(namespace.counters(topic, 'default').enqueued).toBe(1);
});
