// Waits until an account that was just opened has read what the doctor looks at. What was read in earlier runs and is fresh is
// not read again; what cannot be read is not waited for.
import { stateIds } from '@fairlead/protocol';
import { type Account, roleOf } from '@fairlead/sdk';
import type { Clock } from '../clock.ts';

/** Nothing came for so long and nothing waits: what is missing still does not come soon. Answers take 0.4 s. */
const quietMs = 5_000;
/** A busy bus always has one more message: after 10 s the rest stays for the gateway. */
const backlogLookMs = 500;
const mostBacklogLooks = 20;

export interface FirstLook {
  /** Why the first lists could not be had; null where they could. */
  readonly unlisted: unknown;
  readonly unfinished: boolean;
}

export async function firstLook(account: Account, clock: Clock, withinMs: number): Promise<FirstLook> {
  const late = new AbortController();
  const limit = clock.setTimer(() => late.abort(), withinMs);
  try {
    await account.ready(late.signal);
  } catch (error) {
    const { trouble } = account.loginState();
    return { unlisted: late.signal.aborted && trouble !== null ? null : error, unfinished: late.signal.aborted };
  } finally {
    clock.clearTimer(limit);
  }
  const isWhole = await allRead(account, clock, withinMs);
  await backlogTaken(account, clock);
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
    await new Promise<void>((resolve) => void clock.setTimer(resolve, backlogLookMs));
  }
}

function allRead(account: Account, clock: Clock, withinMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const onQuiet = (): void => {
      if (account.governorStatus().queued === 0) done(true);
      else quiet = clock.setTimer(onQuiet, quietMs);
    };
    let quiet = clock.setTimer(onQuiet, quietMs);
    const limit = clock.setTimer(() => done(false), withinMs);
    const done = (isWhole: boolean): void => {
      stop();
      clock.clearTimer(quiet);
      clock.clearTimer(limit);
      resolve(isWhole);
    };
    const look = (): void => {
      if (isRead(account)) done(true);
      else {
        clock.clearTimer(quiet);
        quiet = clock.setTimer(onQuiet, quietMs);
      }
    };
    const stop = account.subscribe(look);
    look();
  });
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
