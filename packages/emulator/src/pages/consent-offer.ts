// Which installations a consent page offers (zaptec-api.md §2.7).
import { installationTypes, userRoles } from '@fairlead/protocol';
import type { CloudAccount } from '../accounts/accounts.ts';
import type { PageParts } from './page-parts.ts';
import type { ConsentAsked } from './page-payload.ts';

/** On one page; the link names one by `installationId` where an owner has more. */
const maxOffered = 200;

export interface Offered {
  readonly id: string;
  readonly name: string;
  /** The group sees it already. */
  readonly open: boolean;
}

/** Own sites of the type asked for; of Pro sites only the one that the link names (documented). */
export function offeredTo(
  account: CloudAccount,
  asked: ConsentAsked,
  { world, accounts }: PageParts,
): readonly Offered[] {
  const offered: Offered[] = [];
  for (const installation of world.installations.values()) {
    if (offered.length >= maxOffered) break;
    if ((account.rolesIn(installation.id) & userRoles.Owner) === 0) continue;
    if (asked.installationId !== null && asked.installationId !== installation.id) continue;
    const row = installation.row();
    const named = asked.installationId === installation.id;
    const go = row['InstallationType'] === installationTypes.Smart;
    if (!named && (!go || asked.installationType !== installationTypes.Smart)) continue;
    const open = accounts.groupsSeeing(installation.id).includes(asked.group);
    if (!open || asked.showExisting) offered.push({ id: installation.id, name: String(row['Name']), open });
  }
  return offered;
}
