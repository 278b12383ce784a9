// The fold: from breaches and operator actions to how everybody stands at an instant.
import type { Breach } from '../breach.ts';
import { act } from './act.ts';
import { openLadder } from './ladder.ts';
import type { LadderNumbers } from './ladder-rules.ts';
import type { OperatorAction } from './operator-action.ts';
import type { Standing } from './standing.ts';
import { standings } from './standing-of.ts';
import { weigh } from './weigh.ts';

/**
 * How everybody stands at `nowMs`, after these breaches and operator actions in the order of their times. What is dated
 * after `nowMs` has not happened yet. Throws as `openLadder`, `act` and `standingOf` do.
 */
export function ladder(
  events: Iterable<Breach | OperatorAction>,
  nowMs: number,
  rules: Partial<LadderNumbers> = {},
): readonly Standing[] {
  const opened = openLadder(rules);
  for (const event of events) {
    if (event.atMs > nowMs) continue;
    if ('kind' in event) act(opened, event);
    else weigh(opened, event, nowMs);
  }
  return standings(opened, nowMs);
}
