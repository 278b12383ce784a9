// One account's state: what was observed, by the one order, durable before anybody sees it.
// Invariant: nothing reaches a reader or a listener that the keeper has not taken; nothing secret gets in.
import type { Log } from '../account.ts';
import { type Clock, systemClock } from '../clock.ts';
import { type FailureDetails, failure } from '../explain/failure.ts';
import { inTime } from '../in-time.ts';
import { callOut } from '../log/call-out.ts';
import { discreetError, discreetLog, kindOf } from '../log/discreet-log.ts';
import { silentLog } from '../log/silent-log.ts';
import { mustFit } from '../must-fit.ts';
import { type OptionRules, optionsBy } from '../option-table.ts';
import { ableTo, callback, fields, fullText, list, text } from '../value-check.ts';
import { watchedClock, whenSetBack } from '../watched-clock.ts';
import { changesOf } from './changes.ts';
import { CloudTime } from './cloud-time.ts';
import { Holdings, maxChargers } from './holdings.ts';
import { KeeperError } from './keeper-error.ts';
import { MemoryKeeper, memoryKeeper } from './memory-keeper.ts';
import type { Mirror, MirrorChange } from './mirror.ts';
import type { Observation } from './observed.ts';
import { clockToleranceMs } from './receive.ts';
import { isEmpty, type Place, selectKept, selectWinners, type Winners } from './select-winners.ts';
import type { Batch, Kept, StateKeeper } from './state-keeper.ts';
import { timely } from './timely.ts';
import { maxStates } from './value-table.ts';
import { withRoom } from './with-room.ts';

/** A commit slower than this is reported: bus messages are locked for as little as 30 s while it runs. */
const slowCommitMs = 5_000;

/** What a mirror is opened with; everything has a default. */
export interface MirrorOptions {
  /** Whose state it is: under this name the keeper keeps it. Default `main`. @example 'depot-north' */
  readonly accountId?: string;
  /** Where state is kept over restarts. Default `memoryKeeper()`: nowhere. @example postgresKeeper // of your own making */
  readonly keeper?: StateKeeper;
  /** Tells how long the keeper took, and which rows are of a time that has not come. Default the machine's. @example manualClock() // of a test */
  readonly clock?: Clock;
  /** Warnings about a slow keeper, a full mirror, a listener that threw. Default none. @example pino() */
  readonly log?: Log;
}

/**
 * The most that is kept, 50,000 chargers × 75 values of about 100 bytes, is 375 MB: 38 s from a store that gives 10 MB/s. Thrice
 * that, and it hangs.
 */
const loadWithinMs = 120_000;
/** A batch is a list of 50,000 rows at most, 25 MB: 2.5 s at 10 MB/s. Twelve times that, and it hangs. */
const persistWithinMs = 30_000;

const isBatch = fields({ observations: list, chargers: list, installations: list });

const rules: OptionRules<MirrorOptions> = {
  task: 'open the mirror',
  table: {
    accountId: fullText,
    keeper: ableTo('load', 'persist'),
    clock: ableTo('nowMs', 'monotonicMs', 'setTimer', 'clearTimer'),
    log: ableTo('debug', 'info', 'warn', 'error'),
  },
  needed: {},
};

/**
 * A mirror on its own, without an account: for programs that bring their own observations. Empty until `load()`, which whoever
 * hands in a keeper calls first. An event time more than 5 min ahead of `hadAtMs`, where that is not told of `receivedAtMs`, is
 * not believed: tell `hadAtMs` where your own clock may be wrong.
 *
 * @throws SdkError `invalid-option` when an option cannot be used
 *
 * @example
 * const mirror = openMirror({ accountId: 'depot-north' });
 * await mirror.load();
 * mirror.subscribe((change) => console.log(change.kind));
 * const chargerId = 'c0ffee00-0000-4000-8000-000000000001';
 * const told = (value, atMs) => ({
 *   ...{ chargerId, stateId: 710, value, observedAtUs: atMs * 1000, receivedAtMs: Date.now() },
 *   ...{ via: 'poll', sequenceNumber: 0, clockSuspect: false },
 * });
 * const nowMs = Date.now();
 * await mirror.apply({ observations: [told('3', nowMs)], chargers: [], installations: [] });
 * await mirror.apply({ observations: [told('1', nowMs - 1)], chargers: [], installations: [] }); // came late, changes nothing
 * console.log(mirror.observation(chargerId, 710).value); // '3'
 */
