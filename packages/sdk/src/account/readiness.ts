// Are the first lists in? Whoever waits is told yes, or why not; a later success counts for those who ask later.
import { failure } from '../explain/failure.ts';

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export class Readiness {
  readonly #onWait: (nextMs: number) => void;
  #ready = false;
  /** When the lists are asked for again, until somebody who waits for that was told of. */
  #nextMs: number | null = null;
  #closed: Error | null = null;
  readonly #waiting = new Set<Waiting>();

  /** @param onWait somebody begins to wait for the next attempt, told once for each attempt that failed */
  constructor(onWait: (nextMs: number) => void) {
    this.#onWait = onWait;
  }

  ready(): void {
    this.#ready = true;
    for (const { resolve } of this.#waiting) resolve();
    this.#waiting.clear();
  }

  failed(error: unknown, nextMs: number | null = null): void {
    this.#nextMs = nextMs;
    for (const { reject } of this.#waiting) reject(error);
    this.#waiting.clear();
  }

  /** No list will come any more. */
  close(error: Error): void {
    this.#closed = error;
    this.failed(error);
  }

  /** Rejects with the reason of the next failed attempt, or when the signal aborts. */
  wait(signal?: AbortSignal): Promise<void> {
    if (this.#ready) return Promise.resolve();
    if (this.#closed !== null) return Promise.reject(this.#closed);
    if (this.#nextMs !== null && !signal?.aborted) {
      this.#onWait(this.#nextMs);
      this.#nextMs = null;
    }
    return new Promise((resolve, reject) => {
      const leave = (): void => signal?.removeEventListener('abort', cancel);
      const waiting: Waiting = {
        resolve() {
          leave();
          resolve();
        },
        reject(error) {
          leave();
          reject(error);
        },
      };
      this.#waiting.add(waiting);
      const cancel = (): void => {
        this.#waiting.delete(waiting);
        reject(failure('wait for the first lists', 'cancelled'));
      };
      if (signal?.aborted) cancel();
      else signal?.addEventListener('abort', cancel, { once: true });
    });
  }
}
