// The peek-locks of one queue. All locks last equally long, so the order of granting is the order of ending and one
// timer for the first suffices. Bounded by the queue: a lock per held message.
import type { Clock, Timer } from './clock.ts';
import type { StoredMessage } from './stored-message.ts';

export interface Lock {
  /** Unique in the namespace. */
  readonly id: number;
  readonly message: StoredMessage;
  readonly holder: object;
  /** Wall time, for the holder to read. */
  lockedUntilMs: number;
  endsAtMonotonicMs: number;
}

export interface LockTableOptions {
  readonly clock: Clock;
  readonly durationMs: number;
  readonly nextId: () => number;
  /** Called for each lock that ran out, after it was removed. */
  readonly ended: (locks: readonly Lock[]) => void;
}

export class LockTable {
  readonly #options: LockTableOptions;
  readonly #locks = new Map<number, Lock>();
  #timer: Timer | undefined;

  constructor(options: LockTableOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#locks.size;
  }

  grant(message: StoredMessage, holder: object): Lock {
    const { clock, durationMs, nextId } = this.#options;
    const lock: Lock = {
      id: nextId(),
      message,
      holder,
      lockedUntilMs: clock.nowMs() + durationMs,
      endsAtMonotonicMs: clock.monotonicMs() + durationMs,
    };
    this.#locks.set(lock.id, lock);
    this.#arm();
    return lock;
  }

  /** Ends a lock that still holds; undefined when it does not. */
  release(id: number): Lock | undefined {
    const lock = this.#held(id);
    if (lock) this.#locks.delete(id);
    return lock;
  }

  renew(id: number): Lock | undefined {
    const lock = this.#held(id);
    if (!lock) return undefined;
    const { clock, durationMs } = this.#options;
    lock.lockedUntilMs = clock.nowMs() + durationMs;
    lock.endsAtMonotonicMs = clock.monotonicMs() + durationMs;
    this.#locks.delete(id);
    this.#locks.set(id, lock);
    return lock;
  }

  releaseAllOf(holder: object): Lock[] {
    const held = [...this.#locks.values()].filter((lock) => lock.holder === holder);
    for (const lock of held) this.#locks.delete(lock.id);
    return held;
  }

  stop(): void {
    if (this.#timer !== undefined) this.#options.clock.clearTimer(this.#timer);
    this.#timer = undefined;
    this.#locks.clear();
  }

  /** A lock that ran out a moment before its timer fires is lost all the same. */
  #held(id: number): Lock | undefined {
    const lock = this.#locks.get(id);
    return lock && lock.endsAtMonotonicMs > this.#options.clock.monotonicMs() ? lock : undefined;
  }

  #arm(): void {
    if (this.#timer !== undefined) return;
    const [first] = this.#locks.values();
    if (!first) return;
    const { clock } = this.#options;
    const delayMs = Math.max(0, Math.ceil(first.endsAtMonotonicMs - clock.monotonicMs()));
    this.#timer = clock.setTimer(() => this.#expire(), delayMs);
  }

  #expire(): void {
    this.#timer = undefined;
    const nowMs = this.#options.clock.monotonicMs();
    const ended: Lock[] = [];
    for (const lock of this.#locks.values()) {
      if (lock.endsAtMonotonicMs > nowMs) break;
      ended.push(lock);
    }
    for (const lock of ended) this.#locks.delete(lock.id);
    this.#arm();
    if (ended.length > 0) this.#options.ended(ended);
  }
}
