// Lets the world's time pass with one timer on the injected clock, set for whoever is due first.
// Invariant: stopped means that no timer is pending.
import type { Clock } from '../contract.ts';
import { WakeQueue } from './wake-queue.ts';
import type { WorldTime } from './world-time.ts';

/** Timers of the platform hold 31 bits of milliseconds. */
const longestDelayMs = 2 ** 31 - 1;

export class Scheduler {
  readonly #clock: Clock;
  readonly #time: WorldTime;
  readonly #queue: WakeQueue;
  readonly #wake: (member: number, nowMs: number) => number;
  #timer: unknown = null;
  #timerDueMs = Number.POSITIVE_INFINITY;
  #running = false;
  #busy = false;

  /** @param wake does what is due for a member and says when it is due again, later than now */
  constructor(clock: Clock, time: WorldTime, members: number, wake: (member: number, nowMs: number) => number) {
    this.#clock = clock;
    this.#time = time;
    this.#queue = new WakeQueue(members);
    this.#wake = wake;
  }

  /** A member is due at another time than announced. */
  set(member: number, dueMs: number): void {
    this.#queue.set(member, dueMs);
    if (this.#running && !this.#busy && this.#queue.firstDueMs !== this.#timerDueMs) this.#arm();
  }

  start(): void {
    this.#running = true;
    this.#arm();
  }

  stop(): void {
    this.#running = false;
    this.#disarm();
  }

  #arm(): void {
    this.#disarm();
    const dueMs = this.#queue.firstDueMs;
    if (dueMs === Number.POSITIVE_INFINITY) return;
    this.#timerDueMs = dueMs;
    const delayMs = Math.min(longestDelayMs, Math.max(0, dueMs - this.#time.nowMs()));
    this.#timer = this.#clock.setTimer(() => this.#run(), delayMs);
  }

  #disarm(): void {
    if (this.#timer !== null) this.#clock.clearTimer(this.#timer);
    this.#timer = null;
    this.#timerDueMs = Number.POSITIVE_INFINITY;
  }

  #run(): void {
    this.#timer = null;
    this.#busy = true;
    try {
      const nowMs = this.#time.nowMs();
      while (this.#queue.firstDueMs <= nowMs) {
        const member = this.#queue.first;
        // A saved world that contradicts itself may have something due that never gets done: it costs time, and no hang.
        this.#queue.set(member, Math.max(nowMs + 1, this.#wake(member, nowMs)));
      }
    } finally {
      this.#busy = false;
      if (this.#running) this.#arm();
    }
  }
}
