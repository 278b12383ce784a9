// Commands of one account, from the wish to the proof. One flight per charger; an equal wish joins it.
// Invariant: nothing is ever sent twice by itself, neither after an unknown outcome nor after a restart.
import { randomUUID } from 'node:crypto';
import { checkCommand, commandState } from '@fairlead/protocol';
import {
  type Account,
  type CommandSent,
  commandsByName,
  confirmWithinMs,
  isConfirmed,
  type Log,
  unseenReason,
} from '@fairlead/sdk';
import { expiringMap } from '../apps/expiring-map.ts';
import type { Clock } from '../clock.ts';
import type { CommandName, CommandView } from '../contract.ts';
import { reasonOf } from '../gateway-error.ts';
import type { Store, StoredCommand } from '../store/store.ts';
import { commandView, hasEnded } from './command-view.ts';
import { type Answered, answerOf, type Flight, takeFlight } from './flight.ts';

/** For how long an idempotency key names its command. */
const keyLifeMs = 86_400_000;
/** Refusals that no key names are remembered for a while: 200 of about 0.4 kB are 80 kB, an hour is long to look one up. */
const maxRefusals = 200;
const refusalLifeMs = 3_600_000;
const notSentAtStop =
  'The gateway was stopped before this was sent, and nothing is sent late by itself. Send it again if it is still wanted.';
const maybeSent =
  'The gateway ended without warning while this was on its way out: it is not known whether it was sent, and no changed state was seen since. Look at the charger before sending it again.';

export interface CommandWish {
  readonly chargerId: string;
  readonly command: CommandName;
  readonly app: string;
  readonly idempotencyKey: string | null;
}

export type Requested =
  | { readonly kind: 'taken'; readonly command: CommandView; readonly answered: Promise<Answered> }
  | { readonly kind: 'refused'; readonly command: CommandView; readonly reason: string }
  | { readonly kind: 'busy'; readonly reason: string; readonly retryAfterMs: number }
  | { readonly kind: 'key-reused'; readonly reason: string };

export interface CommandDesk {
  /** Resolves when the wish is kept and checked. */
  request(wish: CommandWish): Promise<Requested>;
  /** Of this account only. */
  find(id: string): Promise<CommandView | null>;
  underWay(chargerId: string): readonly CommandView[];
  /** Called when something about this charger was observed. */
  noticed(chargerId: string): void;
  /** Brings what an earlier run of this login left behind to an honest end; again when it is known only later whose it is. */
  recover(): Promise<void>;
  /** Stops watching. What surely was not sent is refused; the rest stays as it is kept and is taken up by the next run. */
  close(): Promise<void>;
}

export interface CommandDeskOptions {
  readonly account: Account;
  /** Where commands of now are kept, and those of whoever runs the account. */
  readonly shelf: () => string;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly told: (command: CommandView) => void;
}

