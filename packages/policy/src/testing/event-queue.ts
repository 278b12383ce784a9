// Things to do in the order of their time; ties in the order in which they were asked for.

interface Pending {
  readonly atMs: number;
  readonly order: number;
  readonly act: (nowMs: number) => void;
}

export class EventQueue {
  readonly #pending: Pending[] = [];
  #order = 0;

  at(atMs: number, act: (nowMs: number) => void): void {
    this.#order += 1;
    const later = this.#pending.findLastIndex((other) => other.atMs <= atMs);
    this.#pending.splice(later + 1, 0, { atMs, order: this.#order, act });
  }

  /** Runs everything up to `untilMs`, also what is asked for meanwhile. */
  run(untilMs: number): void {
    for (;;) {
      const next = this.#pending[0];
      if (next === undefined || next.atMs > untilMs) return;
      this.#pending.shift();
      next.act(next.atMs);
    }
  }
}
