// Which available current of an installation is in force, or may be: what was read, and what the last write set.
// Invariant: a write that may have been carried out counts until a read that began after it shows what is.
import type { Clock } from '../clock.ts';
import { whenSetBack } from '../watched-clock.ts';
import type { CurrentFacts } from './current-plan.ts';
import type { WriterDoor } from './current-writer-door.ts';
import { type HeldCurrent, heldCurrent, inForceForMs, isKnownSince } from './held-current.ts';
import type { PhaseCurrents } from './phase-currents.ts';
import { type SentWrite, sentWrite } from './sent-write.ts';

export class CurrentInForce {
  readonly #door: WriterDoor;
  readonly #clock: Clock;
  /** The last write that may have been carried out, whoever made it, and what it set; null where that is not known. */
  #lastWrite: (SentWrite & { readonly phasesA: PhaseCurrents | null }) | null = null;

  constructor(door: WriterDoor, clock: Clock) {
    this.#door = door;
    this.#clock = clock;
    whenSetBack(clock, (byMs) => {
      if (this.#lastWrite !== null) this.#lastWrite.leftAtMs -= byMs;
    });
  }

  lastSentAtMs(): number | undefined {
    return this.#lastWrite?.sentAtMs;
  }

  /** @param phasesA null where nobody knows what it set */
  noteWrite(sentAtMs: number, phasesA: PhaseCurrents | null): void {
    const sent = sentWrite(sentAtMs, this.#door.besidePolicy());
    if (sent.sentAtMs > (this.#lastWrite?.sentAtMs ?? 0)) this.#lastWrite = { ...sent, phasesA };
  }

  held(): HeldCurrent | null {
    const record = this.#door.record();
    return record ? heldCurrent(record) : null;
  }

  /** Whether what is held tells of this write. */
  isSeen({ leftAtMs }: SentWrite): boolean {
    const held = this.held();
    return held !== null && isKnownSince(held, leftAtMs);
  }

  /** What decides when such a wish is written. */
  facts(phasesA: PhaseCurrents): CurrentFacts {
    const held = this.held();
    const last = this.#lastWrite;
    const isSettled = last === null || this.isSeen(last);
    // What was written and not seen yet may be in force, and what was in force before may still be.
    const mayBe = isSettled ? [held?.phasesA] : last.phasesA === null ? [] : [held?.phasesA, last.phasesA];
    const isFresh = held !== null && held.knownAtMs + inForceForMs > this.#clock.nowMs();
    return {
      inForce: mayBe.filter((currents) => currents !== null && currents !== undefined),
      isCertain: isFresh && isSettled,
      maxCurrentA: held?.maxCurrentA ?? null,
      connected: this.#door.connected(),
      ...this.#door.opens(phasesA),
    };
  }
}
