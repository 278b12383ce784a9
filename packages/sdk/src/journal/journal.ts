// What is remembered of calls and stream events and given back to the next run: floors, pauses, a halved rate and the 15 minutes
// of a current stand on it.
// Invariant: a journal never throws and never makes a call wait: what it cannot keep is lost to it, and the log is told.
import type { CallFact, Fact } from '@fairlead/policy';

/** Facts, kept in the order in which they happened. */
export interface Journal {
  /**
   * Told of a stream event as it happens and of a call twice: as it leaves, with `answeredAtMs` null, and under the same id as
   * it ends. A process that is killed in between leaves the first, so that the next run knows that it left.
   */
  write(fact: Fact): void;
  /** What is kept and still binds anybody, oldest first. A call whose end nobody saw has `answeredAtMs` null. */
  history(): readonly Fact[];
  /** Lets go of what it holds open; afterwards it keeps nothing more. */
  close(): void;
}

/** 32 calls fly at once (governor) and a login; what is beyond was given up by whoever wrote it. */
const mostUnderWay = 64;

/** The calls that left and have not ended, by id: ids begin anew with each run. */
export class UnderWay<Entry> {
  readonly #entries = new Map<string, Entry>();

  leave(id: string, entry: Entry): void {
    this.#entries.delete(id);
    this.#entries.set(id, entry);
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= mostUnderWay) return;
      this.#entries.delete(oldest);
    }
  }

  /** Undefined where it is not known to have left. */
  land(id: string): Entry | undefined {
    const entry = this.#entries.get(id);
    this.#entries.delete(id);
    return entry;
  }
}

/** Whether this is a call that left and has not ended. */
export function isUnderWay(fact: Fact): fact is CallFact {
  return fact.kind === 'call' && fact.answeredAtMs === null;
}
