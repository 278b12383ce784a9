// One source of one account: details, link, messages, and the way back after every end.
// Invariant: at most one link is in use, opened with details fetched for it; the loop ends by `close()` only.
import type { Fact } from '@fairlead/policy';
import type { Log, StreamSourceStatus } from '../account.ts';
import type { Clock } from '../clock.ts';
import { kindOf } from '../log/discreet-log.ts';
import type { Mirror } from '../mirror/mirror.ts';
import { SdkError } from '../sdk-error.ts';
import { backoff, backoffCapMs } from './backoff.ts';
import { gapWatch } from './gap-watch.ts';
import { groupCommit, maxBatchMessages } from './group-commit.ts';
import { healthOf, staleAfterMs } from './link-health.ts';
import { heldUntilMsOf, isDenied, lossOfError } from './link-loss-error.ts';
import { messageIntake } from './message-intake.ts';
import type {
  BusMessage,
  ConnectionDetails,
  LinkHandler,
  LinkLoss,
  MessageLink,
  MessageSource,
} from './message-source.ts';
import type { Oddity } from './oddities.ts';
import { openLink } from './open-link.ts';
import { sourceState, unusedLifeMs } from './source-state.ts';
import { streamJournal } from './stream-journal.ts';
import type { StreamScope } from './stream-scope.ts';

/** "Look again daily" (zaptec-api.md §4.5): where the account may have no stream, or where its subscription was removed. */
const deniedRetryMs = 86_400_000;
/**
 * A subscription that the bus does not know though its details were just told may be on its way, and details that cannot be
 * used may be a slip: so often in a row it counts as denied.
 */
const hopelessFrom = 2;
const hopeless: ReadonlySet<string> = new Set(['amqp:not-found', 'details']);

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
  /** When an earlier run last read this source, null when none did. */
  readonly lastReadAtMs: number | null;
  /** Messages may have been lost for good: what they told can be had by reading states alone. */
  readonly onMissed: (scope: StreamScope) => void;
}

/** Why a link is no longer used, or never came to be. */
type Ending =
  | { readonly kind: 'lost'; readonly loss: LinkLoss }
  | { readonly kind: 'not-opened'; readonly error: unknown }
  | { readonly kind: 'not-kept'; readonly messages: readonly BusMessage[]; readonly cause: unknown }
  | { readonly kind: 'silent' | 'slept' | 'closed' };

export interface StreamSource {
  start(): void;
  status(): StreamSourceStatus;
  /** The last few kinds of messages that could not be read. */
  oddities(): readonly Oddity[];
  /** Looks at the clock: an open link goes quiet or stale by itself. */
  tick(): void;
  /** The machine slept: an open link is taken for dead, and no wait goes on. */
  slept(): void;
  /** What was waited for may be there: a backoff ends now. The daily look at what was denied does not come sooner for it. */
  hurry(): void;
  close(): Promise<void>;
}

