// One topic: its subscriptions, each a queue of its own with dead letters, and its keys.
import { BrokerError, entityDeleted } from './broker-error.ts';
import type { Clock } from './clock.ts';
import { entityKey } from './entity-address.ts';
import { IdleWatch } from './idle-watch.ts';
import { MessageQueue } from './message-queue.ts';
import { deadLetterLimits, type QueueLimits } from './queue-limits.ts';
import type { ReaderWatch } from './reader-round.ts';
import type { MessageContent } from './stored-message.ts';
import { TopicKeys } from './topic-keys.ts';

/** Subscriptions per topic in Service Bus. */
export const maxSubscriptionsPerTopic = 2000;

export interface TopicOptions {
  readonly name: string;
  readonly clock: Clock;
  readonly nextLockId: () => number;
  /** A reader of a subscription came or went. */
  readonly readerChanged: (subscription: string, reader: object, event: 'came' | 'went') => void;
  /** A subscription went because nobody read it. */
  readonly idleDeleted: (subscription: string) => void;
}

interface Subscription {
  readonly name: string;
  readonly queue: MessageQueue;
  readonly idleWatch: IdleWatch | null;
}

export class Topic {
  readonly name: string;
  readonly keys: TopicKeys;
  readonly #options: TopicOptions;
  readonly #subscriptions = new Map<string, Subscription>();

  constructor(options: TopicOptions) {
    this.#options = options;
    this.name = options.name;
    this.keys = new TopicKeys(options.name);
  }

  subscriptionNames(): readonly string[] {
    return [...this.#subscriptions.values()].map(({ name }) => name);
  }

  queue(subscription: string): MessageQueue | undefined {
    return this.#subscriptions.get(entityKey(subscription))?.queue;
  }

  /** For how long nobody has read it; null where that is not watched. */
  idleForMs(subscription: string): number | null {
    return this.#subscriptions.get(entityKey(subscription))?.idleWatch?.idleForMs ?? null;
  }

  /**
   * @param idleForMs for how long nobody had read it before
   * @returns false when there was one already; its limits stay as they are
   */
  add(subscription: string, limits: QueueLimits, idleForMs: number): boolean {
    const key = entityKey(subscription);
    if (this.#subscriptions.has(key)) return false;
    if (this.#subscriptions.size >= maxSubscriptionsPerTopic)
      throw new BrokerError(
        'limit',
        `Failed to add a subscription to ${this.name}: it has ${maxSubscriptionsPerTopic}. Delete one first.`,
      );
    const { clock, nextLockId, idleDeleted, readerChanged } = this.#options;
    const idle = () => {
      this.delete(subscription);
      idleDeleted(subscription);
    };
    const { autoDeleteOnIdleMs: idleMs } = limits;
    const idleWatch = idleMs === null ? null : new IdleWatch({ clock, idleMs, idleForMs, idle });
    const shared = { clock, nextLockId, idleWatch };
    const readerWatch: ReaderWatch = {
      readerCame: (reader) => readerChanged(subscription, reader, 'came'),
      readerWent: (reader) => readerChanged(subscription, reader, 'went'),
    };
    const deadLetters = new MessageQueue({ ...shared, limits: deadLetterLimits(limits), deadLetters: null });
    const queue = new MessageQueue({ ...shared, limits, deadLetters, readerWatch });
    this.#subscriptions.set(key, { name: subscription, queue, idleWatch });
    return true;
  }

  /** A copy of the reference to every subscription; the content itself is shared. */
  publish(content: MessageContent, ttlMs: number | null): number {
    for (const { queue } of this.#subscriptions.values()) queue.enqueue(content, ttlMs);
    return this.#subscriptions.size;
  }

  delete(subscription: string): boolean {
    const found = this.#subscriptions.get(entityKey(subscription));
    if (!found) return false;
    this.#subscriptions.delete(entityKey(subscription));
    const loss = entityDeleted(`${this.name}/Subscriptions/${found.name}`);
    found.queue.close(loss);
    found.queue.deadLetters?.close(loss);
    return true;
  }

  close(): void {
    for (const { name } of [...this.#subscriptions.values()]) this.delete(name);
  }
}
