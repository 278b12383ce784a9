// All sources of one account, and the clock that watches over them.
// Invariant: one timer for all; at most `maxSources` sources.
import type { Fact } from '@fairlead/policy';
import { accountChecks } from '../account/checked-options.ts';
import type { Log, StreamSourceStatus } from '../account.ts';
import type { Clock } from '../clock.ts';
import { callOut } from '../log/call-out.ts';
import { discreetLog } from '../log/discreet-log.ts';
import type { Mirror } from '../mirror/mirror.ts';
import { type OptionRules, optionsBy } from '../option-table.ts';
import { sleepWatch } from '../sleep-watch.ts';
import { ableTo, callback, flag, fullText, listOf, oneOf, onlyFields } from '../value-check.ts';
import { watchedClock } from '../watched-clock.ts';
import type { ConnectionDetails, MessageSource } from './message-source.ts';
import type { Oddity } from './oddities.ts';
import type { StreamScope } from './stream-scope.ts';
import { streamSource } from './stream-source.ts';
import { turns } from './turns.ts';

/** An account with more installations than this reads the rest by polling. 64 links x about 1 MB of client. */
export const maxSources = 64;

/** What the supervisor of the stream is opened with. */
export interface StreamOptions {
  /** Name of the account in facts and log lines, such as `main`. */
  readonly accountId: string;
  /**
   * What is read: user groups, installations, or both; of more than 64 the first 64.
   *
   * @example [{ bus: 'group', scope: '90000000-0000-4000-8000-000000000001' }]
   */
  readonly scopes: readonly StreamScope[];
  /**
   * Fetches fresh connection details, before every connect, at the governor's pace. A rejection with `status` 403 or
   * 404 means that the account may have no stream there: it is asked again once a day. One with the code `too-early` is
   * asked again at its `retryAtMs`. Any other is tried again with backoff.
   *
   * @example ({ scope }) => connectionDetailsOf(scope) // a call of yours
   */
  readonly details: (scope: StreamScope) => Promise<ConnectionDetails>;
  /** What opens links to the bus, such as `serviceBusSource({ log })`. */
  readonly source: MessageSource;
  /**
   * Where the values go; a message is completed after the mirror has kept what it said.
   *
   * @example openMirror({ accountId: 'main', keeper: memoryKeeper(), clock, log })
   */
  readonly mirror: Mirror;
  /** Time of day, steady time and timers, such as `systemClock`. */
  readonly clock: Clock;
  /** Uniform in [0, 1), such as `Math.random`: spreads the tries after a loss. */
  readonly random: () => number;
  /** Called as pino is, such as `console`; it is told no secret. */
  readonly log: Log;
  /**
   * `opened`, `lost`, `refused` as they happen; `message` for the first of a link and then at most one a minute.
   *
   * @example (fact) => facts.push(fact)
   */
  readonly journal: (fact: Fact) => void;
  /**
   * Called when state or trouble of a source changes, not for every message.
   *
   * @example ({ scope, state, trouble }) => log.info({ scope, state, trouble }, 'stream')
   */
  readonly onStatus: (status: StreamSourceStatus) => void;
  /**
   * A charger that the mirror has no row of, once per link; its values are kept already.
   *
   * @example (chargerId) => lookUp(chargerId)
   */
  readonly onUnknownCharger: (chargerId: string, serial: string | null) => void;
  /** Whether gaps in sequence numbers mean that somebody else reads a subscription. Default true. @example false */
  readonly detectShared?: boolean;
  /**
   * When an earlier run last read a source, ms since 1970 UTC, null when none did. Default: none did.
   *
   * @example ({ scope }) => lastRead.get(scope) ?? null
   */
  readonly lastReadAtMs?: (scope: StreamScope) => number | null;
  /**
   * Messages of a source may have been lost for good: its subscription was not there or is new, or numbers never came.
   * What they told can be had by reading the states of its chargers alone. Default: nothing is done.
   *
   * @example ({ scope }) => readStatesOf(scope)
   */
  readonly onMissed?: (scope: StreamScope) => void;
  /**
   * A source is open again whose link before had been dead for a while: what the bus handed to that one comes when its locks
   * end, within 5 min. Whoever needs it sooner reads states. Default: nothing is done.
   *
   * @example ({ scope }) => readStatesOf(scope)
   */
  readonly onLate?: (scope: StreamScope) => void;
  /**
   * Numbers of a source are missing for more than 20 s: their messages are locked, or went to another reader, which 6 min tell.
   * All that was told until so long ago (ms) is known; null: nothing is in doubt any more, or `onMissed` told of it. Called at
   * each look, at least every 15 s, while there is doubt. Not with `detectShared: false`. Default: nothing is done.
   *
   * @example ({ scope }, knownAgoMs) => console.log(scope, knownAgoMs)
   */
  readonly onDoubt?: (scope: StreamScope, knownAgoMs: number | null) => void;
}

