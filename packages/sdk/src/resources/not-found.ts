// What was asked for and is not there: it is not asked for again before the next list could show it.
// Bound: 10,000 × about 120 bytes = 1.2 MB; the one asked for longest ago is forgotten first.
import type { Clock } from '../clock.ts';
import { Instants } from '../watched-clock.ts';

const mostRemembered = 10_000;
const againAfterMs = 3_600_000;

export class NotFound {
  readonly #clock: Clock;
  readonly #askedAtMs: Instants;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#askedAtMs = new Instants(clock);
  }

  has(name: string): boolean {
    const askedAtMs = this.#askedAtMs.get(name.toLowerCase()) ?? Number.NEGATIVE_INFINITY;
    return this.#clock.nowMs() - askedAtMs < againAfterMs;
  }

  add(name: string): void {
    const key = name.toLowerCase();
    this.#askedAtMs.delete(key);
    this.#askedAtMs.set(key, this.#clock.nowMs());
    for (const oldest of this.#askedAtMs.keys()) {
      if (this.#askedAtMs.size <= mostRemembered) break;
      this.#askedAtMs.delete(oldest);
    }
  }
}
