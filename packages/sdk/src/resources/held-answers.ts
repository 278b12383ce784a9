// Answers that change slowly, held for as long as their floor says, so that a caller may ask as often as it likes.
// Invariant: while an answer is fresh nothing is sent; where none can be had now, what is held serves, and says why.
// Bound: the answer asked for longest ago goes first. A detail is about 5 kB, the tree of 50 chargers 10 kB: 1,000 of
// each kind stay below 20 MB.
import type { Clock } from '../clock.ts';
import { failure } from '../explain/failure.ts';
import { SdkError, type SdkErrorCode } from '../sdk-error.ts';
import { isFetchFailure, networkCode } from '../transport/network-failure.ts';
import { whenSetBack } from '../watched-clock.ts';
import type { Read } from './read.ts';

const mostHeld = 1_000;

/** Failures that a later try may end: then older knowledge is better than none. */
const passing: ReadonlySet<SdkErrorCode> = new Set([
  'too-early',
  'held',
  'queue-full',
  'unreachable',
  'login-failed',
  'login-refused',
  'another-login',
  'in-use',
  'credentials-unreadable',
  'unreadable-answer',
]);

/** What is known without asking; `readAtMs` null where nobody read it. */
export interface KnownAnswer<T> {
  /** The answer itself. */
  readonly value: T;
  /** When it was read, ms since 1970 UTC; null where nobody read it. */
  readonly readAtMs: number | null;
}

interface HeldAnswer<T> {
  readonly value: T;
  readonly readAtMs: number;
  /** By the clock that nobody sets: an answer read while the other one was ahead would be fresh till that time has come. */
  readonly keptAtMonotonicMs: number;
}

/** What a caller wants to know, and how it is found out. */
export interface Question<T> {
  /** What tells it from other questions: equal keys are asked once. */
  readonly key: string;
  /** Asks the cloud. @throws SdkError, or as fetch does where the cloud cannot be reached */
  readonly ask: () => Promise<{ readonly value: T; readonly readAtMs: number }>;
  /** What is known without asking; null for nothing. */
  readonly instead: () => KnownAnswer<T> | null;
}

/**
 * A cache of answers, by key, at most 1,000 of them: one that is fresh is served without a call, equal questions are asked once at
 * a time, and where the cloud cannot be asked now, what is held serves with the reason. Usable alone.
 *
 * @example
 * const answers = new HeldAnswers<string>(systemClock, () => 3_600_000);
 * const question = { key: 'price', ask: async () => ({ value: '1.20', readAtMs: Date.now() }), instead: () => null };
 * await answers.read(question);
 * (await answers.read(question)).value; // → '1.20'
 */
export class HeldAnswers<T> {
  readonly #clock: Clock;
  readonly #freshForMs: (value: T) => number;
  readonly #held = new Map<string, HeldAnswer<T>>();
  /** Bounded by the governor's queue. */
  readonly #asking = new Map<string, Promise<Read<T>>>();

  /** @param freshForMs how long a value serves without a call: the policy's floor for its kind */
  constructor(clock: Clock, freshForMs: (value: T) => number) {
    this.#clock = clock;
    whenSetBack(clock, (byMs) => {
      for (const [key, held] of this.#held) this.#held.set(key, { ...held, readAtMs: held.readAtMs - byMs });
    });
    this.#freshForMs = freshForMs;
  }

  /**
   * Who asks what is being asked waits for that answer.
   *
   * @throws SdkError as `ask` threw it, such as `unreachable`, where nothing is held; `cloud-refused`, `cancelled` and
   *   `closed` also where something is
   */
  async read(question: Question<T>): Promise<Read<T>> {
    const { key } = question;
    for (let other = this.#asking.get(key); other; other = this.#asking.get(key)) {
      try {
        return await other;
      } catch (error) {
        // Another caller took its call back: that is no answer to this one.
        if (!(error instanceof SdkError) || error.code !== 'cancelled') throw error;
      }
    }
    const reading = this.#read(question).finally(() => this.#asking.delete(key));
    this.#asking.set(key, reading);
    return reading;
  }

  async #read({ key, ask, instead }: Question<T>): Promise<Read<T>> {
    const held = this.#held.get(key);
    if (held && this.#ageMs(held) < this.#freshForMs(held.value)) return readOf(held, null);
    try {
      const answer = await ask();
      this.#keep(key, answer);
      return readOf(answer, null);
    } catch (error) {
      const why = passingReason(error);
      const known = why === null ? null : (held ?? instead());
      if (!known) throw error;
      return readOf(known, `This is what is held. ${why}`);
    }
  }

  /** Either clock may have missed time: the one that nobody sets stands still while a machine sleeps. */
  #ageMs({ readAtMs, keptAtMonotonicMs }: HeldAnswer<T>): number {
    return Math.max(this.#clock.nowMs() - readAtMs, this.#clock.monotonicMs() - keptAtMonotonicMs);
  }

  #keep(key: string, answer: { readonly value: T; readonly readAtMs: number }): void {
    this.#held.delete(key);
    const { value, readAtMs } = answer;
    this.#held.set(key, { value, readAtMs, keptAtMonotonicMs: this.#clock.monotonicMs() });
    for (const oldest of this.#held.keys()) {
      if (this.#held.size <= mostHeld) break;
      this.#held.delete(oldest);
    }
  }
}

function readOf<T>({ value, readAtMs }: KnownAnswer<T>, reason: string | null): Read<T> {
  return { value, readAtMs, reason };
}

/** Why a later try may do better, in words of ours; null where it will not. */
function passingReason(error: unknown): string | null {
  if (isFetchFailure(error))
    return failure('reach the cloud', 'unreachable', { aside: networkCode(error) ?? 'network' }).message;
  return error instanceof SdkError && passing.has(error.code) ? error.message : null;
}
