// One call on its way through the governor, and everybody who waits for it.
import type { CallClass, CallFact, Cause, Known, Method } from '@fairlead/policy';
import type { Lane } from '../account.ts';
import type { Exchange } from '../transport/exchange.ts';
import type { Place } from './lane-queue.ts';
import type { Party, Places } from './places.ts';

/** What the policy needs to know about a call, and how to make it. */
export interface GovernedCall {
  readonly class: CallClass;
  readonly method: Method;
  readonly path: string;
  readonly resource: string | null;
  readonly installationId: string | null;
  readonly command: number | null;
  readonly sets: CallFact['sets'];
  readonly narrowing: 'none' | 'name' | 'installation';
  readonly page: number | null;
  /** Mark of the cursor that it goes on at; null for a call without one. */
  readonly cursor: string | null;
  readonly pageSize: number | null;
  readonly window: CallFact['window'];
  readonly cause: Cause;
  readonly changed: Known;
  readonly charging: Known;
  readonly connected: Known;
  readonly allowed: Known;
  readonly shown: Known;
  readonly heldSinceMs: number | null;
  readonly lane: Lane;
  readonly app: string | null;
  /** Whose place and turn it takes. */
  readonly party: Party;
  /** Equal keys are one flight; null for calls that must not be shared. */
  readonly key: string | null;
  readonly needsToken: boolean;
  /** What is known now, asked again when the call leaves: it may have waited for minutes. Null where it cannot change. */
  readonly look: (() => KnownNow) | null;
  /** Makes the call once. Never rejects; everything that can go wrong is a value. */
  send(signal: AbortSignal): Promise<Sent>;
}

/** What changes while a call waits. */
export type KnownNow = Pick<
  GovernedCall,
  'installationId' | 'changed' | 'charging' | 'connected' | 'allowed' | 'shown'
>;

/** What `send` knows about its exchange beyond the exchange. */
export interface Sent {
  readonly exchange: Exchange;
  readonly rows: number | null;
  /** As a list says how many it has; null for all else. */
  readonly pages: number | null;
  /** The cloud's own error code, null where the answer told none. */
  readonly code: number | null;
  readonly changed: Known;
  readonly tokenLifeMs: number | null;
  /** After a 401: the token was discarded and a new one can be had. */
  readonly loginHelps: boolean;
}

/** Why a call did not leave, with what the caller can do with it. */
export type NotSentReason =
  /** `queued` calls wait already, in all (`of` the account) or of the app that asked. */
  | { readonly reason: 'queue-full'; readonly queued: number; readonly of: 'account' | 'app' }
  /** This `clause` of the policy lets it go from `untilMs` on (ms since 1970 UTC), which is longer than a call may wait. */
  | { readonly reason: 'too-early'; readonly untilMs: number; readonly clause: string }
  /** What is held is fresh enough for this `clause` until `freshUntilMs` (ms since 1970 UTC): read that. */
  | { readonly reason: 'held'; readonly freshUntilMs: number; readonly clause: string }
  /** This `clause` of the policy forbids it; `instead` says to a person what to do. */
  | { readonly reason: 'forbidden'; readonly clause: string; readonly instead: string }
  /** There is no token; `cause` is what the login failed with. */
  | { readonly reason: 'no-login'; readonly cause: unknown }
  /** The governor was closed before its turn. */
  | { readonly reason: 'closed' };

/** How a call ended for one waiter. `cancelled` with `sentAtMs`: the call was made and its outcome is not known. */
export type Ending =
  /** `exchange` is the answer, or how the connection failed: from `sentAtMs` to `answeredAtMs`, ms since 1970 UTC. */
  | {
      readonly kind: 'exchanged';
      readonly exchange: Exchange;
      readonly sentAtMs: number;
      readonly answeredAtMs: number;
    }
  /** The caller's signal ended it. It left at `sentAtMs`, ms since 1970 UTC; null: it never left. */
  | { readonly kind: 'cancelled'; readonly sentAtMs: number | null }
  /** It never left; `reason` says why. */
  | ({ readonly kind: 'not-sent' } & NotSentReason);

export interface Waiter {
  readonly onSent: ((sentAtMs: number) => void) | undefined;
  readonly onBack: (() => void) | undefined;
  readonly settle: (ending: Ending) => void;
  /** Stops listening to the caller's signal and gives a joiner's place back; null where there is neither. */
  leave: (() => void) | null;
}

export interface Flight {
  call: GovernedCall;
  /** Mostly one; identical reads share a flight. */
  readonly waiters: Waiter[];
  /** Where it waits in the lanes; null while parked, sent or ended. */
  place: Place<Flight> | null;
  /** Where it is counted while it waits. */
  holds: Places | null;
  state: 'waiting' | 'parked' | 'sent' | 'ended';
  attempt: number;
  firstId: string | null;
  sentAtMs: number | null;
  /** Of the last attempt; monotonic. */
  sentMonotonicMs: number;
  /** What it left as, the last time; null before. */
  sent: CallFact | null;
  /** Its place among those on their way (runway.ts). */
  slot: number;
  /** While it flies, a joiner may lift its lane. */
  leftAsCommand: boolean;
  loggedInAgain: boolean;
  /** A try after the first waits until here. */
  notBeforeMs: number;
}

export function newFlight(call: GovernedCall, waiters: Waiter[]): Flight {
  return {
    call,
    waiters,
    place: null,
    holds: null,
    state: 'waiting',
    attempt: 0,
    firstId: null,
    sentAtMs: null,
    sentMonotonicMs: 0,
    sent: null,
    slot: 0,
    leftAsCommand: false,
    loggedInAgain: false,
    notBeforeMs: 0,
  };
}
