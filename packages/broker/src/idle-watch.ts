// Notices that nobody has read a subscription for a time. Reading is: having a link open (with or without messages),
// peeking, renewing a lock, asking for a deferred message; its dead letters count as well. Publishing does not.
import type { Clock, Timer } from './clock.ts';

export interface IdleWatchOptions {
  readonly clock: Clock;
  readonly idleMs: number;
  /** For how long nobody had read it before. @default 0 */
  readonly idleForMs?: number;
  /** Called once; the watch is over. */
  readonly idle: () => void;
}

/** setTimeout ends at 2^31 ms; a longer wait is taken in steps. */
const longestWaitMs = 2_000_000_000;

export class IdleWatch {
  readonly #options: IdleWatchOptions;
  #readers = 0;
  #lastUsedMonotonicMs: number;
  #timer: Timer | undefined;

  constructor(options: IdleWatchOptions) {
    this.#options = options;
    this.#lastUsedMonotonicMs = options.clock.monotonicMs() - (options.idleForMs ?? 0);
    this.#wait();
  }

  /** For how long nobody has read it; 0 while a link is open. */
  get idleForMs(): number {
    return this.#readers > 0 ? 0 : this.#options.clock.monotonicMs() - this.#lastUsedMonotonicMs;
  }

  /** A reader has opened a link. */
  readerCame(): void {
    this.#readers += 1;
    this.stop();
  }

  readerWent(): void {
    this.#readers -= 1;
    this.used();
    if (this.#readers === 0) this.#wait();
  }

  /** Somebody read without a link of its own; costs no timer, since the one that is set looks again when it wakes. */
  used(): void {
    this.#lastUsedMonotonicMs = this.#options.clock.monotonicMs();
  }

  stop(): void {
    if (this.#timer !== undefined) this.#options.clock.clearTimer(this.#timer);
    this.#timer = undefined;
  }

  #wait(): void {
    const { clock, idleMs, idle } = this.#options;
    const leftMs = this.#lastUsedMonotonicMs + idleMs - clock.monotonicMs();
    const wake = () => {
      this.#timer = undefined;
      if (this.#lastUsedMonotonicMs + idleMs > clock.monotonicMs()) this.#wait();
      else idle();
    };
    this.#timer = clock.setTimer(wake, Math.min(Math.max(0, Math.ceil(leftMs)), longestWaitMs));
  }
}
