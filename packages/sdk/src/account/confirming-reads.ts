// The one state read that an accepted write opens (policy: `after-command`), where no push can show its effect.
// Beside an open stream a command is confirmed by the push alone, and the exception opens nothing. Where no push came in time
// somebody else may have had it: then one read goes if the floor of a charger whose stream is well has passed, or passes
// while the effect is waited for; else none goes.
// Invariants: one read a write; none after a command whose push came; one timer a charger.
import type { Decision } from '@fairlead/policy';
import type { Answer, CallRequest, Log } from '../account.ts';
import type { Clock } from '../clock.ts';
import { type HeldBefore, isConfirmed } from '../commands/confirmation.ts';
import type { Left } from '../commands/left.ts';
import { type CommandName, commandsByName } from '../commands/public-command.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { ChargerRow } from '../mirror/state-keeper.ts';
import { Instants } from '../watched-clock.ts';
import { observationsOf } from './cloud-rows.ts';

/** Settings are read back once they can be seen; clients read 2, 7 and 15 s after a write (zaptec-api.md §1.1 rule 28). */
const afterUpdateMs = 7_000;
/** 718 and 710 are pushed within about 6 s (zaptec-api.md §5.4); a lost link is back in 5 more, and its backlog read. */
const pushedWithinMs = 20_000;
/** A read that leaves later is answered when nobody waits for it any more. */
const answeredWithinMs = 5_000;

export interface ConfirmingReadsOptions {
  readonly mirror: Mirror;
  readonly clock: Clock;
  readonly log: Log;
  readonly call: (request: CallRequest) => Promise<Answer>;
  /** What the policy would answer now; nothing is sent. */
  readonly ask: (request: CallRequest) => Decision;
  readonly uncoveredSinceMs: (charger: ChargerRow) => number | null;
  readonly signal: AbortSignal;
}

export interface SentCommand {
  readonly command: CommandName;
  readonly left: Left;
  readonly before: HeldBefore;
}

export interface ConfirmingReads {
  /** `before`: what was held before it left. */
  afterCommand(charger: ChargerRow, sent: SentCommand): void;
  /** Settings are not pushed: they are read back whatever the stream does. */
  afterUpdate(charger: ChargerRow): void;
  /** Resolves when what flies has been read or has failed. */
  close(): Promise<void>;
}

export function openConfirmingReads(options: ConfirmingReadsOptions): ConfirmingReads {
  const { mirror, clock, log, call, signal } = options;
  /** By charger: bounded by the mirror's 50,000. */
  const timers = new Map<string, unknown>();
  /** When the last command left, by charger. */
  const commandLeftAtMs = new Instants(clock);
  /** As many as the commands of the last seconds. */
  const flying = new Set<Promise<void>>();

  const requestFor = (chargerId: string): CallRequest => ({
    ...{ endpoint: 'charger-state', params: { id: chargerId } },
    ...{ cause: 'after-command', lane: 'sync', app: null, signal },
  });
  const read = async (chargerId: string): Promise<void> => {
    try {
      const answer = await call(requestFor(chargerId));
      const observations = observationsOf(answer);
      await mirror.apply({ observations, chargers: [], installations: [] });
    } catch (cause) {
      if (!signal.aborted) log.debug({ chargerId, cause }, 'A write could not be read back; the next poll tells.');
    }
  };
  const readIn = (chargerId: string, delayMs: number, isNeedless: () => boolean): void => {
    clock.clearTimer(timers.get(chargerId));
    const timer = clock.setTimer(() => {
      timers.delete(chargerId);
      if (signal.aborted || isNeedless()) return;
      const reading = read(chargerId);
      flying.add(reading);
      void reading.then(() => flying.delete(reading));
    }, delayMs);
    timers.set(chargerId, timer);
  };

  /** Whether no read can help: its push came, or the policy lets none go while the effect is waited for. */
  const readUnlessPushed = (chargerId: string, isShown: () => boolean, lastAtMs: () => number): boolean => {
    if (isShown()) return true;
    const answer = options.ask(requestFor(chargerId));
    if (answer.kind === 'go') return false;
    if (answer.kind === 'wait' && answer.untilMs < lastAtMs())
      readIn(chargerId, Math.max(1, answer.untilMs - clock.nowMs()), isShown);
    return true;
  };

  return {
    afterCommand(charger, { command, left: { leftAtMs, cloudAtMs }, before }) {
      const { readAfterMs, confirmWithinMs } = commandsByName[command];
      commandLeftAtMs.set(charger.id, leftAtMs);
      const leftNowMs = (): number => commandLeftAtMs.get(charger.id) ?? leftAtMs;
      const isShown = (): boolean => isConfirmed(command, mirror, charger.id, cloudAtMs, before, leftNowMs());
      if (options.uncoveredSinceMs(charger) !== null) return readIn(charger.id, readAfterMs, isShown);
      const lastAtMs = (): number => leftNowMs() + confirmWithinMs - answeredWithinMs;
      readIn(charger.id, Math.max(readAfterMs, pushedWithinMs), () => readUnlessPushed(charger.id, isShown, lastAtMs));
    },
    afterUpdate: (charger) => readIn(charger.id, afterUpdateMs, () => false),
    async close() {
      for (const timer of timers.values()) clock.clearTimer(timer);
      timers.clear();
      await Promise.all(flying);
    },
  };
}
