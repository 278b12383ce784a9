// One source of one account: details, link, messages, and the way back after every end.
// Invariant: at most one link is in use, opened with details fetched for it; the loop ends by `close()` only.
import type { Fact } from '@fairlead/policy';
import type { Log, StreamSourceStatus } from '../account.ts';
import type { Clock } from '../clock.ts';
import type { Mirror } from '../mirror/mirror.ts';
import { backoff, backoffCapMs } from './backoff.ts';
import type { Ending } from './ending.ts';
import { gapWatch } from './gap-watch.ts';
import { healthOf, locksEndWithinMs, staleAfterMs } from './link-health.ts';
import { type LinkLife, linkLife } from './link-life.ts';
import { lossOfError, silentLoss } from './link-loss-error.ts';
import { messageIntake } from './message-intake.ts';
import type { BusMessage, ConnectionDetails, MessageSource } from './message-source.ts';
import type { Oddity } from './oddities.ts';
import { pauses } from './pauses.ts';
import { type Recovery, recoveryFrom } from './recovery.ts';
import { sourceState, unusedLifeMs } from './source-state.ts';
import { streamJournal } from './stream-journal.ts';
import { streamLog } from './stream-log.ts';
import type { StreamScope } from './stream-scope.ts';
import type { Turns } from './turns.ts';

export interface StreamSourceOptions {
  readonly accountId: string;
  readonly scope: StreamScope;
  readonly details: (scope: StreamScope) => Promise<ConnectionDetails>;
  readonly source: MessageSource;
  readonly mirror: Mirror;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly journal: (fact: Fact) => void;
  readonly onStatus: (status: StreamSourceStatus) => void;
  readonly onUnknownCharger: (chargerId: string, serial: string | null) => void;
  readonly detectShared: boolean;
  /** Shared by the sources of an account. */
  readonly turns: Turns;
  /** When an earlier run last read this source, null when none did. */
  readonly lastReadAtMs: number | null;
  /** Messages may have been lost for good: what they told can be had by reading states alone. */
  readonly onMissed: (scope: StreamScope) => void;
  /** Some message may have gone elsewhere: all is known until so long ago. Null: none may any more, or `onMissed` told of it. */
  readonly onDoubt: (scope: StreamScope, knownAgoMs: number | null) => void;
  /** The link before had been dead for a while before it was noticed: what the bus handed to it comes when its locks end. */
  readonly onLate: (scope: StreamScope) => void;
}

export interface StreamSource {
  start(): void;
  status(): StreamSourceStatus;
  /** The last few kinds of messages that could not be read. */
  oddities(): readonly Oddity[];
  /** Looks at the clock: an open link goes quiet or stale by itself. */
  tick(): void;
  /** The machine slept: an open link is taken for dead, and no wait goes on but for the daily look. */
  slept(): void;
  close(): Promise<void>;
}

