// One order to one charger, for all who ask for it while it is under way.
// Invariants: what is in flight is never cut off, it may have been carried out; what waits to leave, for the first time or again,
// is taken back once nobody wants it any more.
import type { Log } from '../account.ts';
import type { Order } from './order.ts';
import { OrderCallers } from './order-callers.ts';
import { type CommandOptions, type CommandOutcome, type Desk, sendAndConfirm } from './send-and-confirm.ts';

export interface SharedOrderOptions {
  readonly desk: Desk;
  readonly log: Log;
  readonly order: Order;
  /** The app of the first who asks. */
  readonly app: string | null;
  /** The same, earlier: overtaken by another command, and still waited for. */
  readonly earlier: SharedOrder | undefined;
  /** Nobody wants it any more, and nothing of it may have been carried out: who asks next is not served by it. */
  readonly onTakenBack: () => void;
  /** Nothing of it is under way any more; told before its callers are. */
  readonly onOver: () => void;
}

export class SharedOrder {
  readonly #desk: Desk;
  readonly #order: Order;
  readonly #onTakenBack: () => void;
  readonly #outcome: Promise<CommandOutcome>;
  readonly #callers: OrderCallers;
  /** Ends the wait for its effect. */
  readonly #replaced = new AbortController();
  /** Takes back what waits to leave. */
  #waiting = new AbortController();
  #isFlying = false;
  #earlier: SharedOrder | undefined;
  #isOver = false;
  #isDropped = false;
  /** When what may have been carried out left; null while there is nothing of the sort. */
  #sentAtMs: number | null = null;
  #sentBeforeMs: number | null = null;
  /** How many commands had left to the charger when it left, itself among them. */
  #left = 0;

  constructor({ desk, log, order, app, earlier, onTakenBack, onOver }: SharedOrderOptions) {
    this.#desk = desk;
    this.#order = order;
    this.#earlier = earlier;
    this.#onTakenBack = onTakenBack;
    this.#callers = new OrderCallers({
      ...{ clock: desk.clock, log, sentAtMs: () => this.#sentAtMs },
      onLeft: () => this.#takeBackUnwanted(),
    });
    // It may leave at once, before the first caller has joined.
    this.#outcome = sendAndConfirm(desk, order, {
      app,
      takeBack: () => this.#takeBack(),
      onSent: (sentAtMs) => this.#sent(sentAtMs),
      onBack: () => this.#back(),
      isWanted: () => this.#callers.size > 0,
      dropped: () => {
        this.#isDropped = true;
      },
      watching: (waiting) => this.#callers.watch(waiting),
      more: () => this.#callers.more(),
      isLatest: () => this.#isLatest(),
      replaced: this.#replaced.signal,
    }).finally(() => {
      this.#isOver = true;
      onOver();
    });
  }

  /** What is waited for where this one never left; none once it did. */
  get earlier(): SharedOrder | undefined {
    const earlier = this.#earlier;
    return earlier === undefined || earlier.#isOver ? undefined : earlier;
  }

  /**
   * Whether who asks for the same is served by it. A pause or resume is not any more once another command left to the charger:
   * it may have undone it, and it does not go again.
   */
  get isJoinable(): boolean {
    const { command } = this.#order;
    if (this.#isDropped || this.#waiting.signal.aborted || this.#replaced.signal.aborted) return false;
    const isUndoable = command === 'pause' || command === 'resume';
    return this.#sentAtMs === null || !isUndoable || this.#isLatest();
  }

  join(options: CommandOptions): Promise<CommandOutcome> {
    return this.#callers.join(options, this.#outcome);
  }

  #isLatest(): boolean {
    return this.#desk.commands.leftTo(this.#order.chargerId) === this.#left;
  }

  #takeBack(): AbortSignal {
    this.#waiting = new AbortController();
    this.#isFlying = false;
    return this.#waiting.signal;
  }

  #sent(sentAtMs: number): void {
    // Whose effect is seen from now on nobody can tell.
    this.#earlier?.replace();
    this.#earlier = undefined;
    this.#isFlying = true;
    this.#sentBeforeMs = this.#sentAtMs;
    this.#sentAtMs = sentAtMs;
    this.#left = this.#desk.commands.leftTo(this.#order.chargerId);
    this.#callers.sent(sentAtMs);
  }

  /** The same left again for somebody else. */
  replace(): void {
    this.#replaced.abort();
  }

  /** Whoever left meanwhile was told that nobody knows; now it is known that it was not carried out. */
  #back(): void {
    this.#isFlying = false;
    this.#sentAtMs = this.#sentBeforeMs;
    this.#takeBackUnwanted();
  }

  /** What left is under way until its effect showed or cannot show any more: who asks the same till then joins it. */
  #takeBackUnwanted(): void {
    if (this.#isFlying || this.#callers.size > 0) return;
    this.#waiting.abort();
    if (this.#sentAtMs === null) this.#onTakenBack();
  }
}
