// What a program may write at an installation: its documented settings, and the available current through its one writer.

import { userRoles } from '@fairlead/protocol';
import { mayManage } from '../account/lists.ts';
import type { AccountCore } from '../account/open-account.ts';
import type { CurrentAnswer } from '../commands/current-answer.ts';
import { currentWritersOf } from '../commands/current-writers.ts';
import { type HeldCurrent, heldCurrent } from '../commands/held-current.ts';
import { withSettings } from '../commands/held-settings.ts';
import { checkedInstallationSettings, type InstallationSettings } from '../commands/installation-settings.ts';
import type { CurrentWish } from '../commands/phase-currents.ts';
import { notSent } from '../commands/refusal.ts';
import { sendUpdate, type UpdateOptions, type UpdateOutcome } from '../commands/send-update.ts';
import { failure } from '../explain/failure.ts';
import type { InstallationRecord } from '../mirror/state-keeper.ts';

/**
 * Each takes an installation's id, a UUID. Source: zaptec-api.md §3.4.
 *
 * @throws SdkError `invalid-option`, `unknown-installation`, and for what would be written `cancelled` or `closed`
 */
export interface InstallationWrites {
  /**
   * Wishes an available current, A per phase, 0 to the installation's `MaxCurrent`. Resolves as soon as it is known when it
   * applies; `done` tells what became of it. There is one writer: wishes are coalesced, the latest wins and who wished before is
   * told `replaced`. A reduction goes as soon as 15 minutes have passed since the last write, an increase only when it has been
   * wanted unchanged for 60 s as well. A reduction that meets a spent slot is `late`: a fuse must not depend on it. Nothing is
   * written while no car is connected, nor what is in force already. Where a Go 2 is installed, or a charger that may be one for
   * all that it told yet, all phases get the lowest of the three. Writes of earlier runs count where the account is opened with `history`; a wish itself does not outlive its account.
   * A current outside its range is refused as a setting of `update` is: `why` is `bad-value`, in `done`.
   *
   * @example
   * const answer = await zaptec.installations.setAvailableCurrent(id, { amps: 16 });
   * console.log(answer.note);
   * const { outcome } = await answer.done;
   */
  setAvailableCurrent(
    id: string,
    wish: CurrentWish,
    options?: { readonly app?: string | null },
  ): Promise<CurrentAnswer>;
  /** What is held of the available current, and how old it is: as read, or as set since. Makes no call. */
  availableCurrent(id: string): HeldCurrent;
  /**
   * Writes documented settings. `maxCurrentA` needs the role Service. A value that the documents do not allow is `refused`, `why`
   * is `bad-value`, and nothing is sent; what is no setting, is none or is of another type rejects with `invalid-option`.
   *
   * @example
   * await zaptec.installations.update(id, { threeToOnePhaseSwitchCurrentA: 10 });
   */
  update(id: string, settings: InstallationSettings, options?: UpdateOptions): Promise<UpdateOutcome>;
}

export function installationWritesOf(core: AccountCore): InstallationWrites {
  const writers = currentWritersOf(core);
  const held = (id: string): InstallationRecord => {
    const record = core.account.mirror.installation(id.toLowerCase());
    if (record) return record;
    throw failure('find the installation', 'unknown-installation');
  };
  return {
    setAvailableCurrent: async (id, wish, { app = null } = {}) => writers.want(held(id), wish, app),
    availableCurrent: (id) => heldCurrent(held(id)),
    async update(id, settings, options) {
      const record = held(id);
      const checked = checkedInstallationSettings(settings);
      if (checked.kind === 'refused') return checked.refused;
      if (!mayManage(record)) {
        return notSent(
          'role',
          'Not sent: this account is a plain user of the installation. Settings need Owner or Service.',
        );
      }
      if (settings.maxCurrentA !== undefined && isOwnerOnly(record)) {
        return notSent('role', 'Not sent: maxCurrentA needs the role Service. Ask the installer to set it.');
      }
      const update = { endpoint: 'installation-update', id: record.id, body: checked.body } as const;
      const outcome = await sendUpdate(core, update, options);
      if (outcome.outcome === 'accepted') {
        const installations = [withSettings(held(record.id), checked.body)];
        await core.mirror.apply({ chargers: [], observations: [], installations });
      }
      return outcome;
    },
  };
}

/** Owner, and nothing that is known or may be taken to include Service (zaptec-api.md §2.8). */
function isOwnerOnly({ roles }: InstallationRecord): boolean {
  return roles !== userRoles.None && (roles & ~(userRoles.User | userRoles.Owner)) === 0;
}
