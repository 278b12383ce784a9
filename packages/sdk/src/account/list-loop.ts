// Reads the lists at the start and then as seldom as keeps them true: every six hours where the stream or state reads tell
// of every charger, hourly where the list alone does. What the policy asks to wait for, and outages, only move the next time.
import type { Log } from '../account.ts';
import type { Clock, Timer } from '../clock.ts';
import type { Mirror } from '../mirror/mirror.ts';
import { SdkError } from '../sdk-error.ts';
import { cadences, intervalMs } from './cadence.ts';
import type { Lists } from './lists.ts';

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

  const readOnce = async (): Promise<number> => {
    const read = (list: Lists['readChargers']) => () => list({ cause }, signal);
    const installationsOpenMs = await unlessTooEarly(read(lists.readInstallations), mirror.installations().length > 0);
    await options.onInstallations();
    const chargersOpenMs = await unlessTooEarly(read(lists.readChargers), mirror.chargers().length > 0);
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
      options.onFailure(error);
      nextMs = retryAtMs(error, clock.nowMs());
      log.warn({ nextMs, cause: error }, 'The lists could not be read; what is held is served.');
    }
    await pauseUntil(nextMs, clock, signal);
  }
}

/** When something is held, a list that is not open yet is no failure: returns when it opens, 0 when it was read. */
async function unlessTooEarly(read: () => Promise<void>, held: boolean): Promise<number> {
  try {
    await read();
    return 0;
  } catch (error) {
    if (held && error instanceof SdkError && error.code === 'too-early') return error.retryAtMs ?? 0;
    throw error;
  }
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
    case 'login-failed':
    case 'credentials-unreadable':
      return nowMs; // the next call waits for the weather by itself
    default:
      return nowMs + retryMs;
  }
}

/** In steps, since timers stand still while the machine sleeps: the list of a morning does not come in the evening. */
function pauseUntil(atMs: number, clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clock.clearTimer(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const step = (): Timer => clock.setTimer(wake, Math.min(Math.max(1, atMs - clock.nowMs()), longestStepMs));
    const wake = (): void => {
      if (clock.nowMs() >= atMs) done();
      else timer = step();
    };
    let timer = step();
    signal.addEventListener('abort', done, { once: true });
    if (signal.aborted) done();
  });
}
