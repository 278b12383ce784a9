// Chargers as a program asks for them: read, and told what to do.
import type { AccountCore } from '../account/open-account.ts';
import { type CommandOptions, type CommandOutcome, sendAndConfirm } from '../commands/send-and-confirm.ts';
import { SdkError } from '../sdk-error.ts';
import { type ChargerReads, chargerReadsOf } from './charger-reads.ts';

export interface Chargers extends ChargerReads {
  /** Stops charging until it is resumed (506). Resolves when the charger shows it, or cannot any more in time. */
  pause(idOrSerial: string, options?: CommandOptions): Promise<CommandOutcome>;
  /** Ends a pause (507). */
  resume(idOrSerial: string, options?: CommandOptions): Promise<CommandOutcome>;
}

export function chargersOf(core: AccountCore): Chargers {
  const { account, mirror, settings } = core;
  const held = (idOrSerial: string): string => {
    const row = mirror.find(idOrSerial);
    if (row) return row.id;
    throw new SdkError(
      'unknown-charger',
      'Failed to find the charger: the account knows none such. Use an id or a serial from its list.',
    );
  };
  return {
    ...chargerReadsOf(core),
    pause: async (idOrSerial, options) =>
      sendAndConfirm(account, settings.clock, { chargerId: held(idOrSerial), command: 'pause' }, options),
    resume: async (idOrSerial, options) =>
      sendAndConfirm(account, settings.clock, { chargerId: held(idOrSerial), command: 'resume' }, options),
  };
}
