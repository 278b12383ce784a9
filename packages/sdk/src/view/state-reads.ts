// When each charger's state was last read, also where the answer brought nothing new: the mirror alone does not tell.
// Bound: one entry for each charger that the account was given the state of.
import type { Fact } from '@fairlead/policy';
import { mustFit } from '../must-fit.ts';
import { object } from '../value-check.ts';

/** When each charger's state was last read, from the account's facts. */
export class StateReads {
  readonly #atMs = new Map<string, number>();

  /**
   * Any fact of the account, those of earlier runs first.
   *
   * @throws SdkError `invalid-option` for what is no fact
   */
  learn(fact: Fact): void {
    mustFit('learn a fact', object(fact, 'fact'));
    if (fact.kind !== 'call' || fact.class !== 'state' || fact.status !== 200 || fact.resource === null) return;
    this.#atMs.set(fact.resource, fact.answeredAtMs ?? fact.sentAtMs);
  }

  /** Ms since 1970 UTC; null where it was never read. */
  lastMs(chargerId: string): number | null {
    return this.#atMs.get(chargerId) ?? null;
  }
}
