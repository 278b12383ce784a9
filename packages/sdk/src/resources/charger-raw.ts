// What lies below the view of a charger: its raw observations, and how far what is held can be trusted now. Makes no call.
import type { Account } from '../account.ts';
import type { Clock } from '../clock.ts';
import { failure } from '../explain/failure.ts';
import type { ChargerRow } from '../mirror/state-keeper.ts';
import { type ChargerStanding, freshnessOf, signsOf, streamUpFor } from '../view/freshness.ts';
import { type RawObservation, rawObservations } from '../view/raw-observation.ts';
import type { StateReads } from '../view/state-reads.ts';

/** What lies below the view of a charger. */
export interface ChargerRaw {
  /**
   * Every observation that is held, as the cloud told it, with its name and unit: idle noise, unknown ids and all. Personal
   * ones only with `personal`, default false. A charger that left the account, by its last whole list, is unknown.
   *
   * @throws SdkError `invalid-option`, `unknown-charger`
   */
  observations(idOrSerial: string, options?: { readonly personal?: boolean }): ReadonlyMap<number, RawObservation>;
  /**
   * How far what is held of the charger can be trusted now, and when it was last heard of. A charger that left is unknown.
   *
   * @throws SdkError `invalid-option`, `unknown-charger`
   */
  freshness(idOrSerial: string): ChargerStanding;
}

export function chargerRawOf(account: Account, clock: Clock, reads: StateReads): ChargerRaw {
  const { mirror } = account;
  const held = (idOrSerial: string): ChargerRow => {
    const row = mirror.find(idOrSerial);
    if (row) return row;
    throw failure('find the charger', 'unknown-charger');
  };
  return {
    observations: (idOrSerial, options) => rawObservations(held(idOrSerial), mirror, options),
    freshness(idOrSerial) {
      const { id, installationId } = held(idOrSerial);
      const signs = signsOf(mirror, id, reads.lastMs(id), clock.nowMs());
      const isUp = streamUpFor(account.streamStatus(), installationId);
      const aheadMs = account.followed(id)?.aheadMs ?? 0;
      return { ...signs, freshness: freshnessOf(signs, isUp, clock.nowMs(), aheadMs) };
    },
  };
}
