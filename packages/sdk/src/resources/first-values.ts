// What a program sees of chargers that the account has just come to know: their first states are on their way by themselves,
// and whoever lists or finds them waits for these. Invariant: it makes no call, and what it waits for in all is bounded.

import type { AccountCore } from '../account/open-account.ts';
import type { Timer } from '../clock.ts';
import { failure } from '../explain/failure.ts';
import type { Asking } from './read.ts';

/** Whether a read waits for values that nobody has read yet. */
export interface ValuesAsking {
  /**
   * `wait`: of a charger whose state was never read yet the first one is waited for, 30 s in all; it is read anyway, and a
   * read that fails is not waited for again. `held`: as it is held now, with null for what nobody told. Default `wait`.
   */
  readonly values?: 'wait' | 'held';
}

/** At 9.9 calls a second the states of about 290 chargers; of those beyond it what is held is told. */
const mostWaitMs = 30_000;

export class FirstValues {
  readonly #core: AccountCore;
  readonly #asking: Asking & ValuesAsking;
  #patience: Promise<void> | null = null;
  #end: () => void = () => {};

  constructor(core: AccountCore, asking: Asking & ValuesAsking) {
    this.#core = core;
    this.#asking = asking;
  }

  /** Resolves when the charger's first state is there, will not come, or was waited for long enough. @throws SdkError `cancelled` */
  async of(chargerId: string): Promise<void> {
    const first = this.#asking.values === 'held' ? null : this.#core.firstState(chargerId);
    if (first === null) return;
    this.#patience ??= this.#begin();
    await Promise.race([first, this.#patience]);
  }

  /** Nothing is waited for any more. */
  end(): void {
    this.#end();
  }

  #begin(): Promise<void> {
    const { clock } = this.#core.settings;
    const { signal } = this.#asking;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = (): void => reject(failure('wait for the first states', 'cancelled'));
    const timer: Timer = clock.setTimer(resolve, mostWaitMs);
    signal?.addEventListener('abort', leave, { once: true });
    if (signal?.aborted) leave();
    this.#end = () => {
      clock.clearTimer(timer);
      signal?.removeEventListener('abort', leave);
      resolve();
    };
    promise.catch(() => {}); // who waits has it; nobody may wait when it comes
    return promise;
  }
}
