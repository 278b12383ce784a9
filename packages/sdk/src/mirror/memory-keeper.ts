// The default keeper: nothing outlives the process.
// Invariant: what the first mirror of an account holds is what is kept of it, held once. As soon as somebody else writes the
// account the keeper takes a copy of its own, and everybody hands it batches, which win by the mirror's own order: no mirror
// knows what the others keep.
// Memory: nothing beside the mirror; as much again as its values (holdings.ts) where there is a copy. Rows are shared.
import { Holdings } from './holdings.ts';
import { selectKept } from './select-winners.ts';
import type { Batch, Kept, StateKeeper } from './state-keeper.ts';

/** Keeps state for as long as the keeper lives. After a restart of the process the bus backlog and one read bring it back. */
export function memoryKeeper(): StateKeeper {
  return new MemoryKeeper();
}

/** Its methods are fields: a keeper that is made from it by spreading works, and borrows nothing. */
export class MemoryKeeper implements StateKeeper {
  readonly #accounts = new Map<string, Holdings>();
  /** Those of `#accounts` that are a mirror's, which goes on writing them. */
  readonly #borrowed = new Set<Holdings>();

  readonly load = async (accountId: string): Promise<Kept> =>
    this.#accounts.get(accountId)?.all() ?? { observations: [], chargers: [], installations: [] };

  readonly persist = async (accountId: string, batch: Batch): Promise<void> => {
    const own = this.#own(accountId);
    put(own, selectKept(own, batch));
  };

  /**
   * True when the mirror's holdings are what is kept of the account: what the mirror takes over at once, without waiting for
   * anything, is kept by that alone.
   * @param holdings hold nothing that this keeper was not told or did not tell itself
   */
  borrows(accountId: string, holdings: Holdings): boolean {
    const kept = this.#accounts.get(accountId);
    if (kept) return kept === holdings;
    this.#accounts.set(accountId, holdings);
    this.#borrowed.add(holdings);
    return true;
  }

  #own(accountId: string): Holdings {
    const kept = this.#accounts.get(accountId);
    if (kept && !this.#borrowed.delete(kept)) return kept;
    const own = new Holdings();
    if (kept) put(own, kept.all());
    this.#accounts.set(accountId, own);
    return own;
  }
}

function put(holdings: Holdings, { observations, chargers, installations }: Batch): void {
  for (const observation of observations) holdings.putObservation(observation);
  for (const row of chargers) holdings.putCharger(row);
  for (const record of installations) holdings.putInstallation(record);
}