export function streamSource(options: StreamSourceOptions): StreamSource {
  const { accountId, scope, clock, onStatus, turns } = options;
  const intake = messageIntake(options);
  const gaps = gapWatch();
  const backingOff = backoff(options.random);
  const pausing = pauses(clock);
  const journal = streamJournal({ ...options, ...scope });
  const log = streamLog(accountId, scope, options.log, clock);
  const status = (): StreamSourceStatus =>
    state.status({ messages: intake.messages(), undecodable: intake.oddities.count() });
  const state = sourceState(scope, clock, () => onStatus(status()), options.lastReadAtMs);

  /** Null while no link is open. Monotonic. */
  let open: { readonly sinceMs: number; readonly messagesBefore: number } | null = null;
  let silentSinceMs = 0;
  let life: LinkLife | null = null;
  /** A link that is given up takes up to 6 s to end; the next one does not wait for it. Of tries at least 0.5 s apart: 12. */
  const goodbyes = new Set<Promise<void>>();
  let closing = false;
  let failures = 0;
  /** Whether messages may have gone while nothing kept them for us: the subscription was not there, or nobody knows. */
  let unkept = options.lastReadAtMs === null || clock.nowMs() - options.lastReadAtMs >= unusedLifeMs;
  /** When a link was found to be dead, which nobody knows since when; monotonic, null when none was. */
  let deadAtMs: number | null = null;
  let doubted = false;
  let loop: Promise<void> | null = null;

  const doubt = (nowMs: number): void => {
    const knownUntilMs = gaps.knownUntilMs(nowMs);
    if (knownUntilMs !== null || doubted) options.onDoubt(scope, knownUntilMs === null ? null : nowMs - knownUntilMs);
    doubted = knownUntilMs !== null;
  };

  const judge = (): void => {
    if (open === null) return;
    const nowMs = clock.monotonicMs();
    const unexplainedGaps = options.detectShared ? gaps.unexplained(nowMs) : 0;
    const health = healthOf({ silentForMs: nowMs - silentSinceMs, unexplainedGaps });
    state.become(health, troubles[health] ?? null);
    if (!options.detectShared) return;
    if (gaps.missed(nowMs)) options.onMissed(scope);
    doubt(nowMs);
  };

  const opened = (previous: Ending['kind']): void => {
    if (open !== null) return;
    open = { sinceMs: clock.monotonicMs(), messagesBefore: intake.messages() };
    failures = 0;
    if (previous !== 'silent') silentSinceMs = open.sinceMs;
    gaps.linkOpened();
    intake.linkOpened();
    state.linkOpened();
    journal('opened');
    judge();
    if (unkept) options.onMissed(scope);
    unkept = false;
    if (deadAtMs !== null && open.sinceMs - deadAtMs < locksEndWithinMs) options.onLate(scope);
    deadAtMs = null;
    turns.opened();
  };

  const arrived = (message: BusMessage): void => {
    silentSinceMs = clock.monotonicMs();
    gaps.arrived(message, silentSinceMs);
    state.messageArrived();
    journal('message');
    judge();
  };

  const sayGoodbye = async (to: LinkLife): Promise<void> => {
    const goodbye = to.bury();
    goodbyes.add(goodbye);
    await goodbye;
    goodbyes.delete(goodbye);
  };

  /** Told no more of the one before: an error keeps its opening and so this call in memory, and would keep the error before it. */
  const live = async (previous: Ending['kind']): Promise<Ending> => {
    life = linkLife({
      clock,
      open: async (handler, how) => options.source.open(await options.details(scope), handler, how),
      apply: intake.apply,
      onOpen: () => opened(previous),
      onMessage: arrived,
    });
    const ending = await life.over;
    if (open !== null) {
      state.linkEnded();
      if (ending.kind !== 'closed') journal('lost');
      const lastedMs = clock.monotonicMs() - open.sinceMs;
      if (lastedMs >= backoffCapMs) backingOff.reset();
      turns.ended(lastedMs);
    }
    open = null;
    void sayGoodbye(life);
    return ending;
  };

  /**
   * A sleep shortens it, and neither that nor a step of the clock ends it: by the clock that went further, as the time of day may be
   * set back and the other one stands still in a sleep.
   */
  const permitted = async (ms: number): Promise<void> => {
    const untilMs = clock.nowMs() + ms;
    const untilMonotonicMs = clock.monotonicMs() + ms;
    const leftMs = (): number => Math.min(untilMs - clock.nowMs(), untilMonotonicMs - clock.monotonicMs());
    while (!closing && leftMs() > 0) await pausing.wait(leftMs());
  };

  /** What was in flight when the store failed is offered to it again, with no link open: no lock is held meanwhile. */
  const keepAgain = async (messages: readonly BusMessage[]): Promise<void> => {
    while (!closing) {
      await pausing.wait(backingOff.nextMs());
      if (closing) return;
      try {
        await intake.apply(messages);
        return backingOff.reset();
      } catch (cause) {
        log.trouble('warn', 'store', { cause }, 'The store still cannot keep state; the stream waits.');
      }
    }
  };

  const tell = (ending: Ending, { isDenied }: Recovery): void => {
    if (ending.kind === 'lost')
      log.trouble('warn', ending.loss.condition, ending.loss, 'The stream was lost; it is opened again.');
    if (ending.kind === 'not-opened') {
      const loss = lossOfError(ending.error);
      log.trouble('warn', loss.condition, { ...loss, denied: isDenied }, 'The stream could not be opened.');
    }
    if (ending.kind === 'not-kept')
      log.trouble('error', 'store', { cause: ending.cause }, 'The store failed to keep state; nothing is lost.');
    if (ending.kind === 'slept') log.gone();
  };

  const recover = async (ending: Ending): Promise<void> => {
    const recovery = recoveryFrom(ending, { failures, nowMs: clock.nowMs() });
    failures = recovery.failures;
    if (ending.kind === 'lost' && ending.loss.condition === silentLoss.condition) deadAtMs = clock.monotonicMs();
    unkept ||= recovery.isDenied;
    tell(ending, recovery);
    if (recovery.isRefused) journal('refused');
    if (recovery.become) state.become(recovery.become.state, recovery.become.trouble);
    switch (recovery.wait.kind) {
      case 'none':
        return;
      case 'backoff':
        return turns.wait(backingOff, pausing);
      case 'permission':
        return permitted(recovery.wait.ms);
      case 'store':
        return keepAgain(ending.kind === 'not-kept' ? ending.messages : []);
    }
  };

  const run = async (): Promise<void> => {
    state.become('connecting', null);
    let ending: Ending = { kind: 'slept' };
    while (!closing) {
      ending = await live(ending.kind);
      if (!closing) await recover(ending);
    }
    await Promise.all(goodbyes);
    state.become('off', null);
  };

  return {
    start() {
      loop ??= run();
    },
    status,
    oddities: () => intake.oddities.recent(),
    tick() {
      if (open === null) return;
      judge();
      log.look(open.sinceMs, intake.messages() - open.messagesBefore);
      if (state.is('stale') && clock.monotonicMs() - open.sinceMs > staleAfterMs) life?.end({ kind: 'silent' });
    },
    slept() {
      backingOff.reset();
      life?.end({ kind: 'slept' });
      pausing.wake();
    },
    async close() {
      closing = true;
      life?.end({ kind: 'closed' });
      pausing.close();
      await loop;
    },
  };
}

const troubles: Partial<Record<string, string>> = {
  quiet: 'The link is open, but nothing came for more than 20 min.',
  stale: 'The link is open, but nothing came for more than an hour.',
  shared: 'Somebody else reads this subscription and takes part of its messages. Stop the other reader.',
};
