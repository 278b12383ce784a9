// Takes one operator action in: reinstatement, waivers, tiers. Operators have the last word.
// Invariant: an action that is refused changes nothing; one that is taken is logged with who, why and when.
import type { Subject } from '../breach.ts';
import { PolicyError } from '../policy-error.ts';
import { reinstatedSentence } from './explain.ts';
import { type Ladder, log, maxActions, maxSteps, maxTiers } from './ladder.ts';
import { needLadder } from './need-ladder.ts';
import { checked, type OperatorAction } from './operator-action.ts';
import type { Step } from './standing.ts';
import { kindAt, openSubject } from './subject-record.ts';
import { endWaiver, waive } from './waivers.ts';

/**
 * Does what the operator says and answers the steps that it brings: one for a reinstatement, none for the others.
 * Throws `bad-action`, `not-found`, `no-room`, `bad-ladder`.
 *
 * @example
 * const opened = openLadder();
 * const tier = { name: 'Large', ratePerSecond: 50, burst: 100 };
 * act(opened, { kind: 'set-tier', accountId: 'main', tier, who: 'support', why: 'agreed by letter', atMs: 0 }); // → []
 * tierOf(opened, 'main').ratePerSecond; // → 50
 */
export function act(ladder: Ladder, told: OperatorAction): readonly Step[] {
  needLadder(ladder, 'act');
  const action = checked(told);
  const steps = carryOut(ladder, action);
  log(ladder.actions, action, maxActions);
  for (const step of steps) log(ladder.steps, step, maxSteps);
  return steps;
}

function carryOut(ladder: Ladder, action: OperatorAction): readonly Step[] {
  switch (action.kind) {
    case 'reinstate':
      return [reinstate(ladder, action.subject, action.atMs)];
    case 'waive':
      waive(ladder, action.accountId, action.clause, action.atMs);
      return [];
    case 'end-waiver':
      endWaiver(ladder, action.accountId, action.clause, action.atMs);
      return [];
    case 'set-tier':
      if (action.tier === null) ladder.tiers.delete(action.accountId);
      else if (ladder.tiers.size < maxTiers || ladder.tiers.has(action.accountId))
        ladder.tiers.set(action.accountId, action.tier);
      else
        throw new PolicyError(
          'no-room',
          `Failed to set tier: ${maxTiers} accounts have a tier of their own. Put one that needs none back to general access.`,
        );
      return [];
  }
}

/** Nothing of what was is held against the subject any more: its next suspension is a first one again. */
function reinstate(ladder: Ladder, subject: Subject, toldAtMs: number): Step {
  const records = ladder.subjects[subject.kind];
  const held = records.get(subject.id);
  if (held === undefined) {
    throw new PolicyError(
      'not-found',
      `Failed to reinstate: no ${subject.kind} is known by this id. Take the id from the list of standings.`,
    );
  }
  const atMs = Math.max(toldAtMs, held.seenAtMs);
  records.set(subject.id, { ...openSubject(subject), seenAtMs: atMs, settledUpToMs: atMs });
  return {
    subject: held.subject,
    atMs,
    from: kindAt(held, atMs, ladder.rules),
    to: 'good-standing',
    untilMs: null,
    because: { rule: 'reinstated', clauses: [], sentence: reinstatedSentence },
    evidence: [],
  };
}
