// The fold: from breaches and operator actions to how everybody stands at an instant.
import type { Breach } from '../breach.ts';
import { sequence } from '../judge/judge.ts';
import { PolicyError } from '../policy-error.ts';
import { act } from './act.ts';
import { openLadder } from './ladder.ts';
import type { LadderNumbers } from './ladder-rules.ts';
import type { OperatorAction } from './operator-action.ts';
import type { Standing } from './standing.ts';
import { instant, standings } from './standing-of.ts';
import { weigh } from './weigh.ts';

/**
 * How everybody stands at `nowMs` (milliseconds since 1970), after these breaches and operator actions: they are put in
 * the order of their times, those of one instant stay as given. What is dated after `nowMs` has not happened yet; a breach
 * that `weigh` cannot use is left out. Default of `rules`: `ladderRules`. Throws as `openLadder`, `act`, `standings` do,
 * and `bad-fact` for what is no sequence.
 *
 * @example
 * const subject = { kind: 'account', id: 'main' } as const;
 * const breach = { clause: 'push-first', subject, severity: 'major', atMs: 0, what: 'no stream was read' } as const;
 * ladder([breach], 0)[0]?.kind; // → 'warned'
 * ladder([breach], 86_400_000)[0]?.kind; // → 'good-standing'
 */
export function ladder(
  events: Iterable<Breach | OperatorAction>,
  nowMs: number,
  rules: Partial<LadderNumbers> = {},
): readonly Standing[] {
  const opened = openLadder(rules);
  const latestMs = instant(nowMs);
  for (const { event, atMs } of inOrder(events)) {
    if (atMs > latestMs) continue;
    if ('kind' in event) act(opened, event);
    else weigh(opened, event, nowMs);
  }
  return standings(opened, nowMs);
}

interface Dated {
  readonly event: Breach | OperatorAction;
  readonly atMs: number;
}

/** By their times; of the same instant in the order in which they were given. What has no time at all comes first. */
function inOrder(events: Iterable<Breach | OperatorAction>): readonly Dated[] {
  const dated = Array.from(sequence(events, 'tell standings'), (event) => {
    if (typeof event === 'object' && event !== null) return { event, atMs: orFirst(event.atMs) };
    throw new PolicyError(
      'bad-action',
      'Failed to tell standings: an event is neither a breach nor an operator action. Leave it out.',
    );
  });
  return dated.sort((one, other) => compare(one.atMs, other.atMs));
}

function orFirst(atMs: number): number {
  return Number.isFinite(atMs) ? atMs : Number.NEGATIVE_INFINITY;
}

/** Minus infinity less itself would be no number. */
function compare(oneMs: number, otherMs: number): number {
  return oneMs === otherMs ? 0 : oneMs - otherMs;
}
