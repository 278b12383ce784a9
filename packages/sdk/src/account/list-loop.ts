// Reads the lists at the start and then as seldom as keeps them true: every six hours where the stream or state reads tell
// of every charger, hourly where the list alone does. What the policy asks to wait for, and outages, only move the next time.
// Invariant: where nothing is held the first lists are read at once, by the one more full list an hour that the policy opens.
import type { Log } from '../account.ts';
import type { Clock, Timer } from '../clock.ts';
import { failure } from '../explain/failure.ts';
import type { Mirror } from '../mirror/mirror.ts';
import { SdkError } from '../sdk-error.ts';
import { cadences, intervalMs } from './cadence.ts';
import type { ListName, Lists } from './lists.ts';

/** After a failure that is no weather: a full store, an answer that cannot be read. */
const retryMs = 60_000;
/** Longest part of a wait, ms. */
const longestStepMs = 300_000;
/** After a final refusal, such as 403: an hour, the floor of the lists. */
const refusedRetryMs = 3_600_000;

export interface ListLoopOptions {
  readonly lists: Lists;
  readonly mirror: Mirror;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Whether some charger is told of by the list alone: no stream does, and its state may not be read. */
  readonly listsAlone: () => boolean;
  /** Installations are known: the stream can be attached, before the chargers are listed. */
  readonly onInstallations: () => Promise<void>;
  readonly onLists: () => void;
  readonly onFailure: (error: unknown) => void;
}

/** Runs until the signal aborts; never rejects. */
export async function followLists(options: ListLoopOptions): Promise<void> {
  const { lists, mirror, clock, log, signal } = options;
  let cause: 'start' | 'reconcile' = 'start';

  /** What a look-up of one charger told since is no list. */
  const held = { installations: mirror.installations().length > 0, chargers: mirror.chargers().length > 0 };

  const read = async (name: ListName, list: Lists['readChargers']): Promise<number> => {
    try {
      await list({ cause }, signal);
    } catch (error) {
      if (!isTooEarly(error)) throw error;
      if (held[name]) return error.retryAtMs ?? 0;
      // The state was lost, or never kept: every charger is unknown, for which the policy opens one more full list an hour.
      await list({ cause: 'unknown-charger' }, signal);
    }
    held[name] = true;
    return 0;
  };

  const readOnce = async (): Promise<number> => {
    const installationsOpenMs = await read('installations', lists.readInstallations);
    await options.onInstallations();
    const chargersOpenMs = await read('chargers', lists.readChargers);
    options.onLists();
    cause = 'reconcile';
    const cadence = options.listsAlone() ? cadences.listsAlone : cadences.lists;
    return Math.max(installationsOpenMs, chargersOpenMs) || clock.nowMs() + intervalMs(cadence, options.random());
  };

  while (!signal.aborted) {
    let nextMs: number;
    try {
      nextMs = await readOnce();
    } catch (error) {
      if (signal.aborted) return;
      nextMs = retryAtMs(error, clock.nowMs());
      const holds = held.installations && held.chargers;
      options.onFailure(!holds && isTooEarly(error) ? notYet(error) : error);
      log.warn(
        { nextMs, cause: error },
        `The lists could not be read; ${holds ? 'what is held stays' : 'not all of them are held'}.`,
      );
    }
    await pauseFor(nextMs - clock.nowMs(), clock, signal);
  }
}

function isTooEarly(error: unknown): error is SdkError {
  return error instanceof SdkError && error.code === 'too-early';
}

/** The same where nothing is held that could be used until then. */
function notYet({ clause, retryAtMs }: SdkError): SdkError {
  return failure('read the first lists', 'too-early', {
    ...(retryAtMs !== null && { retryAtMs, aside: `from ${new Date(retryAtMs).toISOString()}` }),
    ...(clause !== null && { clause }),
    remedy:
      'Nothing of this login is held, as another one was served here, or no state was kept: wait until then, when they are read without being asked for',
  });
}

function retryAtMs(error: unknown, nowMs: number): number {
  if (!(error instanceof SdkError)) return nowMs + retryMs;
  switch (error.code) {
    case 'too-early':
      return error.retryAtMs ?? nowMs + retryMs;
    case 'cloud-refused':
    case 'forbidden':
      return nowMs + refusedRetryMs;
    case 'unreachable':
    case 'login-refused':
    case 'another-login':
    case 'in-use':
    case 'login-failed':
    case 'credentials-unreadable':
      return nowMs; // the next call waits for the weather by itself
    default:
      return nowMs + retryMs;
  }
}

/**
 * In steps, since timers stand still while the machine sleeps: the list of a morning does not come in the evening. By the clock
 * that went further: the time of day may be set back, the other one stands still in a sleep.
 */
function pauseFor(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const atMs = clock.nowMs() + ms;
    const atMonotonicMs = clock.monotonicMs() + ms;
    const leftMs = (): number => Math.min(atMs - clock.nowMs(), atMonotonicMs - clock.monotonicMs());
    const done = (): void => {
      clock.clearTimer(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const step = (): Timer => clock.setTimer(wake, Math.min(Math.max(1, leftMs()), longestStepMs));
    const wake = (): void => {
      if (leftMs() <= 0) done();
      else timer = step();
    };
    let timer = step();
    signal.addEventListener('abort', done, { once: true });
    if (signal.aborted) done();
  });
}
