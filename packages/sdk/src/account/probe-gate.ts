// Holds the account's own calls back in foul weather and after a failed login: one probe at a time goes through, ever
// further apart; the first answer opens the gate for all.
// Bound: once the longest pause is reached a probe goes every 30 to 60 s, 80 an hour on average; each is one call.
import type { Clock, Timer } from '../clock.ts';
import { failure } from '../explain/failure.ts';
import { SdkError } from '../sdk-error.ts';

const pause = { firstMs: 5_000, longestMs: 60_000 } as const;
/** So many failures in a row make the longest pause. */
const mostFailures = Math.ceil(Math.log2(pause.longestMs / pause.firstMs));
/** A probe that says nothing for so long counts as failed: two time-outs of a call. */
const probeWithinMs = 30_000;

interface Waiter {
  readonly pass: () => void;
}

export class ProbeGate {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #opened: () => void;
  readonly #waiting = new Set<Waiter>();
  /** Monotonic: a wall clock that is set back must not keep the gate shut. Null: it is open. */
  #untilMs: number | null = null;
  #probing = false;
  #failures = 0;
  /** Monotonic. */
  #openedAtMs = 0;
  #timer: Timer | null = null;

  /** @param opened told when the gate was shut and the cloud answers again */
  constructor(clock: Clock, random: () => number, opened: () => void = () => {}) {
    this.#opened = opened;
    this.#clock = clock;
    this.#random = random;
  }

  /** Resolves when a call may go. Rejects when the signal aborts or the wait gets longer than `mostMs`. */
  pass(signal: AbortSignal, mostMs = Number.POSITIVE_INFINITY): Promise<void> {
    if (this.#untilMs === null) return Promise.resolve();
    if (this.#untilMs - this.#clock.monotonicMs() > mostMs) return Promise.reject(this.#shut());
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiting.delete(waiter);
        signal.removeEventListener('abort', cancel);
        if (timer !== null) this.#clock.clearTimer(timer);
        if (this.#waiting.size === 0) this.#watch(); // nobody is left whom a timer would let go
      };
      const cancel = (): void => {
        leave();
        reject(failure('make a call', 'cancelled', { aside: 'while it waited' }));
      };
      const giveUp = (): void => {
        leave();
        reject(this.#shut());
      };
      const waiter: Waiter = {
        pass: () => {
          leave();
          resolve();
        },
      };
      const timer = mostMs === Number.POSITIVE_INFINITY ? null : this.#clock.setTimer(giveUp, mostMs);
      signal.addEventListener('abort', cancel, { once: true });
      this.#waiting.add(waiter);
      if (signal.aborted) cancel();
      else this.#watch();
    });
  }

  /** A call failed. Only weather and logins shut the gate; those that were on their way together count once. */
  failed(error: unknown): void {
    if (!(error instanceof SdkError)) return;
    const nowMs = this.#clock.monotonicMs();
    const knownAlready = !this.#probing && this.#untilMs !== null && nowMs < this.#untilMs;
    const byLogin = ['login-refused', 'another-login', 'in-use', 'login-failed', 'credentials-unreadable'].includes(
      error.code,
    );
    const retryInMs = (error.retryAtMs ?? 0) - this.#clock.nowMs();
    if (byLogin) this.#shutUntil(nowMs + Math.max(retryInMs, pause.firstMs));
    else if (error.code === 'unreachable' && !knownAlready) this.#shutUntil(nowMs + this.#pauseMs(nowMs));
    else if (error.code !== 'unreachable' && this.#probing) this.succeeded();
  }

  /** The cloud answered. */
  succeeded(): void {
    const wasShut = this.#untilMs !== null;
    this.#untilMs = null;
    this.#probing = false;
    if (wasShut) {
      // Where every other call fails, one answer is no fair weather: that is when the gate stays open for a while.
      this.#failures = Math.floor(this.#failures / 2);
      this.#openedAtMs = this.#clock.monotonicMs();
    }
    this.#watch();
    for (const { pass } of [...this.#waiting]) pass();
    if (wasShut) this.#opened();
  }

  /** What a probe needs is there: where the gate is shut the next one goes now. */
  tryNow(): void {
    if (this.#untilMs !== null) this.#shutUntil(this.#clock.monotonicMs());
  }

  #shutUntil(atMs: number): void {
    this.#probing = false;
    this.#untilMs = atMs;
    this.#watch();
  }

  #watch(): void {
    if (this.#timer !== null) this.#clock.clearTimer(this.#timer);
    this.#timer = null;
    if (this.#untilMs === null || this.#waiting.size === 0) return;
    const leftMs = Math.max(1, this.#untilMs - this.#clock.monotonicMs());
    this.#timer = this.#clock.setTimer(() => this.#letProbeGo(), leftMs);
  }

  #letProbeGo(): void {
    this.#timer = null;
    const [first] = this.#waiting;
    const nowMs = this.#clock.monotonicMs();
    if (first && this.#untilMs !== null && this.#untilMs <= nowMs) {
      this.#probing = true;
      this.#untilMs = nowMs + probeWithinMs;
      first.pass();
    }
    this.#watch();
  }

  #pauseMs(nowMs: number): number {
    if (this.#untilMs === null && nowMs - this.#openedAtMs >= pause.longestMs) this.#failures = 0;
    const rangeMs = Math.min(pause.longestMs, pause.firstMs * 2 ** this.#failures);
    this.#failures = Math.min(mostFailures, this.#failures + 1);
    return (rangeMs / 2) * (1 + this.#random());
  }

  #shut(): SdkError {
    const leftMs = Math.max(0, (this.#untilMs ?? 0) - this.#clock.monotonicMs());
    return failure('make a call', 'unreachable', {
      aside: 'a probe goes by itself',
      retryAtMs: this.#clock.nowMs() + leftMs,
    });
  }
}
