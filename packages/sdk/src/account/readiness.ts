// Are the first lists in? Whoever waits is told yes, or why not; a later success counts for those who ask later.
import { failure } from '../explain/failure.ts';
import { SdkError } from '../sdk-error.ts';

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export class Readiness {
  #ready = false;
  /** Why the last attempt failed, where the next one is far or would fail alike: nobody waits for that. */
  #failure: { readonly error: unknown } | null = null;
  readonly #waiting = new Set<Waiting>();

  ready(): void {
    this.#ready = true;
    for (const { resolve } of this.#waiting) resolve();
    this.#waiting.clear();
  }

  failed(error: unknown): void {
    this.#failure = passesByItself(error) ? null : { error };
    for (const { reject } of this.#waiting) reject(error);
    this.#waiting.clear();
  }

  /** No list will come any more. */
  close(error: Error): void {
    this.failed(error);
  }

  /**
   * Rejects with the reason of the last failed attempt, in bad weather with that of the next, which is a minute away at most,
   * or when the signal aborts.
   */
  wait(signal?: AbortSignal): Promise<void> {
    if (this.#ready) return Promise.resolve();
    if (this.#failure !== null) return Promise.reject(this.#failure.error);
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

function passesByItself(error: unknown): boolean {
  return error instanceof SdkError && (error.code === 'unreachable' || error.code === 'login-failed');
}
