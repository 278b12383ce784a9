// Notes that a command's effect shows, from the instant at which it leaves: while its call hangs the effect may come, be seen by
// everybody and be undone by a later command.
// Invariant: what was seen once stays seen; what it subscribed to is given back by `end`.
import type { Account, AccountEvent, MirrorView } from '../account.ts';
import type { Clock } from '../clock.ts';
import { type HeldBefore, isBegun, isConfirmed } from './confirmation.ts';
import { Leaving, type Left } from './left.ts';
import type { Order } from './order.ts';

export class EffectWatch {
  readonly #mirror: MirrorView;
  readonly #clock: Clock;
  readonly #order: Order;
  readonly #before: HeldBefore;
  readonly #unsubscribe: () => void;
  readonly #leaving: Leaving;
  #seenAtMs: number | null = null;
  #hasBegun = false;

  /** @param aheadMs by how much the machine's clock is ahead of the cloud's, ms */
  constructor(
    account: Pick<Account, 'mirror' | 'subscribe'>,
    clock: Clock,
    order: Order,
    { before, aheadMs }: { readonly before: HeldBefore; readonly aheadMs: () => number },
  ) {
    this.#mirror = account.mirror;
    this.#clock = clock;
    this.#order = order;
    this.#before = before;
    this.#leaving = new Leaving(clock, aheadMs);
    this.#unsubscribe = account.subscribe((event: AccountEvent) => {
      if (event.kind === 'observation' && event.observation.chargerId === order.chargerId) this.look();
    });
  }

  /** It left, or leaves again: what was not seen by now is looked for from here on. */
  leaves(): void {
    this.#leaving.note();
  }

  /** When it left last; null while it has not. */
  get left(): Left | null {
    return this.#leaving.last;
  }

  /** When the effect showed, by the wall clock; null while it has not. */
  look(): number | null {
    const { chargerId, command } = this.#order;
    const { left } = this;
    if (left === null || this.#seenAtMs !== null) return this.#seenAtMs;
    const { leftAtMs, cloudAtMs } = left;
    if (isConfirmed(command, this.#mirror, chargerId, cloudAtMs, this.#before, leftAtMs))
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
    this.#leaving.end();
  }
}
