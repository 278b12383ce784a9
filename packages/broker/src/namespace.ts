// The broker without AMQP: topics, subscriptions, keys, publishing, and the in-process way to read.
// Invariant: nothing here knows a socket, and time comes from the injected clock alone.
import { randomBytes as systemRandomBytes } from 'node:crypto';
import { BrokerError, type LinkLoss } from './broker-error.ts';
import { type Clock, systemClock } from './clock.ts';
import { type EntityAddress, entityKey, parseEntityAddress } from './entity-address.ts';
import { InProcessDoor, type ReceiveDetails } from './in-process-door.ts';
import type { ReceiveHandler, ReceivingLink } from './in-process-link.ts';
import type { MessageQueue } from './message-queue.ts';
import type { NamespaceOptions, PublishOptions } from './namespace-options.ts';
import type { QueueCounters } from './queue-counters.ts';
import { defaultQueueLimits, type QueueLimits } from './queue-limits.ts';
import { Topic, type TopicOptions } from './topic.ts';
import { type Grant, maxKeysPerTopic, type SharedAccessKey } from './topic-keys.ts';

/** A broker's topics with all that is in them. Made by `createNamespace`. */
export class Namespace {
  /** Eight bytes that begin every lock token of this process. */
  readonly lockPrefix: Uint8Array;
  readonly maxMessageBytes: number;
  readonly #messageIdPrefix: string;
  readonly #clock: Clock;
  readonly #limits: QueueLimits;
  readonly #maxTopics: number;
  readonly #topics = new Map<string, Topic>();
  readonly #door: InProcessDoor;
  readonly #onIdleDeleted: NamespaceOptions['onIdleDeleted'];
  readonly #onReader: NamespaceOptions['onReader'];
  #lastLockId = 0;
  #lastMessageId = 0;
  #closed = false;

  constructor(options: NamespaceOptions) {
    this.#clock = options.clock ?? systemClock;
    this.#limits = { ...defaultQueueLimits, ...options.subscriptionDefaults };
    this.#onIdleDeleted = options.onIdleDeleted;
    this.#onReader = options.onReader;
    this.#door = new InProcessDoor(this, this.#clock);
    this.#maxTopics = options.maxTopics ?? 20_000;
    this.maxMessageBytes = options.maxMessageBytes ?? 256 * 1024;
    this.lockPrefix = (options.randomBytes ?? systemRandomBytes)(8);
    this.#messageIdPrefix = Buffer.from(this.lockPrefix).toString('hex');
  }

