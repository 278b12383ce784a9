// Reads things when they are due, and plans each anew after its read.
// Invariants: one timer; at most `mostAtOnce` reads wait or fly; nothing is read twice at once; nothing after the signal.
// Bound: one entry for each thing that is planned, about 150 bytes; who plans says how many that are.
import type { Clock, Timer } from '../clock.ts';
import { Parked } from '../governor/parked.ts';

/** Longer waits overflow a timer, which would go off at once; the look that comes then finds nothing due. */
const longestTimerMs = 2 ** 31 - 1;

export interface DueReadsOptions<T> {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly mostAtOnce: number;
  /** When it is to be read, as known now; null when it is not to be. */
  readonly dueAtMs: (entry: T) => number | null;
  readonly read: (entry: T) => Promise<void>;
  /** Told why `read` rejected, before `dueAtMs` is asked. */
  readonly failed: (entry: T, cause: unknown) => void;
}

export class DueReads<T> {
  readonly #options: DueReadsOptions<T>;
  readonly #planned = new Parked<T>();
  readonly #flying = new Map<T, Promise<void>>();
  #timer: Timer | null = null;

  constructor(options: DueReadsOptions<T>) {
    this.#options = options;
  }

  /** Takes one in, or plans it anew. What is being read is planned when it has been. */
  plan(entry: T): void {
    this.#planned.remove(entry);
    if (this.#flying.has(entry) || this.#options.signal.aborted) return;
    const atMs = this.#options.dueAtMs(entry);
    if (atMs !== null) this.#planned.add(entry, atMs);
  }

  /** To be called after the last `plan` of a batch: reads what is due now, and waits for what comes next. */
  go(): void {
    this.#clearTimer();
    const { clock, signal, mostAtOnce } = this.#options;
    if (signal.aborted) return;
    const nowMs = clock.nowMs();
    while (this.#flying.size < mostAtOnce) {
      const entry = this.#planned.wake(nowMs);
      if (entry === null) break;
      this.#flying.set(entry, this.#read(entry));
    }
    const nextMs = this.#planned.nextAtMs();
    if (nextMs === null || this.#flying.size >= mostAtOnce) return;
    this.#timer = clock.setTimer(() => this.go(), Math.min(Math.max(1, Math.ceil(nextMs - nowMs)), longestTimerMs));
  }

  /** To be called when the signal has aborted: no timer is left. Resolves when what flies has been read or has failed. */
  async close(): Promise<void> {
    this.#clearTimer();
    await Promise.all(this.#flying.values());
  }

  #clearTimer(): void {
    if (this.#timer !== null) this.#options.clock.clearTimer(this.#timer);
    this.#timer = null;
  }

  async #read(entry: T): Promise<void> {
    try {
      await this.#options.read(entry);
    } catch (cause) {
      this.#options.failed(entry, cause);
    } finally {
      this.#flying.delete(entry);
    }
    this.plan(entry);
    this.go();
  }
}
