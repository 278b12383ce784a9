// Waits until an account that was just opened has read what the doctor looks at. What was read in earlier runs and is fresh is
// not read again; what cannot be read is not waited for.
import { stateIds } from '@fairlead/protocol';
import { type Account, roleOf } from '@fairlead/sdk';
import type { Clock } from '../clock.ts';

/** Nothing came for so long and nothing waits: what is missing still does not come soon. Answers take 0.4 s. */
const quietMs = 5_000;
/** A look at 50,000 chargers takes some milliseconds. */
const lookEveryMs = 250;
/** A busy bus always has one more message: after 10 s the rest stays for the gateway. */
const backlogLookMs = 500;
const mostBacklogLooks = 20;

export interface FirstLook {
  /** Why the first lists could not be had, `cancelled` where nothing came in time; null where they could. */
  readonly unlisted: unknown;
  readonly unfinished: boolean;
}

/** @param signal ends the wait at once: what was read until then is looked at */
export async function firstLook(
  account: Account,
  clock: Clock,
  withinMs: number,
  signal: AbortSignal,
): Promise<FirstLook> {
  const late = new AbortController();
  const limit = clock.setTimer(() => late.abort(), withinMs);
  try {
    await account.ready(AbortSignal.any([late.signal, signal]));
  } catch (error) {
    return { unlisted: error, unfinished: false };
  } finally {
    clock.clearTimer(limit);
  }
  const isWhole = await allRead(account, clock, withinMs, signal);
  if (!signal.aborted) await backlogTaken(account, clock);
  return { unlisted: null, unfinished: !isWhole };
}

/**
 * A link that is closed amid a backlog waits 10 s for what it could not settle (measured). What came is kept, so that the
 * gateway, which reads the same subscription, loses nothing of it.
 */
async function backlogTaken(account: Account, clock: Clock): Promise<void> {
  const taken = (): number => account.streamStatus().reduce((sum, { messages }) => sum + messages, 0);
  let before = -1;
  for (let look = 0; look < mostBacklogLooks && taken() !== before; look++) {
    before = taken();
    await pause(clock, backlogLookMs);
  }
}

/** False when the time was up first. Where all is quiet nothing that is missing comes soon: that counts as read. */
async function allRead(account: Account, clock: Clock, withinMs: number, signal: AbortSignal): Promise<boolean> {
  let happened = false;
  const stop = account.subscribe(({ kind }) => {
    happened ||= kind === 'call' || kind === 'stream';
  });
  try {
    let quietForMs = 0;
    for (let passedMs = 0; passedMs < withinMs && !signal.aborted; passedMs += lookEveryMs) {
      if (isRead(account) || quietForMs >= quietMs) return true;
      await pause(clock, lookEveryMs);
      quietForMs = happened || account.governorStatus().queued > 0 ? 0 : quietForMs + lookEveryMs;
      happened = false;
    }
    return isRead(account);
  } finally {
    stop();
  }
}

function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.setTimer(resolve, ms));
}

function isRead(account: Account): boolean {
  const { mirror } = account;
  const opening = account
    .streamStatus()
    .some(({ state, trouble }) => trouble === null && (state === 'connecting' || state === 'off'));
  const may = ({ roles }: { readonly roles: number }): boolean => ['Owner', 'Service'].includes(roleOf(roles));
  return (
    !opening &&
    mirror.installations().every((each) => !may(each) || (each.answers?.detail && each.answers.firmware)) &&
    mirror
      .chargers()
      .every((each) => !each.active || !may(each) || mirror.observation(each.id, stateIds.ChargerOperationMode))
  );
}
