// Those who wait for one order, each for as long as he says.
// Invariants: each is told once; who names no time has the default from when he joined, or is told with who named none before him;
// a timer a caller, cleared when he is told.
import type { Log } from '../account.ts';
import type { Clock, Timer } from '../clock.ts';
import { failure } from '../explain/failure.ts';
import { callOut } from '../log/call-out.ts';
import type { SdkError } from '../sdk-error.ts';
import type { CommandOptions, CommandOutcome, Waiting } from './send-and-confirm.ts';

interface Caller {
  readonly withinMs: number | null;
  /** Until when he waits, by the monotonic clock; null where he waits to the end. */
  untilMs: number | null;
  timer: Timer | null;
  readonly tell: ((sentAtMs: number) => void) | undefined;
  /** Told so; null: he stopped waiting by himself. */
  leave: (outcome: CommandOutcome | null) => void;
}

export interface OrderCallersOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** When what may have been carried out left; null while there is nothing of the sort. */
  readonly sentAtMs: () => number | null;
  /** Somebody left before the end; told before he is. */
  readonly onLeft: () => void;
}

export class OrderCallers {
  readonly #options: OrderCallersOptions;
  readonly #callers = new Set<Caller>();
  /** How long the effect is waited for, and since when by the monotonic clock; null until the call has ended. */
  #waits: (Waiting & { readonly sinceMs: number }) | null = null;
  /** The longest that any of them named, also who left since; null once one named none. */
  #namedMs: number | null = 0;
  /** For how long whoever names no time waits from now on; null: to the end. */
  #unnamedMs: number | null = null;

  constructor(options: OrderCallersOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#callers.size;
  }

  join({ signal, onSent, confirmWithinMs }: CommandOptions, outcome: Promise<CommandOutcome>): Promise<CommandOutcome> {
    const { sentAtMs, onLeft } = this.#options;
    const tell = onSent && this.#teller(onSent);
    return new Promise((resolve, reject) => {
      const caller: Caller = { withinMs: confirmWithinMs ?? null, untilMs: null, timer: null, tell, leave: () => {} };
      const end = (): boolean => {
        signal?.removeEventListener('abort', stop);
        this.#disarm(caller);
        return this.#callers.delete(caller);
      };
      caller.leave = (told) => {
        if (!end()) return;
        const leftAtMs = sentAtMs();
        onLeft();
        if (leftAtMs === null) reject(takenBack());
        else resolve(told ?? stoppedWaiting(leftAtMs));
      };
      const stop = (): void => caller.leave(null);
      this.#callers.add(caller);
      if (confirmWithinMs === undefined) this.#namedMs = null;
      else if (this.#namedMs !== null) this.#namedMs = Math.max(this.#namedMs, confirmWithinMs);
      const leftAtMs = sentAtMs();
      if (leftAtMs !== null) tell?.(leftAtMs);
      this.#arm(caller);
      signal?.addEventListener('abort', stop, { once: true });
      outcome.finally(end).then(resolve, reject);
    });
  }

  /** It leaves, or leaves again: whoever waits for its effect waits for that of this one now. */
  sent(sentAtMs: number): void {
    this.#waits = null;
    for (const caller of [...this.#callers]) {
      this.#disarm(caller);
      caller.tell?.(sentAtMs);
    }
  }

  /** Its call has ended: from now on its effect is waited for. Returns for how long, ms, whoever leaves meanwhile. */
  watch(waiting: Waiting): number {
    const sinceMs = this.#options.clock.monotonicMs();
    const { withinMs, leastMs } = waiting;
    const namedMs = this.#namedMs;
    this.#waits = { ...waiting, sinceMs };
    this.#unnamedMs = namedMs === null ? null : withinMs;
    for (const caller of this.#callers) this.#arm(caller);
    return namedMs === null ? withinMs : Math.max(namedMs, leastMs);
  }

  /** That time is up: how much longer the most patient of those who named a time waits, ms. */
  more(): number {
    const nowMs = this.#options.clock.monotonicMs();
    const moreMs = Math.max(0, ...[...this.#callers].map(({ untilMs }) => (untilMs ?? nowMs) - nowMs));
    if (moreMs === 0 || this.#waits === null) return 0;
    const { withinMs, unseen } = this.#waits;
    this.#unnamedMs = withinMs;
    const outcome = unseen(withinMs);
    for (const caller of [...this.#callers]) if (caller.untilMs === null) caller.leave(outcome);
    return moreMs;
  }

  #arm(caller: Caller): void {
    const waits = this.#waits;
    const { clock } = this.#options;
    const nowMs = clock.monotonicMs();
    const withinMs = caller.withinMs ?? this.#unnamedMs;
    if (waits === null || withinMs === null) return;
    this.#disarm(caller);
    const inMs = Math.max(withinMs, waits.sinceMs + waits.leastMs - nowMs);
    caller.untilMs = nowMs + inMs;
    caller.timer = clock.setTimer(() => caller.leave(waits.unseen(inMs)), inMs);
  }

  #disarm(caller: Caller): void {
    if (caller.timer !== null) this.#options.clock.clearTimer(caller.timer);
    caller.timer = null;
    caller.untilMs = null;
  }

  /** A caller that throws at the news takes nothing from itself and the others. */
  #teller(onSent: (sentAtMs: number) => void): (sentAtMs: number) => void {
    const { log } = this.#options;
    return (sentAtMs) =>
      callOut(
        () => onSent(sentAtMs),
        (cause) => log.error({ cause }, 'A caller threw when it was told that its command was sent; it goes on.'),
      );
  }
}

export function takenBack(): SdkError {
  return failure('send a command', 'cancelled', { aside: 'before it left' });
}

function stoppedWaiting(sentAtMs: number): CommandOutcome {
  return { outcome: 'unconfirmed', sentAtMs, reason: 'The caller stopped waiting for its effect.' };
}
