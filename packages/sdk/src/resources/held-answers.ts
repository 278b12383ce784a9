// Answers that change slowly, held for as long as their floor says, so that a caller may ask as often as it likes.
// Invariant: while an answer is fresh nothing is sent; where none can be had now, what is held serves, and says why.
// Bound: the answer asked for longest ago goes first. A detail is about 5 kB, the tree of 50 chargers 10 kB: 1,000 of
// each kind stay below 20 MB.
import type { Clock } from '../clock.ts';
import { SdkError, type SdkErrorCode } from '../sdk-error.ts';
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

/** What a caller wants to know, and how it is found out. */
export interface Question<T> {
  /** What tells it from other questions: equal keys are asked once. */
  readonly key: string;
  /** Asks the cloud. @throws SdkError */
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
  readonly #held = new Map<string, { readonly value: T; readonly readAtMs: number }>();
  /** Bounded by the governor's queue. */
  readonly #asking = new Map<string, Promise<Read<T>>>();

  /** @param freshForMs how long a value serves without a call: the policy's floor for its kind */
  constructor(clock: Clock, freshForMs: (value: T) => number) {
    this.#clock = clock;
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
    if (held && this.#clock.nowMs() - held.readAtMs < this.#freshForMs(held.value)) return { ...held, reason: null };
    try {
      const answer = await ask();
      this.#keep(key, answer);
      return { ...answer, reason: null };
    } catch (error) {
      const known = error instanceof SdkError && passing.has(error.code) ? (held ?? instead()) : null;
      if (!known) throw error;
      return { ...known, reason: `This is what is held. ${(error as SdkError).message}` };
    }
  }

  #keep(key: string, answer: { readonly value: T; readonly readAtMs: number }): void {
    this.#held.delete(key);
    this.#held.set(key, answer);
    for (const oldest of this.#held.keys()) {
      if (this.#held.size <= mostHeld) break;
      this.#held.delete(oldest);
    }
  }
}