  /** @returns false when there was one already; @throws BrokerError `limit`, `bad-request` */
  createTopic(topic: string): boolean {
    if (this.#closed) throw new BrokerError('closed', 'Failed to create a topic: the broker is closed.');
    const address = parseEntityAddress(topic);
    if (!address || address.topic !== topic)
      throw new BrokerError('bad-request', 'Failed to create a topic: its name is not one path segment. Rename it.');
    if (this.#topics.has(entityKey(topic))) return false;
    if (this.#topics.size >= this.#maxTopics)
      throw new BrokerError(
        'limit',
        `Failed to create topic ${topic}: there are ${this.#maxTopics}. Raise maxTopics or delete one.`,
      );
    const nextLockId = () => {
      this.#lastLockId += 1;
      return this.#lastLockId;
    };
    const idleDeleted = (subscription: string) => this.#onIdleDeleted?.(topic, subscription);
    const readerChanged: TopicOptions['readerChanged'] = (subscription, reader, kind) =>
      this.#onReader?.({ kind, topic, subscription, reader });
    const shared = { name: topic, clock: this.#clock, nextLockId };
    this.#topics.set(entityKey(topic), new Topic({ ...shared, idleDeleted, readerChanged }));
    return true;
  }

  /**
   * @param already for how long nobody had read it before: with `autoDeleteOnIdleMs` this time counts. Default 0
   * @returns false when there was one already (its limits stay); @throws BrokerError `not-found`, `limit`, `bad-request`
   */
  createSubscription(
    topic: string,
    subscription: string,
    limits: Partial<QueueLimits> = {},
    already: { readonly idleForMs?: number } = {},
  ): boolean {
    const address = parseEntityAddress(`${topic}/Subscriptions/${subscription}`);
    if (address?.subscription !== subscription)
      throw new BrokerError(
        'bad-request',
        'Failed to create a subscription: its name is not one path segment. Rename it.',
      );
    return this.#topic(topic).add(subscription, { ...this.#limits, ...limits }, already.idleForMs ?? 0);
  }

  topicNames(): readonly string[] {
    return [...this.#topics.values()].map(({ name }) => name);
  }

  subscriptionNames(topic: string): readonly string[] {
    return this.#topic(topic).subscriptionNames();
  }

  /** For how long nobody has read it; null where there is no `autoDeleteOnIdleMs` or no such subscription. */
  idleForMs(topic: string, subscription: string): number | null {
    return this.#topics.get(entityKey(topic))?.idleForMs(subscription) ?? null;
  }

  /** Sets or rotates a shared-access key; whoever came with a different one under this name is cut. */
  setKey(topic: string, key: SharedAccessKey): void {
    const { keys } = this.#topic(topic);
    if (!keys.has(key.name) && keys.size >= maxKeysPerTopic)
      throw new BrokerError('limit', `Failed to set a key of ${topic}: it has ${maxKeysPerTopic}. Remove one first.`);
    keys.set(key);
  }

  removeKey(topic: string, name: string): void {
    this.#topic(topic).keys.remove(name);
  }

  /**
   * Puts one message into every subscription of the topic. The bytes are copied; a `messageId` is given if there is none.
   * @returns how many subscriptions got it; @throws BrokerError `not-found`, `limit`
   */
  publish(topic: string, body: Uint8Array, options: PublishOptions = {}): number {
    const { ttlMs = null, ...properties } = options;
    if (body.length > this.maxMessageBytes)
      throw new BrokerError(
        'limit',
        `Failed to publish to ${topic}: ${body.length} bytes are more than ${this.maxMessageBytes}. Send less at once.`,
      );
    const content = { messageId: this.#nextMessageId(), ...properties, body: new Uint8Array(body) };
    return this.#topic(topic).publish(content, ttlMs);
  }

  /**
   * Reads a subscription in process, with at most `credit` (1 to 5000) messages unsettled at a time.
   * Rejects with a BrokerError: `unauthorized`, `not-found` (both permanent), `cut` while readers are refused.
   */
  receive(
    details: ReceiveDetails,
    handler: ReceiveHandler,
    { credit }: { readonly credit: number },
  ): Promise<ReceivingLink> {
    return this.#door.receive(details, handler, credit);
  }

  /** Ends every in-process reader, as a lost connection does; listeners cut their own. */
  cutReceivers(
    loss: LinkLoss = { condition: 'amqp:connection:forced', message: 'The bus was cut.', permanent: false },
  ): void {
    this.#door.cut(loss);
  }

  /** While on, `receive` rejects with `cut`. */
  refuseReceivers(on: boolean): void {
    this.#door.refuse(on);
  }

  /** Deletes a subscription, or a topic with all of them; its readers are told `amqp:not-found`. @returns false if absent */
  deleteEntity(topic: string, subscription?: string): boolean {
    const found = this.#topics.get(entityKey(topic));
    if (!found) return false;
    if (subscription !== undefined) return found.delete(subscription);
    this.#topics.delete(entityKey(topic));
    found.close();
    return true;
  }

  counters(topic: string, subscription: string): QueueCounters {
    return this.queueAt({ topic, subscription, deadLetters: false, management: false }).counters();
  }

  /** Ends every reader and all timers. */
  close(): void {
    this.#closed = true;
    for (const { name } of [...this.#topics.values()]) this.deleteEntity(name);
  }

  /** For listeners: the queue at an address. @throws BrokerError `not-found` */
  queueAt({ topic, subscription, deadLetters }: EntityAddress): MessageQueue {
    const queue = subscription === null ? undefined : this.#topic(topic).queue(subscription);
    const found = deadLetters ? queue?.deadLetters : queue;
    if (found) return found;
    throw new BrokerError(
      'not-found',
      `The messaging entity ${topic}/Subscriptions/${subscription ?? ''} could not be found. Check its name.`,
    );
  }

  /** For listeners: leave to use a topic. @throws BrokerError `not-found`, `unauthorized` */
  grant(topic: string, keyName: string, check: (key: string) => boolean): Grant {
    const grant = this.#topic(topic).keys.grant(keyName, check);
    if (grant) return grant;
    throw new BrokerError(
      'unauthorized',
      `Unauthorized access to ${topic}: key name or key is wrong. Fetch the connection details again.`,
    );
  }

  /** For listeners: whether any topic knows this key. Which one it opens is looked at when a link is attached. */
  knowsKey(keyName: string, check: (key: string) => boolean): boolean {
    for (const { keys } of this.#topics.values()) if (keys.grant(keyName, check)) return true;
    return false;
  }

  /** A message without an id cannot be settled by @azure/service-bus 7.9.5, so one is given where none came. */
  #nextMessageId(): string {
    this.#lastMessageId += 1;
    return this.#messageIdPrefix + this.#lastMessageId.toString(16).padStart(16, '0');
  }

  #topic(name: string): Topic {
    const topic = this.#topics.get(entityKey(name));
    if (topic) return topic;
    throw new BrokerError('not-found', `The messaging entity ${name} could not be found. Check its name.`);
  }
}

/**
 * A broker's topics, empty. Nothing listens yet: `listen` opens AMQP, `receive` reads in process.
 * @example
 * const bus = createNamespace({ subscriptionDefaults: { lockDurationMs: 30_000 } });
 * bus.createTopic('orders');
 * bus.createSubscription('orders', 'billing');
 * bus.publish('orders', Buffer.from('{"id":7}'), { subject: 'new', ttlMs: 60_000 });
 */
export const createNamespace = (options: NamespaceOptions = {}): Namespace => new Namespace(options);
