// What the cloud refused or failed to answer, and how long that asks for quiet.
// Invariant: a pause is only ever lengthened; the tries of one call, and the failures of one read, are forgotten when it
// succeeds or after 10 minutes, and not before the time has come at which it did.
import { backoff } from '../backoff.ts';
import { dropOldest } from '../oldest-first.ts';
import { type Name, nameOf } from './name.ts';
import { Spans } from './spans.ts';

/** Tries that can still be told apart. At 9.9/s with every call failing, 10 minutes fill 5,940; 8,192 × 170 bytes = 1.4 MB. */
const maxChains = 8192;
const never = Number.POSITIVE_INFINITY;

export interface Chain {
  /** Tries that were answered. */
  readonly tries: number;
  readonly failedAtMs: number;
  /** When it succeeded after all; infinity until it does. */
  readonly overAtMs: number;
}

export class RefusalBook {
  readonly pauses: Spans;
  readonly #chains = new Map<Name, Chain>();
  /** Chains that did not succeed yet. */
  #failing = 0;
  #latestOverMs = Number.NEGATIVE_INFINITY;

  constructor(pauses = new Spans()) {
    this.pauses = pauses;
  }

  get size(): number {
    return this.#chains.size;
  }

  /** True when every call that failed has succeeded by now, so that none need be looked up. */
  allSucceeded(nowMs: number): boolean {
    return this.#failing === 0 && nowMs >= this.#latestOverMs;
  }

  /** A try of the call or of the read `key` failed, by its own count the try number `attempt`. */
  failed(key: string, attempt: number, failedAtMs: number): void {
    const before = this.chain(key, failedAtMs);
    const name = nameOf(key);
    this.#forget(name);
    this.#chains.set(name, {
      tries: Math.max(attempt, (before?.tries ?? 0) + 1),
      failedAtMs: Math.max(failedAtMs, before?.failedAtMs ?? failedAtMs),
      overAtMs: never,
    });
    this.#failing += 1;
    dropOldest(this.#chains, maxChains, (oldest) => this.#forget(oldest));
  }

  /** @param sentAtMs When the call that succeeded had left: what failed later stays failed. */
  succeeded(key: string, atMs: number, sentAtMs: number): void {
    if (this.#chains.size === 0) return;
    const name = nameOf(key);
    const chain = this.#chains.get(name);
    if (chain === undefined || chain.failedAtMs > sentAtMs || chain.overAtMs <= atMs) return;
    if (chain.overAtMs === never) this.#failing -= 1;
    this.#latestOverMs = Math.max(this.#latestOverMs, atMs);
    this.#chains.set(name, { ...chain, overAtMs: atMs });
  }

  chain(key: string, nowMs: number): Chain | undefined {
    const chain = this.#chains.get(nameOf(key));
    return chain !== undefined && chain.overAtMs > nowMs && nowMs - chain.failedAtMs <= backoff.forgottenMs
      ? chain
      : undefined;
  }

  /** The clock went back: what was refused was refused at the latest now. */
  capAt(atMs: number): void {
    this.pauses.capAt(atMs);
    this.#latestOverMs = Math.min(this.#latestOverMs, atMs);
    for (const [key, { tries, failedAtMs, overAtMs }] of this.#chains) {
      this.#chains.set(key, {
        tries,
        failedAtMs: Math.min(failedAtMs, atMs),
        overAtMs: overAtMs === never ? never : Math.min(overAtMs, atMs),
      });
    }
  }

  copy(): RefusalBook {
    const twin = new RefusalBook(this.pauses.copy());
    twin.#failing = this.#failing;
    twin.#latestOverMs = this.#latestOverMs;
    for (const [key, chain] of this.#chains) twin.#chains.set(key, chain);
    return twin;
  }

  #forget(name: Name): void {
    if (this.#chains.get(name)?.overAtMs === never) this.#failing -= 1;
    this.#chains.delete(name);
  }
}
