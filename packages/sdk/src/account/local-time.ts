// How the clocks of this machine, of the cloud and of the policy stand to one another, so that their instants can be compared.
import type { Decision } from '@fairlead/policy';
import type { GovernorStatus } from '../account.ts';
import type { Clock } from '../clock.ts';
import type { Ending } from '../governor/flight.ts';
import { whenSetBack } from '../watched-clock.ts';
import type { AnswerTimes } from './cloud-rows.ts';

/** A header has whole seconds, and was on its way: a clock that is right is so much later than it says. */
const coarseMs = 2_000;

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
      if (saidAtMs === undefined) return;
      const byMs = receivedAtMs - saidAtMs;
      aheadMs = byMs > 0 && byMs <= coarseMs ? 0 : byMs;
    },
    aheadMs: () => aheadMs,
  };
}

/** Where the policy's time stands beside the machine's. */
export interface BesidePolicy {
  readonly policyMs: number;
  readonly nowMs: number;
}

/**
 * When the policy's time will be `atMs`, by this machine's clock. Behind a clock that was set back the policy's time does not go
 * back: it runs at half speed until it is caught up. What has passed by the policy is now, there.
 */
export function localInstant(atMs: number, { policyMs, nowMs }: BesidePolicy): number {
  if (policyMs <= nowMs) return atMs;
  const waitMs = Math.max(0, atMs - policyMs);
  return nowMs + waitMs + Math.min(waitMs, policyMs - nowMs);
}

/** How a call ended. `leftAtMs`: when it left last, by this machine's clock, in ms since 1970 UTC; absent where it did not. */
export type LocalEnding = Ending & { readonly leftAtMs?: number };

/** The same with its instants by this machine's clock. */
export function inLocalTime(ending: Ending, now: BesidePolicy): Ending {
  if (ending.kind !== 'not-sent') return ending;
  if (ending.reason === 'too-early') return { ...ending, untilMs: localInstant(ending.untilMs, now) };
  if (ending.reason === 'held') return { ...ending, freshUntilMs: localInstant(ending.freshUntilMs, now) };
  return ending;
}

/** The same with its instants by this machine's clock. */
export function statusInLocalTime(status: GovernorStatus, now: BesidePolicy): GovernorStatus {
  const { pausedUntilMs } = status;
  return pausedUntilMs === null ? status : { ...status, pausedUntilMs: localInstant(pausedUntilMs, now) };
}

/** The same with its instants by this machine's clock. */
export function decisionInLocalTime(decision: Decision, now: BesidePolicy): Decision {
  if (decision.kind === 'wait') return { ...decision, untilMs: localInstant(decision.untilMs, now) };
  if (decision.kind === 'local') return { ...decision, freshUntilMs: localInstant(decision.freshUntilMs, now) };
  return decision;
}
