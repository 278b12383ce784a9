// Chargers as a program asks for them: read, and told what to do.
import type { AccountCore } from '../account/open-account.ts';
import { type ChargerCommands, chargerCommandsOf } from './charger-commands.ts';
import { chargerFinderOf } from './charger-finder.ts';
import { type ChargerReads, chargerReadsOf } from './charger-reads.ts';

/** The account's chargers: read, and told what to do. Source: zaptec-api.md §3.7 to §3.11. */
export interface Chargers extends ChargerReads, ChargerCommands {}

export function chargersOf(core: AccountCore): Chargers {
  const finder = chargerFinderOf(core);
  return { ...chargerReadsOf(core, finder), ...chargerCommandsOf(core, finder) };
}
