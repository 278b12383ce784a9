// The binding to a login that `keepIn` has, for a program with a store of its own: the gateway and its doctor. A door of its own
// (`@fairlead/sdk/own-keeping`): it asks of who comes in that he obeys the order of calls below.
import type { AccountOptions } from '../account/account-options.ts';
import { checkedAccount } from '../account/checked-account.ts';
import { openCore } from '../account/open-account.ts';
import type { Account } from '../account.ts';
import type { OwnKeeping } from './keep-in.ts';

export type { OwnKeeping } from './keep-in.ts';
export { type Hands, KeptOwner, type KeptOwnerOptions } from './kept-owner.ts';
export { makeLockable } from './make-lockable.ts';

/** As `openAccount`. What is handed in takes the place of a folder; `history` and `keepIn` are not looked at. */
export function openKeptAccount(options: AccountOptions, keeping: OwnKeeping): Account {
  return checkedAccount(openCore(options, keeping).account);
}
