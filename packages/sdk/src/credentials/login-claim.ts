// Which logins this process follows: one of one cloud once, since two accounts would each keep the policy, and together break it.
// Invariant: a name is held as a hash alone, until its account is closed. Accounts under different clocks know nothing of each other,
// nor do those that reach an address of this machine by different fetches: they are of different worlds. Bound: one entry for each account that was started and not closed, about 200 bytes.
import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { BaseAddress } from '../transport/base-address.ts';
import type { Login } from './refused-login.ts';

export interface ReachedCloud {
  readonly base: BaseAddress;
  readonly fetch: typeof globalThis.fetch;
}

const followed = new WeakMap<Clock, Set<LoginClaim>>();

export class LoginClaim {
  readonly #origin: string;
  readonly #way: unknown;
  readonly #peers: Set<LoginClaim>;
  #key: string | null = null;
  #isReleased = false;

  constructor(clock: Clock, { base, fetch }: ReachedCloud) {
    this.#origin = base.origin;
    // Plain http is for this machine alone: several emulators may have one address there.
    this.#way = base.door.scheme === 'http' ? fetch : null;
    this.#peers = followed.get(clock) ?? new Set();
    followed.set(clock, this.#peers);
  }

  /** To be called at the start. True where another account of this cloud is followed: this login may be its own. */
  enter(): boolean {
    if (!this.#isReleased) this.#peers.add(this);
    return this.#others().length > 0;
  }

  /** False where another account runs for this person, whatever the password. */
  take(person: Login): boolean {
    if (this.#isReleased) return true;
    const key = createHash('sha256')
      .update(JSON.stringify([this.#origin, person]))
      .digest('hex');
    this.enter();
    if (this.#others().some((other) => other.#key === key)) return false;
    this.#key = key;
    return true;
  }

  #others(): readonly LoginClaim[] {
    return [...this.#peers].filter((peer) => peer !== this && peer.#origin === this.#origin && peer.#way === this.#way);
  }

  /** The account is closed. */
  release(): void {
    this.#isReleased = true;
    this.#peers.delete(this);
  }
}
