// Notes that a command's effect shows, from the instant at which it leaves: while its call hangs the effect may come, be seen by
// everybody and be undone by a later command.
// Invariant: what was seen once stays seen; what it subscribed to is given back by `end`.
import type { Account, AccountEvent, MirrorView } from '../account.ts';
import type { Clock } from '../clock.ts';
import { whenSetBack } from '../watched-clock.ts';
import { type HeldBefore, isBegun, isConfirmed } from './confirmation.ts';
import type { Order } from './order.ts';

export interface Left {
  readonly sentAtMs: number;
  /** The same by the wall clock, which may have been set back behind the policy's time. */
  readonly leftAtMs: number;
}

export class EffectWatch {
  readonly #mirror: MirrorView;
  readonly #clock: Clock;
  readonly #order: Order;
  readonly #before: HeldBefore;
  readonly #unsubscribe: () => void;
  readonly #unwatch: () => void;
  #left: Left | null = null;
  #seenAtMs: number | null = null;
  #hasBegun = false;

  constructor(account: Pick<Account, 'mirror' | 'subscribe'>, clock: Clock, order: Order, before: HeldBefore) {
    this.#mirror = account.mirror;
    this.#clock = clock;
    this.#order = order;
    this.#before = before;
    this.#unwatch = whenSetBack(clock, (byMs) => {
      if (this.#left !== null) this.#left = { ...this.#left, leftAtMs: this.#left.leftAtMs - byMs };
    });
    this.#unsubscribe = account.subscribe((event: AccountEvent) => {
      if (event.kind === 'observation' && event.observation.chargerId === order.chargerId) this.look();
    });
  }

  /** It left, or leaves again: what was not seen by now is looked for from here on. */
  leaves(left: Left): void {
    this.#left = left;
  }

  /** When the effect showed, by the wall clock; null while it has not. */
  look(): number | null {
    const { chargerId, command } = this.#order;
    if (this.#left === null || this.#seenAtMs !== null) return this.#seenAtMs;
    const { sentAtMs, leftAtMs } = this.#left;
    if (isConfirmed(command, this.#mirror, chargerId, sentAtMs, this.#before, leftAtMs))
      this.#seenAtMs = this.#clock.nowMs();
    this.#hasBegun ||= isBegun(command, this.#mirror, chargerId, leftAtMs);
    return this.#seenAtMs;
  }

  /** Whether a part of the effect showed: it was carried out, whatever became of it. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  end(): void {
    this.#unsubscribe();
    this.#unwatch();
  }
}
