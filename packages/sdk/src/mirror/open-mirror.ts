// One account's state: what was observed, by the one order, durable before anybody sees it.
// Invariant: nothing reaches a reader or a listener that the keeper has not taken; nothing secret gets in.
import type { Log } from '../account.ts';
import type { Clock } from '../clock.ts';
import { failure } from '../explain/failure.ts';
import { callOut } from '../log/call-out.ts';
import { discreetError, discreetLog, kindOf } from '../log/discreet-log.ts';
import { mustFit } from '../must-fit.ts';
import { type OptionRules, optionsBy } from '../option-table.ts';
import type { SdkError } from '../sdk-error.ts';
import { ableTo, callback, fields, fullText, list, text } from '../value-check.ts';
import { changesOf } from './changes.ts';
import { Holdings, maxChargers } from './holdings.ts';
import { KeeperError } from './keeper-error.ts';
import type { Mirror, MirrorChange } from './mirror.ts';
import { isEmpty, type Place, selectWinners, type Winners } from './select-winners.ts';
import type { Batch, StateKeeper } from './state-keeper.ts';
import { maxStates } from './value-table.ts';

/** A commit slower than this is reported: bus messages are locked for as little as 30 s while it runs. */
const slowCommitMs = 5_000;

/** What a mirror is opened with. */
export interface MirrorOptions {
  /** Name under which the keeper keeps it. @example 'main' */
  readonly accountId: string;
  /** Where state is kept; nothing is shown that it has not taken. @example memoryKeeper() */
  readonly keeper: StateKeeper;
  /** Measures how long the keeper takes. @example systemClock */
  readonly clock: Clock;
  /** Called as pino is; it is told no secret. @example console */
  readonly log: Log;
}

const isBatch = fields({ observations: list, chargers: list, installations: list });

const rules: OptionRules<MirrorOptions> = {
  task: 'open the mirror',
  table: {
    accountId: fullText,
    keeper: ableTo('load', 'persist'),
    clock: ableTo('nowMs', 'monotonicMs', 'setTimer', 'clearTimer'),
    log: ableTo('debug', 'info', 'warn', 'error'),
  },
  needed: {
    ...{ accountId: "an accountId such as 'main'", keeper: 'a keeper such as memoryKeeper()' },
    ...{ clock: 'systemClock', log: 'a log such as console' },
  },
};

/**
 * A mirror on its own, without an account: for programs that bring their own observations. Empty until `load()`.
 *
 * @example
 * const mirror = openMirror({ accountId: 'main', keeper: memoryKeeper(), clock: systemClock, log: console });
 * await mirror.load();
 *
 * @throws SdkError `invalid-option` when an option cannot be used
 */
export function openMirror(options: MirrorOptions): Mirror {
  const { accountId, keeper, clock, log: given } = optionsBy(options, rules);
  const log = discreetLog(given);
  const holdings = new Holdings();
  const listeners = new Set<(change: MirrorChange) => void>();
  let fullReported = false;
  let last: Promise<unknown> = Promise.resolve();

  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = last.then(work);
    last = done.catch(() => {}); // the caller has the error; the next one in turn starts afresh
    return done;
  };

  const show = (batch: Winners): void => {
    let refused = 0;
    for (const record of batch.installations) if (!holdings.putInstallation(record)) refused++;
    for (const row of batch.chargers) if (!holdings.putCharger(row)) refused++;
    for (const [index, observation] of batch.observations.entries()) {
      const { table, slot } = batch.places[index] as Place;
      if (table && slot >= 0) table.write(slot, observation);
      else if (!holdings.putObservation(observation)) refused++;
    }
    if (refused === 0 || fullReported) return;
    fullReported = true;
    log.error(
      { accountId, refused, maxChargers, maxStates },
      'Failed to hold a charger or value: the mirror is full. Split the account.',
    );
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

  const keep = async ({ observations, chargers, installations }: Batch): Promise<void> => {
    const startedMs = clock.monotonicMs();
    try {
      await keeper.persist(accountId, { observations, chargers, installations });
    } catch (cause) {
      throw notKept(cause);
    }
    const tookMs = clock.monotonicMs() - startedMs;
    if (tookMs > slowCommitMs)
      log.warn({ accountId, tookMs, values: observations.length }, 'The store is slow to keep state.');
  };

  return {
    load: () =>
      inTurn(async () => {
        const kept = await keeper.load(accountId);
        show(selectWinners(holdings, kept));
      }),
    apply: (batch) =>
      inTurn(async () => {
        mustFit('apply a batch', isBatch(batch, 'batch'));
        const winners = selectWinners(holdings, batch);
        if (isEmpty(winners)) return;
        const changes = changesOf(holdings, winners);
        await keep(winners);
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

function notKept(cause: unknown): SdkError {
  const aside = cause instanceof KeeperError ? cause.message.replace(/\.$/, '') : kindOf(cause);
  return failure('keep state', 'store-failed', { aside, cause: discreetError(cause) });
}
