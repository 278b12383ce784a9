// Everything that a queue holds, waiting, locked or deferred, by sequence number, and what it takes in memory.
// Invariant: never more than the limits say; the queue makes room before it adds.
import type { QueueLimits } from './queue-limits.ts';
import type { StoredMessage } from './stored-message.ts';

const nothing = { size: 0, bytes: 0 };

export class HeldMessages {
  readonly #limits: QueueLimits;
  /** In order of arrival. */
  readonly #byNumber = new Map<number, StoredMessage>();
  #bytes = 0;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Whether so much more fits in, now or once those have gone. */
  hasRoomFor(bytes: number, without: { readonly size: number; readonly bytes: number } = nothing): boolean {
    const { maxMessages, maxBytes } = this.#limits;
    return this.#byNumber.size - without.size < maxMessages && this.#bytes - without.bytes + bytes <= maxBytes;
  }

  add(message: StoredMessage): void {
    this.#byNumber.set(message.sequenceNumber, message);
    this.#bytes += message.bytes;
  }

  remove({ sequenceNumber, bytes }: StoredMessage): void {
    if (this.#byNumber.delete(sequenceNumber)) this.#bytes -= bytes;
  }

  /** Those from this number on that have not expired. */
  from(sequenceNumber: number, atMost: number, nowMonotonicMs: number): readonly StoredMessage[] {
    const found: StoredMessage[] = [];
    for (const message of this.#byNumber.values()) {
      if (found.length >= atMost) break;
      if (message.sequenceNumber >= sequenceNumber && message.expiresAtMonotonicMs > nowMonotonicMs)
        found.push(message);
    }
    return found;
  }

  /** When the next one expires; Infinity when none will. */
  nextExpiry(nowMonotonicMs: number): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { expiresAtMonotonicMs: at } of this.#byNumber.values()) if (at > nowMonotonicMs && at < next) next = at;
    return next;
  }
}
