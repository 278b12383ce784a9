// How late it is by the cloud's own clock, as far as its answers and messages showed: what is held with a time ahead of that was
// kept by a program whose clock ran ahead.
import type { Observation } from './observed.ts';
import { clockToleranceMs } from './receive.ts';

export class CloudTime {
  #atMs: number | null = null;

  /**
   * The newest answer or message of this run. Begins with an answer: a backlog of the bus is from before what is kept. Never
   * behind when something held came, also over a sleep.
   */
  note(observations: readonly Observation[]): void {
    for (const { via, hadAtMs } of observations)
      if (typeof hadAtMs === 'number' && (via === 'poll' || this.#atMs !== null))
        this.#atMs = Math.max(this.#atMs ?? hadAtMs, hadAtMs);
  }

  /** What is held with a later time counts as not held; infinite while nothing is known. */
  get believedUntilUs(): number {
    return this.#atMs === null ? Number.POSITIVE_INFINITY : (this.#atMs + 2 * clockToleranceMs) * 1000;
  }
}
