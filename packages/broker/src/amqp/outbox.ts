// What one connection still has to write: what waits for credit, what rhea was handed and has not sent, and what the
// socket has not taken. Invariant: deliveries stop at `maxBufferedBytes`, so a client that makes it `mostBytes` by
// whatever else it asks for does not read, and is ended.
import type { Duplex } from 'node:stream';

export interface OutboxOptions {
  readonly stream: Duplex;
  readonly maxBufferedBytes: number;
  /** The largest message with what goes with it. */
  readonly largestBytes: number;
  /** The bound is broken; called once. */
  readonly overflowed: () => void;
}

/** What hands messages to rhea. */
export interface Handing {
  /** Whether it still holds any that rhea has not written; says by `gone` what was. */
  isHolding(): boolean;
}

export class Outbox {
  readonly #options: OutboxOptions;
  /** Half for deliveries, which go one message beyond it, half for answers and all other frames. */
  readonly #mostBytes: number;
  /** Those that may have something unwritten; bounded by the links that handed something over in this turn. */
  readonly #handing = new Set<Handing>();
  /** At most one for each link. */
  readonly #waiting = new Set<() => void>();
  #heldBytes = 0;
  #overflowed = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#mostBytes = 2 * options.maxBufferedBytes + options.largestBytes;
    options.stream.on('drain', () => this.#tellWaiting());
  }

  bytes(): number {
    return this.#heldBytes + this.#options.stream.writableLength;
  }

  /** Whether deliveries must wait. */
  isFull(): boolean {
    const { stream, maxBufferedBytes } = this.#options;
    // Below its own mark a stream does not say when it has room again.
    return this.bytes() > Math.max(maxBufferedBytes, stream.writableHighWaterMark);
  }

  /** Bytes that are held until `gone` says otherwise. */
  hold(bytes: number): void {
    this.#heldBytes += bytes;
  }

  gone(bytes: number): void {
    this.#heldBytes -= bytes;
    this.#tellWaiting();
  }

  /** It has begun to hand something over. */
  handed(handing: Handing): void {
    this.#handing.add(handing);
  }

  /** Call it when rhea has written what it could. */
  written(): void {
    for (const handing of this.#handing) if (!handing.isHolding()) this.#handing.delete(handing);
    this.check();
  }

  /** Call it when something was added that does not wait for room. */
  check(): void {
    if (this.#overflowed || this.bytes() <= this.#mostBytes) return;
    this.#overflowed = true;
    this.#options.overflowed();
  }

  /** Calls back when there is room again, in a later turn; @returns its undo. */
  whenRoom(again: () => void): () => void {
    this.#waiting.add(again);
    return () => this.#waiting.delete(again);
  }

  #tellWaiting(): void {
    if (this.#waiting.size === 0 || this.isFull()) return;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    process.nextTick(() => {
      for (const again of waiting) again();
    });
  }
}
