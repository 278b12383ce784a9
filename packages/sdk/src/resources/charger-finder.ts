// Which charger a program means by an id or a serial: from what is held, else by one look-up, for reads and commands alike.
// Invariant: what left the account's list is held no more, here as in the list; a charger is looked up at most once an hour, and
// never by the whole list.
import { chargerIdPattern, isSerial } from '@fairlead/protocol';
import type { AccountCore } from '../account/open-account.ts';
import { failure } from '../explain/failure.ts';
import type { ChargerRow } from '../mirror/state-keeper.ts';
import { SdkError } from '../sdk-error.ts';
import { isNoSuch, NotFound } from './not-found.ts';
import type { Asking } from './read.ts';

export interface ChargerFinder {
  /** Undefined where the account has none such. @throws SdkError what keeps the look-up from being made */
  find(idOrSerial: string, asking: Asking): Promise<ChargerRow | undefined>;
  /** @throws SdkError `unknown-charger`, and as `find` */
  known(idOrSerial: string, asking: Asking): Promise<ChargerRow>;
}

export function chargerFinderOf({
  account,
  mirror,
  settings,
  lists,
  firstLists,
  ended,
  history,
}: AccountCore): ChargerFinder {
  const unknown = new NotFound(settings.clock);
  for (const fact of history) unknown.restore(fact, 'chargers');
  const until = (signal: AbortSignal | undefined): AbortSignal => (signal ? AbortSignal.any([ended, signal]) : ended);

  const listed = (idOrSerial: string): ChargerRow | undefined => account.mirror.find(idOrSerial);

  const find: ChargerFinder['find'] = async (idOrSerial, { app = null, signal }) => {
    const isId = chargerIdPattern.test(idOrSerial);
    const before = mirror.find(idOrSerial);
    // Of a serial a look-up tells who may see it; of an id the list does, since a detail says 403 to a User.
    if (isId && !before) await firstLists(signal);
    const held = listed(idOrSerial);
    if (held || !(isId || isSerial(idOrSerial)) || unknown.has(idOrSerial)) return held;
    try {
      await lists.lookUpNow(idOrSerial, app, until(signal));
    } catch (error) {
      // Of one that left, the list has said so already: where it was looked up within the hour, that stands.
      const isTooEarly = error instanceof SdkError && error.code === 'too-early';
      if (isTooEarly && before !== undefined) return undefined;
      if (isTooEarly) throw nobodyKnows(error);
      if (!isNoSuchThing(error)) throw error;
    }
    const found = listed(idOrSerial);
    if (!found) unknown.add(idOrSerial);
    return found;
  };

  return {
    find,
    async known(idOrSerial, asking) {
      const row = await find(idOrSerial, asking);
      if (row) return row;
      throw failure('find the charger', 'unknown-charger');
    },
  };
}

function isNoSuchThing(error: unknown): boolean {
  return error instanceof SdkError && error.code === 'cloud-refused' && isNoSuch(error.status);
}

/** It was looked up within the hour, and of what that told nothing was kept. */
function nobodyKnows({ clause, retryAtMs }: SdkError): SdkError {
  return failure('look a charger up', 'too-early', {
    ...(clause !== null && { clause }),
    ...(retryAtMs !== null && { retryAtMs, aside: `from ${new Date(retryAtMs).toISOString()}` }),
    happened: 'it was looked up within the hour and nothing of it is held',
    remedy: 'Check the serial or id, or ask again then',
  });
}
