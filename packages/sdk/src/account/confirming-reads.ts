// The one state read that an accepted write opens (policy: `after-command`), where no push can show its effect.
// Invariants: one read a write; none after a command while the stream tells of the charger; one timer a charger.

import type { Answer, CallRequest, Log } from '../account.ts';
import type { Clock } from '../clock.ts';
import { isConfirmed } from '../commands/confirmation.ts';
import { type CommandName, commandsByName } from '../commands/public-command.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { ChargerRow } from '../mirror/state-keeper.ts';
import { observationsOf } from './cloud-rows.ts';

/** Settings are read back once they can be seen; clients read 2, 7 and 15 s after a write (zaptec-api.md §1.1 rule 28). */
const afterUpdateMs = 7_000;

export interface ConfirmingReadsOptions {
  readonly mirror: Mirror;
  readonly clock: Clock;
  readonly log: Log;
  readonly call: (request: CallRequest) => Promise<Answer>;
  readonly uncoveredSinceMs: (charger: ChargerRow) => number | null;
  readonly signal: AbortSignal;
}

export interface ConfirmingReads {
  afterCommand(charger: ChargerRow, command: CommandName, sentAtMs: number): void;
  /** Settings are not pushed: they are read back whatever the stream does. */
  afterUpdate(charger: ChargerRow): void;
  close(): void;
}

export function openConfirmingReads(options: ConfirmingReadsOptions): ConfirmingReads {
  const { mirror, clock, log, call, signal } = options;
  /** By charger: bounded by the mirror's 50,000. */
  const timers = new Map<string, unknown>();

  const read = async (chargerId: string): Promise<void> => {
    try {
      const answer = await call({
        ...{ endpoint: 'charger-state', params: { id: chargerId } },
        ...{ cause: 'after-command', lane: 'sync', app: null, signal },
      });
      const observations = observationsOf(answer.body, answer.receivedAtMs);
      await mirror.apply({ observations, chargers: [], installations: [] });
    } catch (cause) {
      if (!signal.aborted) log.debug({ chargerId, cause }, 'A write could not be read back; the next poll tells.');
    }
  };
  const readIn = (chargerId: string, delayMs: number, isNeedless: () => boolean): void => {
    clock.clearTimer(timers.get(chargerId));
    const timer = clock.setTimer(() => {
      timers.delete(chargerId);
      if (!signal.aborted && !isNeedless()) void read(chargerId);
    }, delayMs);
    timers.set(chargerId, timer);
  };

  return {
    afterCommand(charger, command, sentAtMs) {
      if (options.uncoveredSinceMs(charger) === null) return;
      const isShown = (): boolean => isConfirmed(command, mirror, charger.id, sentAtMs);
      readIn(charger.id, commandsByName[command].readAfterMs, isShown);
    },
    afterUpdate: (charger) => readIn(charger.id, afterUpdateMs, () => false),
    close() {
      for (const timer of timers.values()) clock.clearTimer(timer);
      timers.clear();
    },
  };
}
