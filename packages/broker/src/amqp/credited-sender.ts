// A rhea sender that is never given more than its credit and the peer's window. rhea takes both off when it writes, a
// turn later, and a delivery that cannot go out holds up every other link of its session. So nothing stays behind:
// what is handed over in one turn is written in the next.
import type { Handing, Outbox } from './outbox.ts';
import type { RheaSender, SentDelivery } from './rhea-types.ts';

export class CreditedSender implements Handing {
  readonly sender: RheaSender;
  readonly #outbox: Outbox;
  /** Ids handed to rhea that may not have gone out yet; at most the credit, cleared as they go. */
  #handed: { readonly id: number; readonly bytes: number }[] = [];

  /** @param attached called once our attach is written, when `available()` may have grown */
  constructor(sender: RheaSender, outbox: Outbox, attached: () => void) {
    this.sender = sender;
    this.#outbox = outbox;
    // rhea writes in the next turn, and asked for that turn before we do.
    process.nextTick(attached);
  }

  /** Deliveries that may be handed over now. */
  available(): number {
    const { credit, session, state } = this.sender;
    const { outgoing } = session;
    // rhea writes transfers before attaches: a client that sends attach and flow in one go would get a message first.
    if (state.open_requests > 0) return 0;
    const unsent = outgoing.next_delivery_id - outgoing.next_pending_delivery;
    // Not a number until the peer's first flow, which is also when the first credit comes.
    const window = outgoing.transfer_window() || 0;
    return Math.min(credit - this.pending(), outgoing.available(), window - unsent);
  }

  /** Deliveries that rhea has and has not written. */
  pending(): number {
    const [first] = this.#handed;
    const next = this.sender.session.outgoing.next_pending_delivery;
    if (first !== undefined && first.id < next) this.#writtenBefore(next);
    return this.#handed.length;
  }

  isHolding(): boolean {
    // With the session goes what it had.
    if (this.sender.session.is_closed()) this.#writtenBefore(Number.POSITIVE_INFINITY);
    return this.pending() > 0;
  }

  /** Whether rhea has written this delivery. */
  hasSent({ id }: SentDelivery): boolean {
    return id < this.sender.session.outgoing.next_pending_delivery;
  }

  send(encoded: Buffer, tag: Buffer | undefined): SentDelivery {
    // Format 0 is AMQP's own: with it rhea takes the bytes as they are.
    const delivery = this.sender.send(encoded, tag, 0) as SentDelivery;
    if (this.#handed.length === 0) this.#outbox.handed(this);
    this.#handed.push({ id: delivery.id, bytes: encoded.length });
    this.#outbox.hold(encoded.length);
    return delivery;
  }

  #writtenBefore(next: number): void {
    const written = this.#handed.filter(({ id }) => id < next);
    // A part only when the peer's window was closed half-way.
    this.#handed = written.length === this.#handed.length ? [] : this.#handed.slice(written.length);
    this.#outbox.gone(written.reduce((sum, { bytes }) => sum + bytes, 0));
  }
}
