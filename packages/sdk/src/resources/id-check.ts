// Ids as a program passes them: UUIDs, as the cloud gives every id (zaptec-api.md §3.0). A name or a serial in their place
// would be asked for in vain, or narrow a list to nothing without a word.
import { isUuid } from '@fairlead/protocol';
import { type Check, check } from '../value-check.ts';

const whereItStands = {
  'an installation': 'as list() and find(name) of installations tell it',
  'a charger': 'as list() and find(serial) of chargers tell it',
  'a session': 'as the `session` of a charger and the archive tell it',
  'a user': 'as the cloud gave it',
} as const;

/** An id of such a thing, in any case. */
export function idOf(thing: keyof typeof whereItStands): Check {
  return check(`the id of ${thing}, a UUID, ${whereItStands[thing]}`, isUuid);
}
