// What can befall the way between an account and its cloud, each with how it begins and ends, and what is promised then.
import type { FollowedCloud } from './followed-cloud.ts';
import { busPatienceMs, halfOpenNoticedMs, openGivenUpMs } from './weathered-doors.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** One lost link whose first new attempt succeeds: from the moment when it is noticed. */
const afterLossMs = 5 * second;
/** A longer outage: within the backoff then in force (cap 60 s) plus 5 s. */
const afterOutageMs = 65 * second;

export interface Fault {
  /** Answers its undo, where it does not end by itself. */
  readonly strike: (cloud: FollowedCloud) => Undo | Promise<Undo>;
  /** From the stroke until it is over: for a loss that has to be noticed, until then. */
  readonly lastsMs: number;
  /** From its end until every source is well again. */
  readonly freshWithinMs: number;
  /** From its end until everything that is pushed is held. Default: when the sources are well. */
  readonly heldWithinMs?: number;
  /** The same where it strikes at the start. Default: as ever. */
  readonly heldAfterStartWithinMs?: number;
  /** How soon after the start it strikes: where links are meant, when they stand. Default 500 ms. */
  readonly strikesAfterMs?: number;
  /** Whether no link outlives it. */
  readonly endsLinks: boolean;
  /** The state of the sources that it leads to while it lasts. */
  readonly leadsTo?: 'down' | 'shared';
  /** What becomes of a pause that is asked for in the same moment. */
  readonly pause: 'confirmed' | 'unconfirmed' | 'refused' | 'not-sent';
  /** Life of the tokens that are given while it lasts or later. Default a day. */
  readonly tokenLifeMs?: number;
}

type Undo = (() => unknown) | undefined;

const all = {} as const;
/** A loss of the link and nothing else, noticed at once. */
const loss = { lastsMs: 0, freshWithinMs: afterLossMs, strikesAfterMs: 2_500, endsLinks: true } as const;
/** One look a day finds out that it is over. */
const denial = { lastsMs: 2 * day, freshWithinMs: day + afterLossMs, leadsTo: 'down' } as const;

export const faults: Readonly<Record<string, Fault>> = {
  reset: {
    ...loss,
    pause: 'confirmed',
    strike({ doors, emulator }) {
      emulator.faults.plan({ kind: 'reset', when: 'after' }, { method: 'POST', path: 'sendCommand' });
      doors.reset();
      return undefined;
    },
  },
  'half-open': {
    ...loss,
    lastsMs: halfOpenNoticedMs,
    // Each state is read as soon as there is a link again: 81 s and 5 s are the 90 s that are promised.
    heldWithinMs: afterLossMs,
    // The states were read seconds before, and no second read is allowed for 600 s: what the bus handed to the dead link comes
    // again when its lock of 60 s runs out, the last when the bus notices too.
    heldAfterStartWithinMs: busPatienceMs - halfOpenNoticedMs + minute + afterLossMs,
    pause: 'confirmed',
    strike({ doors }) {
      doors.freeze();
      return undefined;
    },
  },
  hang: {
    lastsMs: 20 * minute,
    freshWithinMs: afterOutageMs,
    endsLinks: true,
    pause: 'unconfirmed',
    strike({ doors, emulator, clock }) {
      // The last call that hangs does so for 15 s, the last opening until it is given up: then it is over.
      emulator.faults.plan({ kind: 'hang' }, all, { forMs: 20 * minute - 15 * second });
      doors.turn('hanging');
      doors.freeze();
      clock.setTimer(() => doors.turn('fair'), 20 * minute - openGivenUpMs);
      return undefined;
    },
  },
  detach: {
    ...loss,
    pause: 'confirmed',
    strike({ emulator }) {
      emulator.faults.detachReaders();
      return undefined;
    },
  },
  'key rotation': {
    ...loss,
    pause: 'confirmed',
    strike({ emulator }) {
      emulator.faults.rotateBusKeys();
      return undefined;
    },
  },
  'subscription removed': {
    ...denial,
    strikesAfterMs: 2_500,
    endsLinks: true,
    pause: 'confirmed',
    strike({ emulator }) {
      const ids = emulator.accounts.owner.userGroupIds;
      for (const id of ids) emulator.faults.removeSubscription(id);
      return () => ids.map((id) => emulator.world.activateBus(`usergroup_${id}`));
    },
  },
  '403': {
    ...denial,
    endsLinks: true,
    pause: 'confirmed',
    strike({ emulator }) {
      emulator.switches.set({ bus: 'none' });
      return () => emulator.switches.set({ bus: 'both' });
    },
  },
  '503 wave': {
    lastsMs: 30 * minute,
    freshWithinMs: afterOutageMs,
    endsLinks: true,
    pause: 'refused',
    strike({ emulator }) {
      emulator.faults.plan({ kind: 'status', status: 503 }, all, { forMs: 30 * minute });
      emulator.faults.detachReaders();
      return undefined;
    },
  },
  'token revoked': {
    ...loss,
    pause: 'confirmed',
    strike({ emulator }) {
      emulator.faults.revokeTokens();
      emulator.faults.detachReaders();
      return undefined;
    },
  },
  'provider migration': {
    lastsMs: 10 * minute,
    freshWithinMs: afterOutageMs,
    endsLinks: true,
    pause: 'not-sent',
    tokenLifeMs: hour,
    strike({ emulator }) {
      emulator.faults.plan({ kind: 'status', status: 503 }, { path: '/oauth/token' }, { forMs: 10 * minute });
      emulator.switches.set({ 'token-life-s': 3_600, 'scope-needed': 'yes' });
      emulator.faults.revokeTokens();
      emulator.faults.detachReaders();
      return undefined;
    },
  },
  'DNS failure': {
    lastsMs: hour,
    freshWithinMs: afterOutageMs,
    endsLinks: true,
    pause: 'refused',
    strike({ doors }) {
      doors.turn('nameless');
      doors.reset();
      return () => doors.turn('fair');
    },
  },
  'laptop sleep of 3 h': {
    ...loss,
    lastsMs: 3 * hour,
    // Noticed by one look at the clocks, every 15 s.
    freshWithinMs: 15 * second + afterLossMs,
    pause: 'confirmed',
    strike({ doors, machine }) {
      doors.freeze();
      machine.fallAsleep();
      return () => machine.wakeUp();
    },
  },
  'second reader': {
    lastsMs: 2 * hour,
    strikesAfterMs: 2_500,
    // Numbers that went elsewhere count for half an hour, after the 6 min for which they may merely be locked.
    freshWithinMs: 37 * minute,
    endsLinks: false,
    leadsTo: 'shared',
    pause: 'confirmed',
    strike: ({ doors }) => doors.rival(),
  },
};
