// How the clocks of this machine, of the cloud and of the policy stand to one another, so that their instants can be compared.
import type { Clock } from '../clock.ts';
import type { Ending } from '../governor/flight.ts';
import { whenSetBack } from '../watched-clock.ts';
import type { AnswerTimes } from './cloud-rows.ts';

export interface LocalTime {
  /** An answer says what time it is there. */
  note(answer: AnswerTimes): void;
  /** By how much this machine's clock is ahead of the cloud's, ms; less than 0: behind. 0 until an answer told. */
  aheadMs(): number;
}

export function localTime(clock: Clock): LocalTime {
  let aheadMs = 0;
  whenSetBack(clock, (byMs) => {
    aheadMs -= byMs;
  });
  return {
    note({ receivedAtMs, saidAtMs }) {
      if (saidAtMs !== undefined) aheadMs = receivedAtMs - saidAtMs;
    },
    aheadMs: () => aheadMs,
  };
}

/**
 * The same with its instants by this machine's clock. Behind a clock that was set back the policy's time does not go back: it
 * runs at half speed until it is caught up.
 *
 * @param policyMs the policy's time @param nowMs the machine's
 */
export function inLocalTime(ending: Ending, policyMs: number, nowMs: number): Ending {
  if (ending.kind !== 'not-sent' || policyMs <= nowMs) return ending;
  const localMs = (atMs: number): number => {
    const waitMs = Math.max(0, atMs - policyMs);
    return nowMs + waitMs + Math.min(waitMs, policyMs - nowMs);
  };
  if (ending.reason === 'too-early') return { ...ending, untilMs: localMs(ending.untilMs) };
  if (ending.reason === 'held') return { ...ending, freshUntilMs: localMs(ending.freshUntilMs) };
  return ending;
}
