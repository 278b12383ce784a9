// Whether the cloud answers at all. In foul weather nothing is repeated: every caller learns of it after one try, and
// how often the cloud is asked is then decided by the pauses of those who follow it.
import { failure } from '../explain/failure.ts';
import type { Exchange } from '../transport/exchange.ts';
import { isTransient, type NextStep } from './retry-rule.ts';

/** Exchanges in a row without a word of the application: one call that used up its five tries. */
const foulAfter = 5;

export class Weather {
  #failures = 0;
  /** Whether the application ever said a word. */
  #answered = false;
  #trouble: string | null = null;

  /** True when what is told changed. */
  note(exchange: Exchange): boolean {
    if (exchange.kind === 'failed' && exchange.code === 'cancelled') return false;
    // A 429 is the limiter's word: the cloud is there.
    const silent = isTransient(exchange) && !(exchange.kind === 'answered' && exchange.status === 429);
    const before = this.#trouble;
    const wasFoul = this.#isFoul;
    this.#failures = silent ? this.#failures + 1 : 0;
    this.#answered ||= !silent;
    this.#trouble = wasFoul && this.#isFoul ? before : this.#sentence(exchange);
    return before !== this.#trouble;
  }

  /** One sentence in foul weather, and from the first failure on where no call was answered yet; else null. */
  trouble(): string | null {
    return this.#trouble;
  }

  /** A refusal by the limiter is waited for in any weather; other repetitions are not. */
  temper(step: NextStep, exchange: Exchange): NextStep {
    const limited = exchange.kind === 'answered' && exchange.status === 429;
    return step === 'again' && this.#isFoul && !limited ? 'done' : step;
  }

  get #isFoul(): boolean {
    return this.#failures >= foulAfter;
  }

  #sentence(exchange: Exchange): string | null {
    if (this.#failures === 0 || (this.#answered && !this.#isFoul)) return null;
    const seen = exchange.kind === 'failed' ? exchange.message : `It gave status ${exchange.status}.`;
    if (this.#isFoul)
      return `Failed to reach the cloud, again and again. ${seen} What is held is served; it is tried again by itself.`;
    return failure('reach the cloud', 'unreachable', {
      happened: 'it has not answered yet',
      aside: `${seen.slice(0, 1).toLowerCase()}${seen.slice(1).replace(/\.$/, '')}`,
      remedy: 'Check the network and its address; it is tried again by itself',
    }).message;
  }
}
