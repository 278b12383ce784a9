// Tells whether an answer differs from the one before it, without keeping answers.
import type { Known } from '@fairlead/policy';
import type { Exchange } from './exchange.ts';

/** Reads that are remembered: 10,000 × about 200 bytes = 2 MB; the one read longest ago is forgotten first. */
const mostKeys = 10_000;

export class AnswerDigests {
  readonly #digests = new Map<string, string>();

  /** `unknown` for the first answer and for answers without a body. */
  changed(key: string, exchange: Exchange): Known {
    if (exchange.kind === 'failed' || exchange.status !== 200 || exchange.digest === null) return 'unknown';
    const before = this.#digests.get(key);
    this.#digests.delete(key);
    this.#digests.set(key, exchange.digest);
    if (this.#digests.size > mostKeys) {
      for (const oldest of this.#digests.keys()) {
        this.#digests.delete(oldest);
        break;
      }
    }
    if (before === undefined) return 'unknown';
    return before === exchange.digest ? 'no' : 'yes';
  }
}
