// The ways in which a message leaves a queue: done with, dropped, expired, or buried among the dead letters.
// Invariant: whatever leaves is no longer held, and is counted once.
import type { HeldMessages } from './held-messages.ts';
import type { Tally } from './queue-counters.ts';
import type { QueueLimits } from './queue-limits.ts';
import { type DeadLetterReason, deadLettered, type MessageContent, type StoredMessage } from './stored-message.ts';

export interface DeparturesOptions {
  readonly limits: QueueLimits;
  readonly held: HeldMessages;
  readonly tally: Tally;
  /** Null in the dead-letter sub-queue itself: there what would be buried is dropped. */
  readonly deadLetters: { enqueue(content: MessageContent): void } | null;
}

export class Departures {
  readonly #options: DeparturesOptions;

  constructor(options: DeparturesOptions) {
    this.#options = options;
  }

  complete(message: StoredMessage): void {
    this.#options.held.remove(message);
    this.#options.tally.completed += 1;
  }

  drop(message: StoredMessage): void {
    this.#options.held.remove(message);
    this.#options.tally.dropped += 1;
  }

  expire(message: StoredMessage): void {
    if (this.#options.limits.deadLetterExpired) this.bury(message, { reason: 'TTLExpiredException' });
    else this.drop(message);
  }

  /** To make room for a newer one. */
  overflow(message: StoredMessage): void {
    if (this.#options.limits.overflow === 'dead-letter-oldest') this.bury(message, { reason: 'QueueFull' });
    else this.drop(message);
  }

  bury(message: StoredMessage, why: DeadLetterReason): void {
    const { held, tally, deadLetters } = this.#options;
    if (deadLetters === null) {
      this.drop(message);
      return;
    }
    held.remove(message);
    tally.deadLettered += 1;
    deadLetters.enqueue(deadLettered(message.content, why));
  }
}
