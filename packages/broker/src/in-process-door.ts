// The way in for readers without AMQP: leave is asked for, a link is opened, and all can be cut at once.
// Invariant: a link that has ended is held no longer, whoever ended it.
import { BrokerError, keyRotated, type LinkLoss } from './broker-error.ts';
import type { Clock } from './clock.ts';
import type { EntityAddress } from './entity-address.ts';
import { InProcessLink, type ReceiveHandler, type ReceivingLink } from './in-process-link.ts';
import type { MessageQueue } from './message-queue.ts';
import { type Grant, sameKey } from './topic-keys.ts';

/** Where an in-process reader reads, and with which key: what an AMQP client gets as connection details. */
export interface ReceiveDetails {
  readonly topic: string;
  readonly subscription: string;
  readonly keyName: string;
  readonly key: string;
}

/** What there is to read, and who may; both throw a BrokerError where there is nothing or no leave. */
export interface Entities {
  queueAt(address: EntityAddress): MessageQueue;
  grant(topic: string, keyName: string, check: (key: string) => boolean): Grant;
}

/** More than any sensible reader has under way; 500 is what our own uses. */
const maxCredit = 5000;

export class InProcessDoor {
  readonly #entities: Entities;
  readonly #clock: Clock;
  readonly #links = new Set<InProcessLink>();
  #refusing = false;

  constructor(entities: Entities, clock: Clock) {
    this.#entities = entities;
    this.#clock = clock;
  }

  async receive(details: ReceiveDetails, handler: ReceiveHandler, credit: number): Promise<ReceivingLink> {
    if (!Number.isInteger(credit) || credit < 1 || credit > maxCredit)
      throw new BrokerError('bad-request', `Failed to read: a credit of ${credit} is not 1 to ${maxCredit}.`);
    if (this.#refusing) throw new BrokerError('cut', 'Failed to read: the bus takes no connections. Try again later.');
    const { topic, subscription, keyName, key } = details;
    const queue = this.#entities.queueAt({ topic, subscription, deadLetters: false, management: false });
    const grant = this.#entities.grant(topic, keyName, (known) => sameKey(known, key));
    const link = new InProcessLink({
      queue,
      handler,
      credit,
      clock: this.#clock,
      ended: () => {
        undo();
        this.#links.delete(link);
      },
    });
    const undo = grant.onRevoked(() => link.lost(keyRotated(topic)));
    this.#links.add(link);
    queueMicrotask(() => link.start());
    return link;
  }

  cut(loss: LinkLoss): void {
    for (const link of [...this.#links]) link.lost(loss);
  }

  refuse(on: boolean): void {
    this.#refusing = on;
  }
}
