// Chargers as a program asks for them: from what is held, and from the cloud only where that does not do.
import type { AccountCore } from '../account/open-account.ts';
import { type Charger, chargerOf } from '../view/charger.ts';

export interface Chargers {
  /** All of the account's chargers as they are held; waits for the first lists. */
  list(options?: { readonly signal?: AbortSignal }): AsyncIterable<Charger>;
  /** By id or serial, in any case; null where the account has none such. Never reads the whole list. */
  find(idOrSerial: string): Promise<Charger | null>;
}

export function chargersOf({ account, mirror }: AccountCore): Chargers {
  return {
    async *list({ signal } = {}) {
      await account.ready(signal);
      for (const row of mirror.chargers()) yield chargerOf(row, mirror);
    },
    async find(idOrSerial) {
      const row = mirror.find(idOrSerial);
      return row ? chargerOf(row, mirror) : null;
    },
  };
}