export function streamSource(options: StreamSourceOptions): StreamSource {
  const { accountId, scope, clock, log, onStatus } = options;
  const intake = messageIntake(options);
  const gaps = gapWatch();
  const wait = backoff(options.random);
  const journal = streamJournal({ ...options, ...scope });
  const status = (): StreamSourceStatus =>
    state.status({ messages: intake.messages(), undecodable: intake.oddities.count() });
  const state = sourceState(scope, clock, () => onStatus(status()), options.lastReadAtMs);

  /** Monotonic; null while no link is open. */
  let openedMs: number | null = null;
  let silentSinceMs = 0;
  let end: (ending: Ending) => void = () => {};
  let wake: () => void = () => {};
  /** What a pause waits for. */
  let waitsFor: 'another-try' | 'permission' = 'another-try';
  /** A link that is given up takes up to 6 s to end; the next one does not wait for it. */
  let goodbyes: Promise<unknown> = Promise.resolve();
  let closing = false;
  /** Times in a row that another try had no better prospects. */
  let failures = 0;
  /** Whether messages may have gone while nothing kept them for us: the subscription was not there, or nobody knows. */
  let unkept = options.lastReadAtMs === null || clock.nowMs() - options.lastReadAtMs >= unusedLifeMs;
  let loop: Promise<void> | null = null;

  const judge = (): void => {
    if (openedMs === null) return;
    const nowMs = clock.monotonicMs();
    const unexplainedGaps = options.detectShared ? gaps.unexplained(nowMs) : 0;
    const health = healthOf({ silentForMs: nowMs - silentSinceMs, unexplainedGaps });
    state.become(health, troubles[health] ?? null);
    if (options.detectShared && gaps.missed(nowMs)) options.onMissed(scope);
  };

  const opened = (previous: Ending): void => {
    if (openedMs !== null) return;
    openedMs = clock.monotonicMs();
    failures = 0;
    if (previous.kind !== 'silent') silentSinceMs = openedMs;
    gaps.linkOpened();
    intake.linkOpened();
    state.linkOpened();
    journal('opened');
    judge();
    if (unkept) options.onMissed(scope);
    unkept = false;
  };

  const arrived = (message: BusMessage): void => {
    silentSinceMs = clock.monotonicMs();
    gaps.arrived(message, silentSinceMs);
    state.messageArrived();
    journal('message');
    judge();
  };

  const handlerOf = (ended: (ending: Ending) => void, stopped: Promise<void>, previous: Ending): LinkHandler => {
    const commit = groupCommit({
      apply: intake.apply,
      stopped,
      failed: (cause, messages) => ended({ kind: 'not-kept', messages, cause }),
    });
    let over = false;
    return {
      message(message) {
        if (over) return Promise.resolve('abandon');
        opened(previous); // a source may deliver before its `open` has told us
        arrived(message);
        return commit(message);
      },
      lost(loss) {
        over = true;
        ended({ kind: 'lost', loss: lossOfError(loss, 'The link to the bus ended') });
      },
    };
  };

  /** One life of a link, from its details to its end. */
  const live = async (previous: Ending): Promise<Ending> => {
    const ended = new Promise<Ending>((resolve) => {
      end = resolve;
    });
    let stop: () => void = () => {};
    const stopped = new Promise<void>((resolve) => {
      stop = resolve;
    });
    const handler = handlerOf(end, stopped, previous);
    const open = async (): Promise<MessageLink> =>
      options.source.open(await options.details(scope), handler, { credit: maxBatchMessages });
    const opening = openLink(open, clock);
    const first = await Promise.race([
      ended,
      opening.link.then(
        (link) => ({ kind: 'opened', link }) as const,
        (error: unknown) => ({ kind: 'not-opened', error }) as const,
      ),
    ]);
    if (first.kind === 'opened') opened(previous);
    const ending = first.kind === 'opened' ? await ended : first;
    const wasOpenMs = openedMs === null ? 0 : clock.monotonicMs() - openedMs;
    if (openedMs !== null) state.linkEnded();
    if (openedMs !== null && ending.kind !== 'closed') journal('lost');
    openedMs = null;
    if (wasOpenMs >= backoffCapMs) wait.reset();
    const closed = first.kind === 'opened' ? first.link.close() : opening.abandon();
    stop();
    goodbyes = Promise.all([goodbyes, closed]);
    return ending;
  };

  const pause = (ms: number, until: typeof waitsFor = 'another-try'): Promise<void> =>
    new Promise((resolve) => {
      waitsFor = until;
      const done = (): void => {
        clock.clearTimer(timer);
        resolve();
      };
      const timer = clock.setTimer(done, ms);
      wake = done;
      if (closing) done();
    });

  /** What was in flight when the store failed is offered to it again, with no link open: no lock is held meanwhile. */
  const keepAgain = async (messages: readonly BusMessage[]): Promise<void> => {
    while (!closing) {
      await pause(wait.nextMs());
      if (closing) return;
      try {
        await intake.apply(messages);
        return wait.reset();
      } catch (cause) {
        log.warn({ accountId, ...scope, cause }, 'The store still cannot keep state; the stream waits.');
      }
    }
  };

  const recover = async (ending: Ending): Promise<void> => {
    switch (ending.kind) {
      case 'lost':
        log.warn({ accountId, ...scope, ...ending.loss }, 'The stream was lost; it is opened again.');
        state.become('connecting', ending.loss.message);
        return pause(wait.nextMs());
      case 'not-opened': {
        const loss = lossOfError(ending.error);
        failures = hopeless.has(loss.condition) ? failures + 1 : 0;
        const denied = isDenied(ending.error) || failures >= hopelessFrom;
        log.warn({ accountId, ...scope, ...loss, denied }, 'The stream could not be opened.');
        const heldUntilMs = heldUntilMsOf(ending.error);
        if (heldUntilMs !== null) {
          unkept = true; // it was denied before, in an earlier run perhaps
          state.become('down', loss.message);
          return pause(Math.max(1_000, heldUntilMs - clock.nowMs()), 'permission');
        }
        // Whoever keeps asking and is not let in does not shirk the bus: the law must be able to see it.
        journal('refused');
        if (!denied) {
          state.become('down', loss.message);
          return pause(wait.nextMs());
        }
        unkept = true;
        state.become('down', `${loss.message} Chargers are polled meanwhile; the stream is looked for once a day.`);
        return pause(deniedRetryMs, 'permission');
      }
      case 'not-kept':
        log.error({ accountId, ...scope, cause: ending.cause }, 'The store failed to keep state; nothing is lost.');
        state.become('down', `${notKept(ending.cause)} The stream waits for the store.`);
        return keepAgain(ending.messages);
      case 'slept':
        return state.become('connecting', 'The machine slept; the link is opened anew.');
      case 'silent':
      case 'closed':
        return;
    }
  };

  const run = async (): Promise<void> => {
    state.become('connecting', null);
    let ending: Ending = { kind: 'slept' };
    while (!closing) {
      ending = await live(ending);
      if (!closing) await recover(ending);
    }
    await goodbyes;
    state.become('off', null);
  };

  return {
    start() {
      loop ??= run();
    },
    status,
    oddities: () => intake.oddities.recent(),
    tick() {
      if (openedMs === null) return;
      judge();
      const nowMs = clock.monotonicMs();
      if (state.is('stale') && nowMs - openedMs > staleAfterMs) end({ kind: 'silent' });
    },
    slept() {
      wait.reset();
      end({ kind: 'slept' });
      wake();
    },
    hurry() {
      if (waitsFor === 'another-try' && state.is('down', 'connecting')) wake();
    },
    async close() {
      closing = true;
      end({ kind: 'closed' });
      wake();
      await loop;
    },
  };
}

const troubles: Partial<Record<string, string>> = {
  quiet: 'The link is open, but nothing came for more than 20 min.',
  stale: 'The link is open, but nothing came for more than an hour.',
  shared: 'Somebody else reads this subscription and takes part of its messages. Stop the other reader.',
};

const notKept = (cause: unknown): string =>
  cause instanceof SdkError ? cause.message : `Failed to keep state: ${kindOf(cause)}.`;
