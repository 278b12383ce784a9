// A write of the available current whose answer left it open, until a later read of the installation shows what became of it.
// Invariants: at most one; it is read for no sooner than the write has settled, and only when the policy lets a read go; what no
// read has shown within 65 min is given up.
import type { Clock, Timer } from '../clock.ts';
import { SdkError } from '../sdk-error.ts';
import { whenSetBack } from '../watched-clock.ts';
import { type HeldCurrent, isKnownSince } from './held-current.ts';
import { settledAfterMs } from './not-carried-out.ts';
import { type PhaseCurrents, sameCurrents } from './phase-currents.ts';
import type { SentWrite } from './sent-write.ts';

/** The details may be read once an hour: what no read has shown by then, by the policy's time, stays unconfirmed. */
export const doubtForMs = 3_900_000;
/** How long the next look waits after a failure that names no time. */
const lookAgainMs = 60_000;
const longestTimerMs = 2 ** 31 - 1;

export interface Doubt<Wish> extends SentWrite {
  readonly wish: Wish;
  /** Why its outcome is not known. */
  readonly reason: string;
}

export interface DoubtOptions<Wish> {
  readonly clock: Clock;
  readonly policyMs: () => number;
  readonly held: () => HeldCurrent | null;
  /** Reads the installation's details. @throws SdkError */
  readonly read: () => Promise<void>;
  readonly onSeen: (doubt: Doubt<Wish>, seen: 'carried-out' | 'not-carried-out') => void;
  readonly onGivenUp: (doubt: Doubt<Wish>, because: string) => void;
}

export class CurrentDoubt<Wish extends { readonly phasesA: PhaseCurrents }> {
  readonly #options: DoubtOptions<Wish>;
  #doubt: Doubt<Wish> | null = null;
  /** The newest doubt, also after it was given up: what it was about may be in force. */
  #newest: Doubt<Wish> | null = null;
  #timer: Timer | null = null;

  constructor(options: DoubtOptions<Wish>) {
    this.#options = options;
    whenSetBack(options.clock, (byMs) => {
      if (this.#newest !== null) this.#newest.leftAtMs -= byMs;
    });
  }

  get wish(): Wish | null {
    return this.#doubt?.wish ?? null;
  }

  begin(doubt: Doubt<Wish>): void {
    this.#doubt = doubt;
    this.#newest = doubt;
    this.#lookIn(settledAfterMs);
  }

  /** The doubt about a write of this very current, where it was the last one and no read has shown what became of it. */
  openFor(phasesA: PhaseCurrents, lastSentAtMs: number | undefined): Doubt<Wish> | null {
    const { policyMs, held } = this.#options;
    const newest = this.#newest;
    if (newest === null || newest.sentAtMs !== lastSentAtMs || !sameCurrents(newest.wish.phasesA, phasesA)) return null;
    const isOver = policyMs() >= newest.sentAtMs + doubtForMs || isSeenIn(held(), newest);
    return isOver ? null : newest;
  }

  giveUp(because: string): void {
    const doubt = this.#end();
    if (doubt) this.#options.onGivenUp(doubt, because);
  }

  #end(): Doubt<Wish> | null {
    const doubt = this.#doubt;
    this.#doubt = null;
    if (this.#timer !== null) this.#options.clock.clearTimer(this.#timer);
    this.#timer = null;
    return doubt;
  }

  #lookIn(inMs: number): void {
    const { clock } = this.#options;
    if (this.#timer !== null) clock.clearTimer(this.#timer);
    this.#timer = clock.setTimer(() => void this.#look(), Math.max(1, Math.min(inMs, longestTimerMs)));
  }

  /** Reads the installation where nobody has since the write; an hour at most until it may be read. */
  async #look(): Promise<void> {
    const doubt = this.#doubt;
    if (doubt === null || this.#isSeen(doubt)) return;
    const { clock, policyMs } = this.#options;
    if (policyMs() >= doubt.sentAtMs + doubtForMs) {
      this.giveUp('No read of the installation showed it in time.');
      return;
    }
    try {
      await this.#options.read();
      if (this.#doubt === doubt && !this.#isSeen(doubt)) this.#lookIn(lookAgainMs);
    } catch (error) {
      const retryAtMs = error instanceof SdkError ? error.retryAtMs : null;
      if (this.#doubt === doubt) this.#lookIn(retryAtMs === null ? lookAgainMs : retryAtMs - clock.nowMs());
    }
  }

  #isSeen(doubt: Doubt<Wish>): boolean {
    const held = this.#options.held();
    if (!isSeenIn(held, doubt)) return false;
    this.#end();
    const isInForce = held.phasesA !== null && sameCurrents(held.phasesA, doubt.wish.phasesA);
    this.#options.onSeen(doubt, isInForce ? 'carried-out' : 'not-carried-out');
    return true;
  }
}

function isSeenIn(held: HeldCurrent | null, { leftAtMs }: Doubt<unknown>): held is HeldCurrent {
  return held !== null && held.by === 'read' && isKnownSince(held, leftAtMs);
}
