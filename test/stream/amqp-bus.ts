// A broker behind real AMQP on loopback, with one subscription, for tests of whoever reads it.
import { type AmqpListener, createNamespace, listen } from '@fairlead/broker';
import { encodeBusMessage } from '@fairlead/protocol';
import type { ConnectionDetails } from '@fairlead/sdk';

export const topic = 'group_1a57a110-0000-4000-8000-000000000001';
export const subscription = 'default';
export const chargerId = 'c0ffee00-0000-4000-8000-000000000001';

export interface AmqpBus {
  readonly details: () => ConnectionDetails;
  readonly listener: () => AmqpListener;
  readonly counters: () => ReturnType<ReturnType<typeof createNamespace>['counters']>;
  publish(stateId: number, value: string, atMs?: number): void;
  rotateKey(): void;
  deleteSubscription(): void;
  /** Ends the listener; `again` opens one on the same port. Messages stay. */
  stop(): Promise<void>;
  again(): Promise<void>;
  close(): Promise<void>;
}

export async function amqpBus(options: { readonly lockDurationMs?: number } = {}): Promise<AmqpBus> {
  const bus = createNamespace();
  bus.createTopic(topic);
  bus.createSubscription(topic, subscription, { lockDurationMs: options.lockDurationMs ?? 60_000 });
  let keys = 0;
  const key = (): string => Buffer.from(`the-secret-key-of-the-bus-${keys}`).toString('base64');
  const rotateKey = (): void => {
    keys++;
    bus.setKey(topic, { name: 'a-reader-of-the-bus', key: key(), rights: ['listen'] });
  };
  rotateKey();
  let listener = await listen(bus);
  const { port } = listener;

  return {
    details: () => ({
      host: '127.0.0.1',
      port,
      useSsl: false,
      username: 'a-reader-of-the-bus',
      password: key(),
      topic,
      subscription,
    }),
    listener: () => listener,
    counters: () => bus.counters(topic, subscription),
    publish(stateId, value, atMs = Date.now()) {
      const body = encodeBusMessage({
        DeviceId: 'ZAP000001',
        DeviceType: 4,
        ChargerId: chargerId,
        StateId: stateId,
        Timestamp: new Date(atMs).toISOString(),
        ValueAsString: value,
      });
      bus.publish(topic, body);
    },
    rotateKey,
    deleteSubscription: () => void bus.deleteEntity(topic, subscription),
    stop: () => listener.close(),
    async again() {
      listener = await listen(bus, { port });
    },
    async close() {
      await listener.close();
      bus.close();
    },
  };
}
