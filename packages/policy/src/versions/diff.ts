// What changed between two versions of the policy, for whom.
// Invariant: `diff(x, x)` is empty, and `diff(b, a)` tells the opposite of each change of `diff(a, b)`.
import type { Limit, Severity } from '../clause.ts';
import { type ClauseId, clauseIds } from '../decision.ts';
import { whoIn } from '../describe/caller.ts';
import { PolicyError } from '../policy-error.ts';
import type { Change, Difference, Part } from './change.ts';
import type { ClauseStatement, Policy } from './policy.ts';
import { sentenceOf } from './sentence.ts';
import { isStatement } from './statement-form.ts';
import { compareStrictness } from './strictness.ts';

const weight: Readonly<Record<Severity, number>> = { minor: 1, major: 2, critical: 3 };

/**
 * The changes from `a` to `b`, in the order of the policy, and after it clauses that this program does not know; within a
 * clause numbers, then weight, then words. Throws `bad-policy`.
 *
 * @example
 * diff(policyInForce, policyInForce); // → []
 * const [first] = diff(policyBefore, policyInForce);
 * [first?.clause, first?.kind]; // → ['rate-limit', 'number-tightened']
 */
export function diff(a: Policy, b: Policy): readonly Change[] {
  for (const policy of [a, b]) checkPolicy(policy);
  return idsIn(a, b).flatMap((id) => {
    const [before, after] = [statementIn(a, id), statementIn(b, id)];
    if (before === undefined) {
      return after === undefined ? [] : [changeOf(after, { kind: 'clause-added', statement: after })];
    }
    if (after === undefined) return [changeOf(before, { kind: 'clause-removed', statement: before })];
    const differences = [...numbers(before, after), ...weights(before, after), ...words(before, after)];
    return differences.map((difference) => changeOf(after, difference));
  });
}

/** A policy may have clauses that this program does not know: an older one was told less, a newer one more. */
function idsIn(a: Policy, b: Policy): readonly ClauseId[] {
  return [...new Set([...clauseIds, ...a.clauses.map(({ id }) => id), ...b.clauses.map(({ id }) => id)])];
}

/** The types are promises of a caller that may have none. */
function checkPolicy(told: unknown): void {
  const clauses: unknown = typeof told === 'object' && told !== null && 'clauses' in told ? told.clauses : null;
  if (Array.isArray(clauses) && clauses.every(isStatement) && isEachOnce(clauses)) return;
  throw new PolicyError(
    'bad-policy',
    'Failed to compare two policies: one of them is none. Give policyInForce, policyBefore or what has their form.',
  );
}

/** Clauses are the same clause when they have the same id, and numbers the same number when they have the same name. */
function isEachOnce(clauses: readonly ClauseStatement[]): boolean {
  const names = clauses.map(({ limits }) => limits.map(({ name }) => name));
  return [clauses.map(({ id }) => id), ...names].every((list) => new Set<string>(list).size === list.length);
}

function statementIn({ clauses }: Policy, wanted: ClauseId): ClauseStatement | undefined {
  return clauses.find(({ id }) => id === wanted);
}

function changeOf(statement: ClauseStatement, difference: Difference): Change {
  const forWhom = whoIn(statement.appliesTo);
  return { ...difference, clause: statement.id, forWhom, sentence: sentenceOf(statement, forWhom, difference) };
}

function numbers(before: ClauseStatement, after: ClauseStatement): readonly Difference[] {
  const gone = before.limits.flatMap((from): readonly Difference[] => {
    const to = after.limits.find(({ name }) => name === from.name);
    return to === undefined ? [{ kind: 'number-removed', limit: from }] : numberChange(from, to);
  });
  const known = new Set(before.limits.map(({ name }) => name));
  const fresh = after.limits.filter(({ name }) => !known.has(name));
  return [...gone, ...fresh.map((limit) => ({ kind: 'number-added', limit }) as const)];
}

function numberChange(from: Limit, to: Limit): readonly Difference[] {
  const strictness = compareStrictness(from, to);
  switch (strictness) {
    case 'same':
      return from.source === to.source ? [] : [{ kind: 'number-changed', from, to }];
    case 'unlike':
      return [{ kind: 'number-changed', from, to }];
    default:
      return [{ kind: `number-${strictness}`, from, to }];
  }
}

function weights(before: ClauseStatement, after: ClauseStatement): readonly Difference[] {
  const raised = weightOf(after) - weightOf(before);
  const told = { from: before.severity, to: after.severity };
  const severity: readonly Difference[] =
    raised === 0 ? [] : [{ kind: raised > 0 ? 'severity-raised' : 'severity-lowered', ...told }];
  const [from, to] = [before.escalates, after.escalates];
  const same = from?.to === to?.to && from?.when === to?.when;
  return same ? severity : [...severity, { kind: 'escalation-changed', from, to }];
}

/** What a program never calls broken weighs nothing. */
function weightOf({ severity }: ClauseStatement): number {
  return severity === null ? 0 : weight[severity];
}

const parts: Readonly<Record<Part, (statement: ClauseStatement) => string>> = {
  kind: ({ kind }) => kind,
  section: ({ section }) => section.join(', '),
  concerns: ({ appliesTo }) => whoIn(appliesTo),
  title: ({ title }) => title,
  why: ({ why }) => why,
  source: ({ source }) => `${source.where} (${source.kind}, read ${source.date})`,
  implies: ({ implies }) => implies.map(({ clause, because }) => `${clause}: ${because}`).join('; '),
  remedy: ({ remedy }) => remedy,
};

function words(before: ClauseStatement, after: ClauseStatement): readonly Difference[] {
  return (Object.keys(parts) as Part[]).flatMap((part) => {
    const [from, to] = [parts[part](before), parts[part](after)];
    return from === to ? [] : [{ kind: 'reworded', part, from, to } as const];
  });
}