export function commandDesk({ account, shelf, store, clock, log, told }: CommandDeskOptions): CommandDesk {
  /** By charger: bounded by the number of chargers. */
  const flights = new Map<string, Flight>();
  const timers = new Map<Flight, unknown>();
  /** Of an earlier run that ended between the sending and the note of it: bounded by the number of flights. */
  const doubtful = new Set<Flight>();
  const refusals = expiringMap<CommandView>(() => clock.nowMs(), maxRefusals);
  const abort = new AbortController();
  /** One for each flight at most; an abort settles each at once. */
  const sends = new Set<Promise<void>>();

  const board = (command: StoredCommand): Flight => {
    const flight = takeFlight(command, store, (next) => {
      if (hasEnded(next)) land(flight);
      told(commandView(next));
    });
    flights.set(command.chargerId, flight);
    return flight;
  };
  const land = (flight: Flight): void => {
    clock.clearTimer(timers.get(flight));
    timers.delete(flight);
    doubtful.delete(flight);
    if (flights.get(flight.current.chargerId) === flight) flights.delete(flight.current.chargerId);
  };
  const kept = (step: Promise<void>): Promise<void> =>
    step.catch((cause) =>
      log.error({ accountId: account.accountId, reason: reasonOf(cause) }, 'Failed to keep a step of a command.'),
    );
  const end = (
    flight: Flight,
    state: 'confirmed' | 'refused' | 'unconfirmed',
    reason?: string,
    sentAtMs: number | null = flight.current.sentAtMs,
  ): Promise<void> =>
    kept(flight.step({ state, sentAtMs, endedAtMs: clock.nowMs(), ...(reason === undefined ? {} : { reason }) }));

  const confirm = (flight: Flight): boolean => {
    const { command, chargerId, acceptedAtMs } = flight.current;
    const sentAtMs = flight.current.sentAtMs ?? (doubtful.has(flight) ? acceptedAtMs : null);
    if (sentAtMs === null || !isConfirmed(command, account.mirror, chargerId, sentAtMs)) return false;
    end(flight, 'confirmed');
    return true;
  };
  const watch = (flight: Flight, onTimeout: string): void => {
    if (confirm(flight)) return;
    timers.set(
      flight,
      clock.setTimer(() => end(flight, 'unconfirmed', onTimeout), confirmWithinMs),
    );
  };

  const follow = (flight: Flight, sent: CommandSent): void => {
    flight.answer({ outcome: sent.outcome, reason: 'reason' in sent ? sent.reason : null });
    switch (sent.outcome) {
      case 'refused':
        // It may have left the governor and have reached nobody: then nothing was sent.
        end(flight, 'refused', sent.reason, sent.sentAtMs);
        break;
      case 'accepted':
      case 'unknown':
        watch(flight, unseenReason(sent, confirmWithinMs));
        break;
    }
  };
  const send = async (flight: Flight): Promise<void> => {
    const { chargerId, command, app } = flight.current;
    const onSent = (sentAtMs: number): void => void kept(flight.step({ state: 'sent', sentAtMs }));
    try {
      const sent = await account.sendCommand(chargerId, commandsByName[command].id, {
        app,
        signal: abort.signal,
        onSent,
      });
      if (flight.current.sentAtMs === null && sent.outcome !== 'refused') onSent(sent.sentAtMs);
      follow(flight, sent);
    } catch (thrown) {
      if (abort.signal.aborted) {
        // Certain: the governor gave it back. What left already is taken up by the next run.
        if (flight.current.sentAtMs === null) await end(flight, 'refused', notSentAtStop);
        return;
      }
      if (flight.current.sentAtMs === null) end(flight, 'refused', `Not sent: ${reasonOf(thrown)}`);
      else follow(flight, { outcome: 'unknown', sentAtMs: flight.current.sentAtMs, reason: reasonOf(thrown) });
    }
  };

  const earlier = async ({ chargerId, command, app, idempotencyKey }: CommandWish): Promise<Requested | undefined> => {
    if (idempotencyKey === null) return undefined;
    const held = await store.commandWithKey(shelf(), app, idempotencyKey, clock.nowMs() - keyLifeMs);
    if (!held) return undefined;
    if (held.chargerId !== chargerId || held.command !== command)
      return {
        kind: 'key-reused',
        reason: `This Idempotency-Key stands for another command (${held.command}, ${held.id}). Use a new key for a new wish.`,
      };
    const flight = flights.get(chargerId);
    return taken(
      flight?.current.id === held.id ? flight.current : held,
      flight?.answered ?? Promise.resolve(answerOf(held)),
    );
  };

  const depart = async (flight: Flight): Promise<Requested> => {
    const { command, chargerId } = flight.current;
    flight.pass('accepted');
    const known = commandState((stateId) => account.mirror.observation(chargerId, stateId)?.value);
    const check = checkCommand(commandsByName[command].id, known);
    if (check.kind === 'refuse') {
      const refusal = { state: 'refused', reason: check.reason, endedAtMs: clock.nowMs() } as const;
      // Without a key nothing may ask for it after a restart: a looping automation must not fill the disk.
      if (flight.current.idempotencyKey === null) {
        flight.end(refusal);
        refusals.set(flight.current.id, commandView(flight.current), clock.nowMs() + refusalLifeMs);
      } else await flight.step(refusal);
      return { kind: 'refused', command: commandView(flight.current), reason: check.reason };
    }
    flight.pass('checked');
    await flight.step({ state: 'queued' });
    const sending = send(flight).finally(() => sends.delete(sending));
    sends.add(sending);
    return taken(flight.current, flight.answered);
  };

  return {
    async request(wish) {
      const before = await earlier(wish);
      if (before) return before;
      const held = flights.get(wish.chargerId);
      if (held?.current.command === wish.command) return taken(held.current, held.answered);
      if (held)
        return {
          kind: 'busy',
          reason: `A ${held.current.command} of this charger is under way (${held.current.id}). Wait for its end, then send this again.`,
          retryAfterMs: 5_000,
        };
      const flight = board(newCommand(shelf(), wish, clock.nowMs()));
      try {
        return await depart(flight);
      } catch (thrown) {
        // What could not be kept is not under way: the next wish of this charger must not wait for it.
        land(flight);
        throw thrown;
      }
    },
    async find(id) {
      const refusal = refusals.get(id);
      if (refusal) return refusal;
      const held = await store.command(id);
      return held?.accountId === shelf() ? commandView(held) : null;
    },
    underWay(chargerId) {
      const flight = flights.get(chargerId);
      return flight ? [commandView(flight.current)] : [];
    },
    noticed(chargerId) {
      const flight = flights.get(chargerId);
      if (flight && (flight.current.state === 'sent' || doubtful.has(flight))) confirm(flight);
    },
    async recover() {
      for (const command of await store.commands(shelf(), Number.MAX_SAFE_INTEGER)) {
        if (flights.get(command.chargerId)?.current.id === command.id) continue;
        const flight = board(command);
        if (command.state === 'sent')
          watch(
            flight,
            'The gateway restarted while it waited for the charger, and no changed state was seen since. Look at the charger before sending it again.',
          );
        else {
          // `sent` is kept after the sending, so that the disk never delays a command: this one may have left.
          doubtful.add(flight);
          watch(flight, maybeSent);
        }
      }
    },
    async close() {
      abort.abort();
      for (const timer of timers.values()) clock.clearTimer(timer);
      timers.clear();
      await Promise.all(sends);
    },
  };
}

function taken(command: StoredCommand, answered: Promise<Answered>): Requested {
  return { kind: 'taken', command: commandView(command), answered };
}

function newCommand(shelf: string, wish: CommandWish, acceptedAtMs: number): StoredCommand {
  return {
    ...wish,
    accountId: shelf,
    id: randomUUID(),
    state: 'accepted',
    reason: null,
    acceptedAtMs,
    sentAtMs: null,
    endedAtMs: null,
  };
}
