// What a program may do with a charger: the five public commands and its documented settings, each checked before it goes.

import { mayManage } from '../account/lists.ts';
import type { AccountCore } from '../account/open-account.ts';
import { type ChargerSettings, checkedChargerSettings } from '../commands/charger-settings.ts';
import type { CommandName } from '../commands/public-command.ts';
import { notSent } from '../commands/refusal.ts';
import type { CommandOptions, CommandOutcome } from '../commands/send-and-confirm.ts';
import { sendUpdate, type UpdateOptions, type UpdateOutcome } from '../commands/send-update.ts';
import { sharedOrders } from '../commands/shared-orders.ts';
import type { ChargerFinder } from './charger-finder.ts';
import type { Asking } from './read.ts';

/**
 * Each takes an id or a serial, in any case; one that is not held is looked up first, as by `find`. Each resolves with what
 * became of it: waiting and being refused are values. Who asks for a command that is under way at this charger joins it.
 * Source: zaptec-api.md §3.15.
 *
 * @throws SdkError `invalid-option`; `unknown-charger`, `queue-full`, `cancelled`, `closed`, `credentials-unreadable`, `login-refused`,
 *   `another-login`, `in-use` or `login-failed`: nothing was sent; nor where it has to be looked up first and that cannot be done: `too-early` where
 *   it was within the hour and nobody knows with what, `unreachable`, `cloud-refused` or `unreadable-answer`
 */
export interface ChargerCommands {
  /** Stops charging until it is resumed (506). Confirmed when the charger shows it. */
  pause(idOrSerial: string, options?: CommandOptions): Promise<CommandOutcome>;
  /** Ends a pause (507). */
  resume(idOrSerial: string, options?: CommandOptions): Promise<CommandOutcome>;
  /**
   * Ends the charge session and drops its authorisation (10001). The cloud's answer is no proof either way; the charger's
   * state is. Never sent a second time by itself.
   */
  deauthorize(idOrSerial: string, options?: CommandOptions): Promise<CommandOutcome>;
  /** Restarts the charger (102): offline for a minute or more. `accepted` where its return is not told. Never repeated by itself. */
  restart(idOrSerial: string, options?: CommandOptions): Promise<CommandOutcome>;
  /** Installs the firmware that is available (200); confirmed by another version. Never repeated by itself. */
  upgradeFirmware(idOrSerial: string, options?: CommandOptions): Promise<CommandOutcome>;
  /**
   * Writes documented settings. An Owner may be refused (403): sources disagree on whether one may. A value that the documents
   * do not allow is `refused`, `why` is `bad-value`, and nothing is sent; what is no setting, is none or is of another type rejects with
   * `invalid-option`.
   *
   * @example
   * await zaptec.chargers.update('ZAP049387', { offlineChargeCurrentA: 'automatic', meterValueIntervalS: 1800 });
   */
  update(idOrSerial: string, settings: ChargerSettings, options?: UpdateOptions): Promise<UpdateOutcome>;
}

export function chargerCommandsOf(core: AccountCore, finder: ChargerFinder): ChargerCommands {
  const { account, settings, ended, commands } = core;
  const share = sharedOrders({ account, ended, commands, clock: settings.clock }, settings.log);
  const ordering =
    (command: CommandName) =>
    async (idOrSerial: string, options?: CommandOptions): Promise<CommandOutcome> =>
      share({ chargerId: (await finder.known(idOrSerial, asker(options))).id, command }, options);
  return {
    pause: ordering('pause'),
    resume: ordering('resume'),
    deauthorize: ordering('deauthorize'),
    restart: ordering('restart'),
    upgradeFirmware: ordering('upgrade-firmware'),
    async update(idOrSerial, wanted, options) {
      const charger = await finder.known(idOrSerial, asker(options));
      const checked = checkedChargerSettings(wanted);
      if (checked.kind === 'refused') return checked.refused;
      if (!mayManage(charger)) {
        return notSent(
          'role',
          'Not sent: this account is a plain user of the charger. Settings need the role Service.',
        );
      }
      const outcome = await sendUpdate(
        core,
        { endpoint: 'charger-update', id: charger.id, body: checked.body },
        options,
      );
      if (outcome.outcome === 'accepted') core.updated(charger);
      return outcome;
    },
  };
}

const asker = ({ app = null, signal }: CommandOptions = {}): Asking => ({ app, ...(signal && { signal }) });
