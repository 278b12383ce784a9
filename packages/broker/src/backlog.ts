// The messages that wait, in the order in which they are to be delivered: lowest sequence number first.
// Invariant: whatever came back has a lower number than whatever was never taken, so two parts suffice.
import { SequenceHeap } from './sequence-heap.ts';
import type { StoredMessage } from './stored-message.ts';

/** Taken entries are cut off when they make up half of the array: amortised one move per message. */
const compactAfter = 1024;

export class Backlog {
  #fresh: StoredMessage[] = [];
  #freshFrom = 0;
  readonly #returned = new SequenceHeap();
  #bytes = 0;

  get size(): number {
    return this.#fresh.length - this.#freshFrom + this.#returned.size;
  }

  /** What all that wait take in memory. */
  get bytes(): number {
    return this.#bytes;
  }

  /** A message with a number higher than all before. */
  add(message: StoredMessage): void {
    this.#bytes += message.bytes;
    this.#fresh.push(message);
  }

  /** A message that was taken before. */
  giveBack(message: StoredMessage): void {
    this.#bytes += message.bytes;
    this.#returned.add(message);
  }

  take(): StoredMessage | undefined {
    const message = this.#next();
    if (message) this.#bytes -= message.bytes;
    return message;
  }

  /** Takes out all that match, lowest number first. */
  extract(matches: (message: StoredMessage) => boolean): StoredMessage[] {
    const waiting = this.#fresh.slice(this.#freshFrom);
    const out = [...this.#returned.extract(matches), ...waiting.filter(matches)];
    this.#fresh = waiting.filter((message) => !matches(message));
    this.#freshFrom = 0;
    for (const { bytes } of out) this.#bytes -= bytes;
    return out.sort((a, b) => a.sequenceNumber - b.sequenceNumber);
  }

  #next(): StoredMessage | undefined {
    if (this.#returned.size > 0) return this.#returned.take();
    const message = this.#fresh[this.#freshFrom];
    if (message === undefined) return undefined;
    this.#freshFrom += 1;
    if (this.#freshFrom >= compactAfter && this.#freshFrom * 2 >= this.#fresh.length) {
      this.#fresh = this.#fresh.slice(this.#freshFrom);
      this.#freshFrom = 0;
    }
    return message;
  }
}
