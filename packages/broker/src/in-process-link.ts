// A reader without AMQP: same locks, settlement and redelivery, by promises and the injected clock alone.
import type { LinkLoss } from './broker-error.ts';
import type { Clock, Timer } from './clock.ts';
import type { Consumer, Delivery } from './consumer.ts';
import type { MessageQueue } from './message-queue.ts';

/** A message as a reader sees it. */
export interface ReceivedMessage {
  readonly body: Uint8Array;
  /** Rises by one per message of a subscription. */
  readonly sequenceNumber: number;
  readonly enqueuedAtMs: number;
  /** 0 at the first delivery. */
  readonly deliveryCount: number;
}

/** Done with, or to be delivered again at once and counted as a failure. */
export type Settlement = 'complete' | 'abandon';

/** An in-process reader, as its caller writes it. */
export interface ReceiveHandler {
  /** Called in order of arrival. The message is settled as the promise says; a rejection abandons it. */
  message(message: ReceivedMessage): Promise<Settlement>;
  /** Called at most once, never after `close()`. */
  lost(loss: LinkLoss): void;
}

/** An in-process reader's hold on its subscription. */
export interface ReceivingLink {
  /** Stops delivery, lets messages under way be settled (at most 5 s), closes. Never rejects. */
  close(): Promise<void>;
}

const settleWithinMs = 5000;

export interface InProcessLinkOptions {
  readonly queue: MessageQueue;
  readonly handler: ReceiveHandler;
  readonly credit: number;
  readonly clock: Clock;
  /** The link has ended, for whatever reason. Called once. */
  readonly ended: () => void;
}

export class InProcessLink implements Consumer, ReceivingLink {
  readonly mode = 'peek-lock';
  readonly #options: InProcessLinkOptions;
  /** Closing links take nothing new but still settle; ended ones do neither. */
  #state: 'open' | 'closing' | 'ended' = 'open';
  /** Delivered and not settled; at most `credit`. */
  #underWay = 0;
  #closed: Promise<void> | undefined;
  #settledAll: (() => void) | undefined;

  constructor(options: InProcessLinkOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#state === 'open') this.#options.queue.attach(this);
  }

  demand(): number {
    return this.#state === 'open' ? this.#options.credit - this.#underWay : 0;
  }

  deliver(delivery: Delivery): void {
    if (delivery.kind === 'deleted') return;
    this.#underWay += 1;
    const { message, lock } = delivery;
    const received = {
      body: message.content.body,
      sequenceNumber: message.sequenceNumber,
      enqueuedAtMs: message.enqueuedAtMs,
      deliveryCount: message.deliveryCount,
    };
    // The handler runs after the publisher's own turn, and what it throws reaches nobody but this link.
    void Promise.resolve()
      .then(() => this.#options.handler.message(received))
      .catch((): Settlement => 'abandon')
      .then((settlement) => this.#settle(lock.id, settlement));
  }

  lost(loss: LinkLoss): void {
    if (this.#state === 'ended') return;
    const asked = this.#state === 'closing';
    this.#end();
    if (!asked) this.#options.handler.lost(loss);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    if (this.#state === 'ended') return;
    this.#state = 'closing';
    if (this.#underWay > 0) await this.#settledOrLate();
    this.#end();
  }

  #settledOrLate(): Promise<void> {
    const { clock } = this.#options;
    return new Promise((resolve) => {
      const timer: Timer = clock.setTimer(() => done(), settleWithinMs);
      const done = () => {
        clock.clearTimer(timer);
        this.#settledAll = undefined;
        resolve();
      };
      this.#settledAll = done;
    });
  }

  #settle(lockId: number, settlement: Settlement): void {
    this.#underWay -= 1;
    if (this.#state !== 'ended') {
      // A lost lock needs no answer here: the message was or will be delivered again.
      if (settlement === 'complete') this.#options.queue.complete(lockId);
      else this.#options.queue.abandon(lockId);
    }
    if (this.#underWay === 0) this.#settledAll?.();
    if (this.#state === 'open') this.#options.queue.distribute();
  }

  #end(): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    this.#options.queue.detach(this);
    this.#settledAll?.();
    this.#options.ended();
  }
}
