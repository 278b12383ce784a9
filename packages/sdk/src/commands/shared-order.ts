// One order to one charger, for all who ask for it while it is under way.
// Invariants: what is in flight is never cut off, it may have been carried out; what waits to leave is taken back once nobody
// wants it any more; each caller is told once.
import type { Log } from '../account.ts';
import type { Timer } from '../clock.ts';
import { failure } from '../explain/failure.ts';
import { callOut } from '../log/call-out.ts';
import type { SdkError } from '../sdk-error.ts';
import {
  type CommandOptions,
  type CommandOutcome,
  type Desk,
  type Order,
  sendAndConfirm,
  type Waiting,
} from './send-and-confirm.ts';

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

interface Caller {
  readonly withinMs: number | null;
  /** Until when he waits, by the monotonic clock; null where he waits to the end. */
  untilMs: number | null;
  timer: Timer | null;
  readonly tell: ((sentAtMs: number) => void) | undefined;
  /** Told so; null: he stopped waiting by himself. */
  leave: (outcome: CommandOutcome | null) => void;
}

export class SharedOrder {
  readonly #desk: Desk;
  readonly #log: Log;
  readonly #order: Order;
  readonly #outcome: Promise<CommandOutcome>;
  readonly #replaced = new AbortController();
  /** Takes back what waits to leave, for the first time or again. */
  #waiting = new AbortController();
  #isFlying = false;
  #earlier: SharedOrder | undefined;
  #isOver = false;
  #isDropped = false;
  readonly #callers = new Set<Caller>();
  /** How long its effect is waited for, and since when by the monotonic clock; null until the call has ended. */
  #waits: (Waiting & { readonly sinceMs: number }) | null = null;
  /** Whether the default is up, and somebody waits on. */
  #isExtended = false;
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
    this.#outcome = sendAndConfirm(desk, order, {
      app: asked.app ?? null,
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
      watching: (waiting) => this.#watching(waiting),
      more: () => this.#more(),
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
    return this.#callers.size > 0;
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

  join({ signal, onSent, confirmWithinMs }: CommandOptions, onLeft: () => void): Promise<CommandOutcome> {
    const tell = onSent && this.#teller(onSent);
    return new Promise((resolve, reject) => {
      const caller: Caller = { withinMs: confirmWithinMs ?? null, untilMs: null, timer: null, tell, leave: () => {} };
      const end = (): boolean => {
        signal?.removeEventListener('abort', stop);
        this.#disarm(caller);
        return this.#callers.delete(caller);
      };
      caller.leave = (outcome) => {
        if (!end()) return;
        this.#takeBackUnwanted();
        onLeft();
        if (this.#sentAtMs === null) reject(takenBack());
        else resolve(outcome ?? stoppedWaiting(this.#sentAtMs));
      };
      const stop = (): void => caller.leave(null);
      this.#callers.add(caller);
      if (this.#sentAtMs !== null) tell?.(this.#sentAtMs);
      this.#arm(caller);
      signal?.addEventListener('abort', stop, { once: true });
      this.#outcome.finally(end).then(resolve, reject);
    });
  }

  /** The same left again for somebody else, or nobody waits: its effect is looked for no longer. */
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
    // Whoever waits for its effect waits for that of the second one now.
    this.#waits = null;
    for (const caller of this.#callers) this.#disarm(caller);
    this.#sentBeforeMs = this.#sentAtMs;
    this.#sentAtMs = sentAtMs;
    this.#left = this.#desk.commands.leftTo(this.#order.chargerId);
    for (const { tell } of [...this.#callers]) tell?.(sentAtMs);
  }

  /** Whoever left meanwhile was told that nobody knows; now it is known that it was not carried out. */
  #back(): void {
    this.#isFlying = false;
    this.#sentAtMs = this.#sentBeforeMs;
    this.#takeBackUnwanted();
  }

  #watching(waiting: Waiting): void {
    this.#waits = { ...waiting, sinceMs: this.#desk.clock.monotonicMs() };
    this.#isExtended = false;
    for (const caller of this.#callers) this.#arm(caller);
  }

  /** Who names no time waits to the default's end. */
  #arm(caller: Caller): void {
    const waits = this.#waits;
    const withinMs = caller.withinMs ?? (this.#isExtended ? waits?.withinMs : null);
    if (waits === null || typeof withinMs !== 'number') return;
    this.#disarm(caller);
    const { clock } = this.#desk;
    const nowMs = clock.monotonicMs();
    const inMs = Math.max(withinMs, waits.sinceMs + waits.leastMs - nowMs);
    caller.untilMs = nowMs + inMs;
    caller.timer = clock.setTimer(() => {
      caller.leave(waits.unseen(inMs));
      // Nobody waits any longer, and each was told that it was not seen: who asks next gets one of his own.
      if (!this.isWanted) this.replace();
    }, inMs);
  }

  #disarm(caller: Caller): void {
    if (caller.timer !== null) this.#desk.clock.clearTimer(caller.timer);
    caller.timer = null;
    caller.untilMs = null;
  }

  /** The default is up: how much longer the most patient of those who named a time waits. */
  #more(): number {
    const nowMs = this.#desk.clock.monotonicMs();
    const moreMs = Math.max(0, ...[...this.#callers].map(({ untilMs }) => (untilMs ?? nowMs) - nowMs));
    if (moreMs === 0) return 0;
    this.#isExtended = true;
    const outcome = this.#waits?.unseen(this.#waits.withinMs) ?? null;
    for (const caller of [...this.#callers]) if (caller.untilMs === null) caller.leave(outcome);
    return moreMs;
  }

  #takeBackUnwanted(): void {
    if (!this.#isFlying && this.#callers.size === 0) this.#waiting.abort();
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