export function openMirror(options: MirrorOptions = {}): Mirror {
  const { accountId = 'main', keeper = memoryKeeper(), clock: given = systemClock } = optionsBy(options, rules);
  const clock = watchedClock(given);
  const log = discreetLog(options.log ?? silentLog);
  const holdings = new Holdings();
  whenSetBack(clock, (byMs) => holdings.clockSetBack(byMs));
  const listeners = new Set<(change: MirrorChange) => void>();
  let fullReported = false;
  const time = new CloudTime();
  let last: Promise<unknown> = Promise.resolve();

  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = last.then(work);
    last = done.catch(() => {}); // the caller has the error; the next one in turn starts afresh
    return done;
  };

  const roomed = (selected: Winners): Winners => {
    const { winners, refused } = withRoom(holdings, selected);
    if (refused > 0 && !fullReported) {
      fullReported = true;
      log.error(
        { accountId, refused, maxChargers, maxStates },
        'Failed to hold a charger or value: the mirror is full. Split the account.',
      );
    }
    return winners;
  };

  const show = (batch: Winners): void => {
    for (const record of batch.installations) holdings.putInstallation(record);
    for (const row of batch.chargers) holdings.putCharger(row);
    for (let index = 0; index < batch.observations.length; index++) {
      const observation = batch.observations[index] as Observation;
      const { table, slot } = batch.places[index] as Place;
      if (slot >= 0) table?.write(slot, observation);
      else if (table) table.add(observation.stateId, observation);
      else holdings.putObservation(observation);
    }
  };

  const publish = (changes: readonly MirrorChange[]): void => {
    for (const change of changes)
      for (const listener of listeners) {
        callOut(
          () => listener(change),
          (cause) =>
            log.error(
              { accountId, change: change.kind, cause },
              'A listener of the mirror threw; it stays subscribed.',
            ),
        );
      }
  };

  /** By the receipts, which this machine's own clock told. */
  const tellIfBehind = ({ observations }: Kept): void => {
    const nowMs = clock.nowMs();
    const newestMs = observations.reduce((newest, { receivedAtMs }) => Math.max(newest, receivedAtMs), nowMs);
    if (newestMs - nowMs <= clockToleranceMs) return;
    const forMin = Math.round((newestMs - nowMs) / 60_000);
    log.warn({ accountId, nowMs }, `The clock is behind what was kept, by ${forMin} min at least. Set the clock.`);
  };

  /** What comes later is nobody's: it is still in the keeper. */
  const loaded = async (): Promise<Winners> => {
    const task = 'load the state kept';
    try {
      const kept = await inTime(keeper.load(accountId), clock, loadWithinMs);
      if (kept !== 'late') {
        tellIfBehind(kept);
        return selectKept(holdings, timely(kept, clock.nowMs()));
      }
    } catch (cause) {
      throw failure(task, 'store-unreadable', toldOf(cause));
    }
    const happened = `the keeper has not answered for ${loadWithinMs / 1_000} s`;
    throw failure(task, 'store-unreadable', { happened });
  };

  const keep = async ({ observations, chargers, installations }: Batch): Promise<void> => {
    const startedMs = clock.monotonicMs();
    const task = 'keep state';
    let kept: unknown;
    try {
      kept = await inTime(keeper.persist(accountId, { observations, chargers, installations }), clock, persistWithinMs);
    } catch (cause) {
      throw failure(task, 'store-failed', toldOf(cause));
    }
    if (kept === 'late') {
      const happened = `the keeper has not answered for ${persistWithinMs / 1_000} s`;
      throw failure(task, 'store-failed', { happened });
    }
    const tookMs = clock.monotonicMs() - startedMs;
    if (tookMs > slowCommitMs)
      log.warn({ accountId, tookMs, values: observations.length }, 'The store is slow to keep state.');
  };

  return {
    load: () =>
      inTurn(async () => {
        show(roomed(await loaded()));
      }),
    apply: (batch) =>
      inTurn(async () => {
        mustFit('apply a batch', isBatch(batch, 'batch'));
        time.note(batch.observations);
        const winners = roomed(selectWinners(holdings, batch, time.believedUntilUs));
        if (isEmpty(winners)) return;
        const changes = changesOf(holdings, winners);
        // What is borrowed is shown in the same breath: it may be copied as soon as anybody else has a turn.
        if (!(keeper instanceof MemoryKeeper && keeper.borrows(accountId, holdings))) await keep(winners);
        show(winners);
        publish(changes);
      }),
    subscribe(listener) {
      mustFit('subscribe to the mirror', callback(listener, 'listener'));
      const entry = (change: MirrorChange): void => listener(change);
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
    chargers: () => [...holdings.chargers.values()],
    charger: (id) => holdings.chargers.get(id),
    find(idOrSerial) {
      mustFit('find a charger', text(idOrSerial, 'idOrSerial'));
      return holdings.find(idOrSerial);
    },
    installations: () => [...holdings.installations.values()],
    installation: (id) => holdings.installations.get(id),
    observation: (chargerId, stateId) => holdings.observation(chargerId, stateId),
    observations: (chargerId) => holdings.observations(chargerId),
  };
}

function toldOf(cause: unknown): FailureDetails {
  const aside = cause instanceof KeeperError ? cause.message.replace(/\.$/, '') : kindOf(cause);
  return { aside, cause: discreetError(cause) };
}
