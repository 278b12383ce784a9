// One topic with one subscription behind a listener, and what a test opened, undone in the reverse order.
import { createHmac } from 'node:crypto';
import type { Socket } from 'node:net';
import rhea, { type Connection, type ConnectionOptions, type EventContext } from 'rhea';
import { type AmqpListener, type ListenOptions, listen } from '../amqp/listener.ts';
import { createNamespace, type Namespace } from '../namespace.ts';
import type { NamespaceOptions } from '../namespace-options.ts';

export const topic = 'installation_1';
export const subscription = 'default';
export const path = `${topic}/Subscriptions/${subscription}`;
export const key = 'c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTEyMzQ=';
/** SASL PLAIN with the key that may listen and send. */
export const plain = { username: 'both', password: key };

export interface TestBus {
  readonly namespace: Namespace;
  readonly listener: AmqpListener;
  publish(text: string): void;
}

export interface TestBusOptions extends NamespaceOptions {
  readonly listener?: ListenOptions;
}

const undo: (() => unknown)[] = [];

/** To be done after the test. */
export const later = (step: () => unknown): void => void undo.push(step);

export async function undoAll(): Promise<void> {
  for (const step of undo.splice(0).reverse()) await step();
}

export async function openBus({ listener: listenOptions, ...options }: TestBusOptions = {}): Promise<TestBus> {
  const namespace = createNamespace(options);
  namespace.createTopic(topic);
  namespace.createSubscription(topic, subscription);
  namespace.setKey(topic, { name: 'reader', key });
  namespace.setKey(topic, { name: 'both', key, rights: ['listen', 'send'] });
  const listener = await listen(namespace, listenOptions);
  later(async () => {
    await listener.close();
    namespace.close();
  });
  return { namespace, listener, publish: (text) => void namespace.publish(topic, Buffer.from(text)) };
}

/** A bare rhea client. */
export function dial(listener: AmqpListener, options: object = plain): Connection {
  const connection = rhea.create_container().connect({
    host: '127.0.0.1',
    port: listener.port,
    reconnect: false,
    ...options,
  } as ConnectionOptions);
  connection.on('disconnected', () => {});
  // What is thrown at a client that misbehaves on purpose is of no interest.
  connection.on('error', () => {});
  later(() => (connection['socket'] as Socket).destroy());
  return connection;
}

export const once = (
  emitter: { once(event: string, handler: (context: EventContext) => void): unknown },
  event: string,
) => new Promise<EventContext>((resolve) => emitter.once(event, resolve));

/** Asks until it is so; the test's own time-out is the limit. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 3));
}

export function sharedAccessSignature(
  audience: string,
  { skn = 'reader', secret = key, lifeMs = 60_000 } = {},
): string {
  const sr = encodeURIComponent(audience);
  const se = Math.ceil((Date.now() + lifeMs) / 1000);
  const sig = encodeURIComponent(createHmac('sha256', secret).update(`${sr}\n${se}`).digest('base64'));
  return `SharedAccessSignature sr=${sr}&sig=${sig}&se=${se}&skn=${skn}`;
}
