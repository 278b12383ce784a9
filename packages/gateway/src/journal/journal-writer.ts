// From the SDK's journal to the store: facts are collected and written in batches, so that a call never waits for a disk.
import type { Fact } from '@fairlead/policy';
import type { Log } from '@fairlead/sdk';
import type { Clock } from '../clock.ts';
import { reasonOf } from '../gateway-error.ts';
import type { Store } from '../store/store.ts';

const flushAfterMs = 250;
/** Waiting facts at most: 16 min of calls at 10/s while the disk is stuck, about 6 MB; then the newest are dropped and counted. */
const maxWaiting = 10_000;
const maxBatch = 1_000;

export interface JournalWriter {
  write(fact: Fact): void;
  /** Facts that found no room since the start. */
  dropped(): number;
  /** Writes what waits; resolves when it is written or was tried once more. */
  close(): Promise<void>;
}

export function journalWriter(store: Pick<Store, 'appendFacts'>, clock: Clock, log: Log): JournalWriter {
  let waiting: Fact[] = [];
  let timer: unknown = null;
  let writing: Promise<void> = Promise.resolve();
  let dropped = 0;
  let failing = false;

  const flush = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, maxBatch);
      try {
        await store.appendFacts(batch, clock.nowMs());
        waiting = waiting.slice(batch.length);
        failing = false;
      } catch (cause) {
        if (!failing)
          log.error(
            { waiting: waiting.length, reason: reasonOf(cause) },
            'Failed to write the journal; it is tried again.',
          );
        failing = true;
        return;
      }
    }
  };
  const schedule = (): void => {
    timer ??= clock.setTimer(() => {
      timer = null;
      writing = writing.then(flush).then(() => {
        if (waiting.length > 0) schedule();
      });
    }, flushAfterMs);
  };

  return {
    write(fact) {
      if (waiting.length >= maxWaiting) {
        dropped += 1;
        return;
      }
      waiting.push(fact);
      schedule();
    },
    dropped: () => dropped,
    async close() {
      if (timer !== null) clock.clearTimer(timer);
      timer = null;
      await writing;
      await flush();
    },
  };
}
