// The lists as a caller asks for them: from the mirror while they are fresh, else after one paged read.

import { cadences } from '../account/cadence.ts';
import type { ListName } from '../account/lists.ts';
import type { AccountCore } from '../account/open-account.ts';
import { failure } from '../explain/failure.ts';
import { hasLeft } from '../guarded.ts';
import { SdkError } from '../sdk-error.ts';
import type { Asking } from './read.ts';

/** How old a list may be, who asks, and how the wait ends. */
export interface ListAsking extends Asking {
  /**
   * How old the list may be, ms. Default: as old as it becomes by itself, about 6 h; 1 h where the list alone tells of
   * some charger. Less than 1 h counts as 1 h: the policy's floor for full lists (`list-cadence`).
   *
   * @example 2 * 3_600_000 // two hours
   */
  readonly maxAgeMs?: number;
}

/** Full lists "at a maximum of once an hour" (policy §2). */
const floorMs = 3_600_000;

/**
 * Sees to it that the list is fresh. Where it cannot be read now, what is held serves: every row says how old it is, and the
 * login state why.
 *
 * @returns since when a row must have been read to be in the list still
 * @throws SdkError when no list was ever read, or the caller stopped waiting
 */
export async function freshList(core: AccountCore, list: ListName, asking: ListAsking): Promise<number> {
  const { lists, settings } = core;
  stillAsked(asking);
  await core.firstLists(asking.signal);
  // The account itself reads the list as often as this: a fresh list needs no call of a caller.
  const { everyMs, spreadMs } = core.listsAlone() ? cadences.listsAlone : cadences.lists;
  const maxAgeMs = Math.max(floorMs, asking.maxAgeMs ?? everyMs + spreadMs);
  const readAtMs = lists.readAtMs(list);
  if (readAtMs !== null && settings.clock.nowMs() - readAtMs < maxAgeMs) return readAtMs;
  try {
    await readList(core, list, asking);
  } catch (error) {
    if (!(error instanceof SdkError) || error.code === 'cancelled' || error.code === 'closed') throw error;
    settings.log.info({ list, code: error.code }, 'A list could not be read for a caller; what is held is served.');
  }
  return lists.readAtMs(list) ?? 0;
}

/** @throws SdkError `cancelled` where the caller has left, also between two rows of what is held */
export function stillAsked(asking: Asking): void {
  if (hasLeft(asking)) throw failure('list', 'cancelled');
}

/** Reads the list now. Others may wait for the same read: it goes on when this caller leaves. @throws SdkError */
export async function readList({ lists, ended }: AccountCore, list: ListName, asking: Asking): Promise<void> {
  const reading = { cause: 'user', app: asking.app ?? null } as const;
  const { signal } = asking;
  const left = Promise.withResolvers<never>();
  const leave = (): void => left.reject(failure('wait for a list', 'cancelled'));
  signal?.addEventListener('abort', leave, { once: true });
  if (signal?.aborted) leave();
  try {
    if (signal?.aborted) await left.promise;
    const read = list === 'chargers' ? lists.readChargers(reading, ended) : lists.readInstallations(reading, ended);
    await Promise.race([read, left.promise]);
  } finally {
    signal?.removeEventListener('abort', leave);
  }
}
