// A client's receiving link: hands messages out within its credit and settles as the client says.
// Invariant: what rhea holds unsettled is in `#unsettled`, at most `maxUnsettledPerLink`.
import rhea, { type EventContext } from 'rhea';
import type { LinkLoss } from '../broker-error.ts';
import type { Consumer, Delivery } from '../consumer.ts';
import type { MessageQueue } from '../message-queue.ts';
import { type DeadLetterReason, toldReason } from '../stored-message.ts';
import { CreditedSender } from './credited-sender.ts';
import { encodeMessage } from './encode-message.ts';
import { lockTag } from './lock-token.ts';
import type { Outbox } from './outbox.ts';
import type { RheaConnection, RheaSender, SentDelivery } from './rhea-types.ts';

const { message: codec } = rhea;

export interface DeliveryLinkOptions {
  readonly sender: RheaSender;
  readonly connection: RheaConnection;
  readonly queue: MessageQueue;
  readonly lockPrefix: Uint8Array;
  readonly outbox: Outbox;
  readonly maxUnsettled: number;
}

interface Unsettled {
  readonly lockId: number;
  readonly delivery: SentDelivery;
}

export class DeliveryLink implements Consumer {
  readonly mode: Consumer['mode'];
  readonly #options: DeliveryLinkOptions;
  readonly #out: CreditedSender;
  readonly #unsettled = new Map<number, Unsettled>();
  #open = true;
  /** `wanted`: the client asked for its credit back. `given`: we said so, and rhea is about to. */
  #drain: 'no' | 'wanted' | 'given' = 'no';
  #stopWaiting = () => {};

  constructor(options: DeliveryLinkOptions) {
    const { sender } = options;
    this.#options = options;
    this.#out = new CreditedSender(sender, options.outbox, this.#resume);
    this.mode = sender.snd_settle_mode === 1 ? 'receive-and-delete' : 'peek-lock';
    // rhea has taken the drained credit away by the time of the link's next flow.
    sender.on('sender_flow', () => {
      if (this.#drain === 'given') this.#drain = 'no';
    });
    sender.on('sender_draining', () => {
      this.#drain = 'wanted';
    });
    const { queue } = options;
    const on = (answer: OutcomeName, apply: Outcome['apply']) =>
      sender.on(answer, (context: EventContext) => this.#settle(context, { apply, answer }));
    on('accepted', (lockId) => queue.complete(lockId));
    on('released', (lockId) => queue.abandon(lockId));
    on('modified', (lockId, context) => (isDeferral(context) ? queue.defer(lockId) : queue.abandon(lockId)));
    on('rejected', (lockId, context) => queue.deadLetter(lockId, reasonOf(context)));
    sender.on('settled', (context) => this.#settledWithoutOutcome(context));
  }

  start(): void {
    this.#options.queue.attach(this);
  }

  demand(): number {
    if (!this.#open || this.#drain === 'given') return 0;
    const room = this.#options.maxUnsettled - this.#unsettled.size;
    const available = Math.min(this.#out.available(), room);
    if (available <= 0 || !this.#options.outbox.isFull()) return available;
    // A slow reader: go on when it has taken what it was given.
    this.#stopWaiting = this.#options.outbox.whenRoom(this.#resume);
    return 0;
  }

  deliver(delivery: Delivery): void {
    if (delivery.kind === 'deleted') {
      this.#out.send(encodeMessage(delivery.message, { lockedUntilMs: null }), undefined).settled = true;
      return;
    }
    const { message, lock } = delivery;
    const tag = lockTag(this.#options.lockPrefix, lock.id);
    const sent = this.#out.send(encodeMessage(message, lock), tag);
    this.#unsettled.set(sent.id, { lockId: lock.id, delivery: sent });
  }

  /** The client may have given credit, or opened its window. */
  flowed(): void {
    // Asking the queue costs a look at each of its readers: not for a link that can take nothing.
    if (this.demand() > 0) this.#options.queue.distribute();
    if (this.#drain === 'wanted') process.nextTick(() => this.#finishDrain());
  }

  /** Ends the link with an error that the client sees. */
  lost({ condition, message }: LinkLoss): void {
    if (!this.#open) return;
    this.#options.sender.close({ condition, description: message });
    this.ended();
  }

  /** The link is gone: its messages stay locked as the queue says, its places in rhea's ring are freed. */
  ended(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#stopWaiting();
    const held = [...this.#unsettled.values()];
    this.#unsettled.clear();
    this.#freeSent(held);
    // What was handed over in this very turn goes out in the next; its place must not be freed before.
    setImmediate(() => this.#freeSent(held));
    this.#options.queue.detach(this);
  }

  readonly #resume = (): void => {
    if (this.#open) this.#options.queue.distribute();
  };

  #freeSent(held: readonly Unsettled[]): void {
    for (const { delivery } of held) if (this.#out.hasSent(delivery)) free(delivery);
  }

  #finishDrain(): void {
    if (!this.#open || this.#drain !== 'wanted') return;
    // What was handed over goes first; a client's closed window delays the answer until it opens.
    if (this.#out.pending() > 0) return;
    this.#drain = 'given';
    this.#options.sender.set_drained(true);
    this.#options.connection._register();
  }

  #settle(context: EventContext, { apply, answer }: Outcome): void {
    const held = this.#take(context);
    if (!held) return;
    const { delivery, lockId } = held;
    const settled = apply(lockId, context);
    delivery.update(
      true,
      settled ? outcomes[answer]({}).described() : outcomes.rejected({ error: lockLost }).described(),
    );
    free(delivery);
    this.#options.queue.distribute();
  }

  /** Settled by the client with no outcome: it wants to hear no more; the lock runs out by itself. */
  #settledWithoutOutcome(context: EventContext): void {
    const held = this.#take(context);
    if (held) free(held.delivery);
  }

  #take({ delivery }: EventContext): Unsettled | undefined {
    const held = delivery ? this.#unsettled.get(delivery.id) : undefined;
    if (held) this.#unsettled.delete(held.delivery.id);
    return held;
  }
}

const lockLost = {
  condition: 'com.microsoft:message-lock-lost',
  description: 'The lock supplied is invalid. Either the lock expired, or the message was already settled.',
};

/** In second-settle mode the client never settles after us, and rhea would keep the place for ever. */
function free(delivery: SentDelivery): void {
  delivery.settled = true;
  delivery.remote_settled = true;
}

type OutcomeName = 'accepted' | 'released' | 'modified' | 'rejected';

interface Outcome {
  readonly apply: (lockId: number, context: EventContext) => boolean;
  /** Ours is made anew: the client's own may hold what cannot be written. */
  readonly answer: OutcomeName;
}

const outcomes = codec as unknown as Record<OutcomeName, (fields: object) => { described(): unknown }>;

const isDeferral = ({ delivery }: EventContext): boolean => delivery?.remote_state?.['undeliverable_here'] === true;

function reasonOf({ delivery }: EventContext): DeadLetterReason {
  const error: unknown = delivery?.remote_state?.['error'];
  const { condition, description, info } = fieldsOf(error);
  const { DeadLetterReason: reason, DeadLetterErrorDescription: details } = fieldsOf(info);
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  return toldReason(text(reason) ?? text(condition) ?? 'rejected', text(details) ?? text(description));
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
