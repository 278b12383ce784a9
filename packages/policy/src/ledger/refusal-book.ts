// What the cloud refused or failed to answer, and how long that asks for quiet.
// Invariant: a pause is only ever lengthened; the tries of one call, and the failures of one read, are forgotten when it
// succeeds or after 10 minutes.
import { backoff } from '../backoff.ts';

/** Tries that can still be told apart. At 9.9/s with every call failing, 10 minutes fill 5,940; 8,192 × 150 bytes = 1.2 MB. */
const maxChains = 8192;

export interface Chain {
  /** Tries that were answered. */
  readonly tries: number;
  readonly failedAtMs: number;
}

export class RefusalBook {
  pausedFromMs = Number.NEGATIVE_INFINITY;
  pausedUntilMs = Number.NEGATIVE_INFINITY;
  readonly #chains = new Map<string, Chain>();

  get size(): number {
    return this.#chains.size;
  }

  pause(answeredAtMs: number, retryAfterMs: number): void {
    if (answeredAtMs >= this.pausedUntilMs) this.pausedFromMs = answeredAtMs;
    this.pausedUntilMs = Math.max(this.pausedUntilMs, answeredAtMs + retryAfterMs);
  }

  /** A try of the call or of the read `key` failed, by its own count the try number `attempt`. */
  failed(key: string, attempt: number, failedAtMs: number): void {
    const before = this.chain(key, failedAtMs);
    this.#chains.delete(key);
    this.#chains.set(key, {
      tries: Math.max(attempt, (before?.tries ?? 0) + 1),
      failedAtMs: Math.max(failedAtMs, before?.failedAtMs ?? failedAtMs),
    });
    for (const [oldest, chain] of this.#chains) {
      if (this.#chains.size <= maxChains && chain.failedAtMs >= failedAtMs - backoff.forgottenMs) break;
      this.#chains.delete(oldest);
    }
  }

  /** A call that had left at `sentAtMs` succeeded, or began anew: what failed later stays failed. */
  unsay(key: string, sentAtMs: number): void {
    const chain = this.#chains.get(key);
    if (chain !== undefined && chain.failedAtMs <= sentAtMs) this.#chains.delete(key);
  }

  chain(key: string, nowMs: number): Chain | undefined {
    const chain = this.#chains.get(key);
    return chain !== undefined && nowMs - chain.failedAtMs <= backoff.forgottenMs ? chain : undefined;
  }

  /** The clock went back: what was refused was refused at the latest now. */
  capAt(atMs: number): void {
    const ahead = Math.max(0, this.pausedFromMs - atMs);
    this.pausedFromMs -= ahead;
    this.pausedUntilMs -= ahead;
    for (const [key, chain] of this.#chains) {
      this.#chains.set(key, { tries: chain.tries, failedAtMs: Math.min(chain.failedAtMs, atMs) });
    }
  }

  copy(): RefusalBook {
    const twin = new RefusalBook();
    twin.pausedFromMs = this.pausedFromMs;
    twin.pausedUntilMs = this.pausedUntilMs;
    for (const [key, chain] of this.#chains) twin.#chains.set(key, chain);
    return twin;
  }
}
