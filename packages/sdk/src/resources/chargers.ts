// Chargers as a program asks for them: from what is held, and from the cloud only where that does not do.
import type { AccountCore } from '../account/open-account.ts';
import { type CommandOptions, type CommandOutcome, sendAndConfirm } from '../commands/send-and-confirm.ts';
import { failure } from '../explain/failure.ts';
import { type Charger, chargerOf } from '../view/charger.ts';

/** The account's chargers. */
export interface Chargers {
  /** All of the account's chargers as they are held; waits for the first lists. */
  list(options?: { readonly signal?: AbortSignal }): AsyncIterable<Charger>;
  /** By id or serial, in any case; null where the account has none such. Never reads the whole list. */
  find(idOrSerial: string): Promise<Charger | null>;
  /** Stops charging until it is resumed (506). Resolves when the charger shows it, or cannot any more in time. */
  pause(idOrSerial: string, options?: CommandOptions): Promise<CommandOutcome>;
  /** Ends a pause (507). */
  resume(idOrSerial: string, options?: CommandOptions): Promise<CommandOutcome>;
}

export function chargersOf({ account, mirror, settings }: AccountCore): Chargers {
  const held = (idOrSerial: string): string => {
    const row = mirror.find(idOrSerial);
    if (row) return row.id;
    throw failure('find the charger', 'unknown-charger');
  };
  return {
    async *list({ signal } = {}) {
      await account.ready(signal);
      for (const row of mirror.chargers()) yield chargerOf(row, mirror);
    },
    async find(idOrSerial) {
      const row = mirror.find(idOrSerial);
      return row ? chargerOf(row, mirror) : null;
    },
    pause: async (idOrSerial, options) =>
      sendAndConfirm(account, settings.clock, { chargerId: held(idOrSerial), command: 'pause' }, options),
    resume: async (idOrSerial, options) =>
      sendAndConfirm(account, settings.clock, { chargerId: held(idOrSerial), command: 'resume' }, options),
  };
}
