// What an open link is worth, by numbers. Pure.
import type { StreamState } from '../account.ts';
import { sharedFrom } from './gap-watch.ts';

/** Two pulses of an idle charger (about every 600 s on Go, unconfirmed) have failed to come. Also the limit of a live value. */
const quietAfterMs = 20 * 60_000;
/**
 * Not even the hourly meter reading (554, on the hour, seen) has come: nobody can tell silence from a dead link any more,
 * so the values count as stale and the link is opened anew.
 */
export const staleAfterMs = 65 * 60_000;

/** Service Bus locks a message for at most 5 min: what it handed to a dead link has come again by then. */
export const locksEndWithinMs = 5 * 60_000;

export interface LinkFacts {
  /** Time since the last message, or since the opening of a link that was not opened because of silence. */
  readonly silentForMs: number;
  /** Sequence numbers that went to somebody else. */
  readonly unexplainedGaps: number;
}

/** The state of an open link. Closed links are `connecting` or `down`, which is not for this function to say. */
export function healthOf({ silentForMs, unexplainedGaps }: LinkFacts): StreamState {
  if (silentForMs > staleAfterMs) return 'stale';
  if (unexplainedGaps >= sharedFrom) return 'shared';
  return silentForMs > quietAfterMs ? 'quiet' : 'live';
}
