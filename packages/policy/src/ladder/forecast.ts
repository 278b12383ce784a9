// When each step would have come, had the ladder been enforced over a history: judge and ladder in one pass.
// Invariant: bounded as the judge and the ladder are, and by 1,024 steps; nobody is shut out, so what a suspension would
// have kept from being sent is judged too.
// An undone duty is told when the history ends: it weighs from then on, and its step stands at the end.

import { knownFact } from '../border/known-fact.ts';
import type { Fact } from '../fact.ts';
import { type JudgeOptions, needOptions } from '../judge/count.ts';
import { openJudge, sequence } from '../judge/judge.ts';
import { happenedAtMs, knownAtMs } from '../judge/sorting-window.ts';
import type { Report } from '../judge/verdict.ts';
import { type Ladder, openLadder } from './ladder.ts';
import { needLadder } from './need-ladder.ts';
import type { Standing, Step } from './standing.ts';
import { instant, standings, tierOf } from './standing-of.ts';
import { weigh } from './weigh.ts';

export interface ForecastOptions extends JudgeOptions {
  /** The ladder to begin with, with its numbers, waivers and tiers; it is used up. Default: `openLadder()`. */
  readonly ladder?: Ladder;
  /** When the forecast is made. Facts dated later are left out, and counted. Default: the end of the history. */
  readonly nowMs?: number;
}

export interface Forecast {
  /** The first 1,024 steps, in the order in which they would have been taken. */
  readonly steps: readonly Step[];
  /** Steps beyond those. */
  readonly furtherSteps: number;
  /** How everybody would stand at `atMs`, accounts first. */
  readonly standings: readonly Standing[];
  /** The instant forecast, or the end of the history; null when it holds nothing. */
  readonly atMs: number | null;
  /** Facts that were left out because they are dated later than `nowMs`; the judge counts what is no fact. */
  readonly fromTheFuture: number;
  /** What the judge says of the same pass. */
  readonly report: Report;
}

/** 1,024 × 16 kB at the very worst; a step of a fair forecast takes 1 kB. */
const maxForecastSteps = 1024;

/**
 * Judges a history and tells what the ladder would have made of it. Throws `bad-time`, `bad-ladder`, as `judge` does, and
 * nothing for any fact. Defaults: `ForecastOptions`.
 *
 * @example
 * const told = { v: 1, kind: 'attestation', accountId: 'main', by: 'self-test', holds: false, version: null } as const;
 * const found: Fact = { ...told, about: 'secrets-in-outputs', value: 1, statement: 'one secret in a log', atMs: 0 };
 * const { steps, standings } = forecast([found]);
 * steps[0]?.because.clauses; // → ['secrets-confidential']
 * standings[0]?.kind; // → 'suspended'
 */
export function forecast(facts: Iterable<Fact>, options: ForecastOptions = {}): Forecast {
  needOptions(options, 'forecast a history');
  const { ladder = openLadder(), nowMs, onBreach, ...judging } = options;
  needLadder(ladder, 'forecast a history');
  const latestMs = nowMs === undefined ? Number.POSITIVE_INFINITY : instant(nowMs);
  const steps: Step[] = [];
  let taken = 0;
  let fromTheFuture = 0;
  const judge = openJudge({
    tier: (accountId) => tierOf(ladder, accountId),
    ...judging,
    onBreach: (breach) => {
      onBreach?.(breach);
      for (const step of weigh(ladder, breach)) {
        taken += 1;
        if (steps.length < maxForecastSteps) steps.push(step);
      }
    },
  });
  for (const told of sequence(facts, 'forecast a history')) {
    const fact = nowMs === undefined ? null : knownFact(told);
    if (fact !== null && Math.max(happenedAtMs(fact), knownAtMs(fact)) > latestMs) fromTheFuture += 1;
    else judge.add(told);
  }
  const report = judge.finish();
  const atMs = nowMs ?? report.toMs;
  return {
    steps,
    furtherSteps: taken - steps.length,
    standings: atMs === null ? [] : standings(ladder, atMs),
    atMs,
    fromTheFuture,
    report,
  };
}
