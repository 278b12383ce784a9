// Notes that a command's effect shows, from the instant at which it leaves: while its call hangs the effect may come, be seen by
// everybody and be undone by a later command.
// Invariant: what was seen once stays seen; what it subscribed to is given back by `end`.
import type { Account, AccountEvent, MirrorView } from '../account.ts';
import type { Clock, Timer } from '../clock.ts';
import { type HeldBefore, isBegun, isConfirmed, isToFollow } from './confirmation.ts';
import { Leaving, type Left } from './left.ts';
import { settledAfterMs } from './not-carried-out.ts';
import type { Order } from './order.ts';

export class EffectWatch {
  readonly #mirror: MirrorView;
  readonly #clock: Clock;
  readonly #order: Order;
  readonly #before: HeldBefore;
  readonly #unsubscribe: () => void;
  readonly #leaving: Leaving;
  #shownAtMs: number | null = null;
  #hasBegun = false;
  readonly #settled = new AbortController();
  #settling: Timer | null = null;

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

  /** Whether the effect showed so far that the cloud takes what undoes it, or what is to follow came in no time. */
  look(): boolean {
    const { chargerId, command } = this.#order;
    const { left } = this;
    if (left === null || this.settled.aborted) return this.settled.aborted;
    const { leftAtMs, cloudAtMs } = left;
    if (isConfirmed(command, this.#mirror, chargerId, cloudAtMs, this.#before, leftAtMs))
      this.#shownAtMs ??= this.#clock.nowMs();
    this.#hasBegun ||= isBegun(command, this.#mirror, chargerId, leftAtMs);
    if (this.#shownAtMs === null) return false;
    if (!isToFollow(command, this.#mirror, chargerId)) this.#settled.abort();
    else this.#settling ??= this.#clock.setTimer(() => this.#settled.abort(), settledAfterMs);
    return this.settled.aborted;
  }

  /** When the effect showed, by the wall clock, though something of it may be to follow; null while it has not. */
  get shownAtMs(): number | null {
    return this.#shownAtMs;
  }

  /** Aborted when the effect showed and nothing of it is to follow, or that came in no time. */
  get settled(): AbortSignal {
    return this.#settled.signal;
  }

  /** Whether a part of the effect showed: it was carried out, whatever became of it. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  end(): void {
    this.#clock.clearTimer(this.#settling);
    this.#unsubscribe();
    this.#leaving.end();
  }
}