/** Keeps the links of an account open, for ever, with growing pauses. */
export interface StreamSupervisor {
  /** Opens every source; returns at once. */
  start(): void;
  /** How each source stands, in the order of `scopes`. */
  status(): readonly StreamSourceStatus[];
  /** Kinds of messages that could not be read, without personal data; a few per source. */
  oddities(): readonly (StreamScope & Oddity)[];
  /**
   * What was waited for may be there, such as the cloud after an outage: the source that waits longest for a try makes it now, at
   * most once in 5 min. While no link is open, it calls the others where it comes through.
   */
  hurry(): void;
  /** Closes every link, letting messages under way be settled (at most 5 s). No callback comes after it resolved. */
  close(): Promise<void>;
}

const { accountId: isName, source: isSource, clock: isClock, random: isRandom, log: isLog } = accountChecks;
const rules: OptionRules<StreamOptions> = {
  task: 'supervise the stream',
  table: {
    ...{ accountId: isName, source: isSource, clock: isClock, random: isRandom, log: isLog },
    scopes: listOf(onlyFields({ bus: oneOf('group', 'installation'), scope: fullText })),
    mirror: ableTo('apply', 'charger', 'chargers'),
    ...{ details: callback, journal: callback, onStatus: callback, onUnknownCharger: callback },
    ...{ detectShared: flag, lastReadAtMs: callback, onMissed: callback, onLate: callback, onDoubt: callback },
  },
  needed: {
    ...{ accountId: "an accountId such as 'main'", scopes: 'the scopes that are read', details: 'details' },
    ...{ source: 'a source such as serviceBusSource({ log })', mirror: 'a mirror', clock: 'systemClock' },
    ...{ random: 'Math.random', log: 'a log such as console', journal: 'a journal', onStatus: 'onStatus' },
    onUnknownCharger: 'onUnknownCharger',
  },
};

/**
 * Reads every source into a mirror, and comes back after every loss: with fresh details, after 1 s doubling to 60 s of which
 * half is chance, for ever; while the bus is away several sources try in turn, and the first that comes through calls the others,
 * at once or, where the links before did not last, after 1 s doubling to 60 s.
 * Usable without an account; nothing is opened before `start()`: whoever supplies the details decides at which pace they are fetched.
 *
 * @example
 * const mirror = openMirror({ accountId: 'main', keeper: memoryKeeper(), clock, log });
 * const stream = superviseStream({
 *   accountId: 'main', scopes: [{ bus: 'group', scope: groupId }], details, source, mirror, clock, log,
 *   random: Math.random, journal: () => {}, onStatus: ({ state, trouble }) => log.info({ state, trouble }, 'stream'),
 *   onUnknownCharger: () => {},
 * });
 * stream.start();
 * mirror.subscribe((change) => console.log(change));
 * await stream.close();
 *
 * @throws SdkError `invalid-option` when an option cannot be used
 */
export function superviseStream(given: StreamOptions): StreamSupervisor {
  const asked = optionsBy(given, rules);
  const clock = watchedClock(asked.clock);
  const options = { ...asked, clock };
  const { accountId } = options;
  const log = discreetLog(options.log);
  const scopes = options.scopes.slice(0, maxSources);
  if (scopes.length < options.scopes.length)
    log.warn({ accountId, left: options.scopes.length - maxSources }, `Only ${maxSources} sources are read at once.`);
  const detectShared = options.detectShared ?? true;
  const callbacks = {
    journal: guarded('journal', options.journal, log),
    onStatus: guarded('onStatus', options.onStatus, log),
    onUnknownCharger: guarded('onUnknownCharger', options.onUnknownCharger, log),
    onMissed: guarded('onMissed', options.onMissed ?? (() => {}), log),
    onLate: guarded('onLate', options.onLate ?? (() => {}), log),
    onDoubt: guarded('onDoubt', options.onDoubt ?? (() => {}), log),
  };
  const inTurn = turns(options);
  const sources = scopes.map((scope) => {
    const lastReadAtMs = options.lastReadAtMs?.(scope) ?? null;
    return streamSource({ ...options, ...callbacks, log, scope, detectShared, lastReadAtMs, turns: inTurn });
  });
  let started = false;
  const look = (): void => {
    for (const source of sources) source.tick();
  };
  /** States are looked at whenever the clocks are: a state is at most 15 s late. */
  const watch = sleepWatch({
    clock,
    slept(passedMs) {
      log.info({ accountId, passedMs }, 'The machine slept; the stream is opened anew.');
      for (const source of sources) source.slept();
    },
    setBack: look,
    awake: look,
  });

  return {
    start() {
      if (started) return;
      started = true;
      watch.start();
      for (const source of sources) source.start();
    },
    status: () => sources.map((source) => source.status()),
    oddities: () => sources.flatMap((source, n) => source.oddities().map((oddity) => withScope(scopes[n], oddity))),
    hurry: inTurn.hurry,
    async close() {
      watch.stop();
      await Promise.all(sources.map((source) => source.close()));
    },
  };
}

const withScope = (scope: StreamScope | undefined, oddity: Oddity): StreamScope & Oddity => ({
  ...(scope as StreamScope),
  ...oddity,
});

/** A callback that throws must not stop the stream, and a message that was kept must not come again for it. */
function guarded<Args extends readonly unknown[]>(name: string, callback: (...args: Args) => void, log: Log) {
  return (...args: Args): void => {
    callOut(
      () => callback(...args),
      (cause) => log.error({ name, cause }, 'A callback of the stream threw; the stream goes on.'),
    );
  };
}
