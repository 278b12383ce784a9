// Whether the cloud answers at all. In foul weather nothing is repeated: every caller learns of it after one try, and
// how often the cloud is asked is then decided by the pauses of those who follow it.
import type { Exchange } from '../transport/exchange.ts';
import { isTransient, type NextStep } from './retry-rule.ts';

/** Exchanges in a row without a word of the application: one call that used up its five tries. */
const foulAfter = 5;

export class Weather {
  #failures = 0;
  #trouble: string | null = null;

  /** True when the weather changed. */
  note(exchange: Exchange): boolean {
    if (exchange.kind === 'failed' && exchange.code === 'cancelled') return false;
    // A 429 is the limiter's word: the cloud is there.
    const silent = isTransient(exchange) && !(exchange.kind === 'answered' && exchange.status === 429);
    const before = this.#trouble;
    this.#failures = silent ? this.#failures + 1 : 0;
    this.#trouble = this.#failures >= foulAfter ? (before ?? sentenceOf(exchange)) : null;
    return (before === null) !== (this.#trouble === null);
  }

  /** One sentence in foul weather, else null. */
  trouble(): string | null {
    return this.#trouble;
  }

  /** A refusal by the limiter is waited for in any weather; other repetitions are not. */
  temper(step: NextStep, exchange: Exchange): NextStep {
    const limited = exchange.kind === 'answered' && exchange.status === 429;
    return step === 'again' && this.#trouble !== null && !limited ? 'done' : step;
  }
}

function sentenceOf(exchange: Exchange): string {
  const seen = exchange.kind === 'failed' ? exchange.message : `It gave status ${exchange.status}.`;
  return `Failed to reach the cloud, again and again. ${seen} What is held is served; it is tried again by itself.`;
}
