// One order to one charger, for all who ask for it while it is under way.
// Invariants: what is in flight is never cut off, it may have been carried out; what waits to leave is taken back once nobody
// wants it any more; each caller is told once.
import type { Log } from '../account.ts';
import { failure } from '../explain/failure.ts';
import { callOut } from '../log/call-out.ts';
import type { SdkError } from '../sdk-error.ts';
import { type CommandOptions, type CommandOutcome, type Desk, type Order, sendAndConfirm } from './send-and-confirm.ts';

export interface SharedOrderOptions {
  readonly desk: Desk;
  readonly log: Log;
  readonly order: Order;
  /** How the first who asks wants it. */
  readonly asked: CommandOptions;
  /** The same, earlier: overtaken by another command, and still waited for. */
  readonly earlier: SharedOrder | undefined;
  /** Nothing of it is under way any more; told before its callers are. */
  readonly onOver: () => void;
}

export class SharedOrder {
  readonly #desk: Desk;
  readonly #log: Log;
  readonly #order: Order;
  readonly #outcome: Promise<CommandOutcome>;
  readonly #replaced = new AbortController();
  readonly #tellSent = new Set<(sentAtMs: number) => void>();
  /** Takes back what waits to leave, for the first time or again. */
  #waiting = new AbortController();
  #isFlying = false;
  #earlier: SharedOrder | undefined;
  #isOver = false;
  #isDropped = false;
  #callers = 0;
  /** When what may have been carried out left; null while there is nothing of the sort. */
  #sentAtMs: number | null = null;
  #sentBeforeMs: number | null = null;
  /** How many commands had left to the charger when it left, itself among them. */
  #left = 0;

  constructor({ desk, log, order, asked, earlier, onOver }: SharedOrderOptions) {
    this.#desk = desk;
    this.#log = log;
    this.#order = order;
    this.#earlier = earlier;
    const { app = null, confirmWithinMs } = asked;
    this.#outcome = sendAndConfirm(desk, order, {
      ...{ app, ...(confirmWithinMs !== undefined && { confirmWithinMs }) },
      takeBack: () => this.#takeBack(),
      // It may leave at once, before the first caller has joined.
      onSent: (sentAtMs) => {
        this.#earlier?.replace();
        this.#earlier = undefined;
        this.#sent(sentAtMs);
      },
      onBack: () => this.#back(),
      isWanted: () => this.isWanted,
      dropped: () => {
        this.#isDropped = true;
      },
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

  get hasLeft(): boolean {
    return this.#sentAtMs !== null;
  }

  get isWanted(): boolean {
    return this.#callers > 0;
  }

  /**
   * Whether who asks for the same is served by it. A pause or resume is not any more once another command left to the charger:
   * it may have undone it, and it does not go again.
   */
  get isJoinable(): boolean {
    const { command } = this.#order;
    if (this.#isDropped || this.#waiting.signal.aborted) return false;
    const isUndoable = command === 'pause' || command === 'resume';
    return this.#sentAtMs === null || !isUndoable || this.#isLatest();
  }

  join({ signal, onSent }: CommandOptions, onLeft: () => void): Promise<CommandOutcome> {
    const tell = onSent && this.#teller(onSent);
    this.#callers++;
    if (tell) this.#tellSent.add(tell);
    if (tell && this.#sentAtMs !== null) tell(this.#sentAtMs);
    if (!signal) return this.#outcome;
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#callers--;
        if (tell) this.#tellSent.delete(tell);
        this.#takeBackUnwanted();
        onLeft();
        if (this.#sentAtMs === null) reject(takenBack());
        else resolve(stoppedWaiting(this.#sentAtMs));
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#outcome.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
    });
  }

  /** The same left again for somebody else. */
  replace(): void {
    this.#replaced.abort();
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
    this.#isFlying = true;
    this.#sentBeforeMs = this.#sentAtMs;
    this.#sentAtMs = sentAtMs;
    this.#left = this.#desk.commands.leftTo(this.#order.chargerId);
    for (const tell of this.#tellSent) tell(sentAtMs);
  }

  /** Whoever left meanwhile was told that nobody knows; now it is known that it was not carried out. */
  #back(): void {
    this.#isFlying = false;
    this.#sentAtMs = this.#sentBeforeMs;
    this.#takeBackUnwanted();
  }

  #takeBackUnwanted(): void {
    if (!this.#isFlying && this.#callers === 0) this.#waiting.abort();
  }

  /** A caller that throws at the news takes nothing from itself and the others. */
  #teller(onSent: (sentAtMs: number) => void): (sentAtMs: number) => void {
    return (sentAtMs) =>
      callOut(
        () => onSent(sentAtMs),
        (cause) => this.#log.error({ cause }, 'A caller threw when it was told that its command was sent; it goes on.'),
      );
  }
}

export function takenBack(): SdkError {
  return failure('send a command', 'cancelled', { aside: 'before it left' });
}

function stoppedWaiting(sentAtMs: number): CommandOutcome {
  return { outcome: 'unconfirmed', sentAtMs, reason: 'The caller stopped waiting for its effect.' };
}
