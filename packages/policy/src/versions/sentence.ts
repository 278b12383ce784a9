// A change of the policy in one sentence that a person understands.
import type { Clause, Limit } from '../clause.ts';
import { quantity } from '../describe/quantity.ts';
import type { Difference, Part } from './change.ts';
import type { ClauseStatement } from './policy.ts';

const partNames: Readonly<Record<Part, string>> = {
  kind: 'kind',
  section: 'section of the policy',
  concerns: 'reach',
  title: 'title',
  why: 'reason',
  source: 'source',
  implies: 'list of clauses that break with it',
  remedy: 'remedy',
};

export function sentenceOf(statement: ClauseStatement, forWhom: string, difference: Difference): string {
  const concerning = `"${statement.title}" (${statement.id})`;
  switch (difference.kind) {
    case 'clause-added':
      return `New for ${forWhom}: ${concerning}${asking(statement)}; a breach is ${statement.severity}.`;
    case 'clause-removed':
      return `Gone for ${forWhom}: ${concerning}${asking(statement)}.`;
    case 'number-added':
      return `New number for ${forWhom} in ${concerning}: ${named(difference.limit)}.`;
    case 'number-removed':
      return `No longer asked of ${forWhom} in ${concerning}: ${named(difference.limit)}.`;
    case 'number-tightened':
      return `Tighter for ${forWhom}: ${fromTo(difference.from, difference.to)} in ${concerning}.`;
    case 'number-loosened':
      return `Looser for ${forWhom}: ${fromTo(difference.from, difference.to)} in ${concerning}.`;
    case 'number-changed':
      return `Changed for ${forWhom}: ${fromTo(difference.from, difference.to)} in ${concerning}.`;
    case 'severity-raised':
      return `A breach of ${concerning} weighs more: it was ${difference.from} and is ${difference.to}.`;
    case 'severity-lowered':
      return `A breach of ${concerning} weighs less: it was ${difference.from} and is ${difference.to}.`;
    case 'escalation-changed':
      return `When a breach of ${concerning} weighs more: it was ${growth(difference.from)} and is ${growth(difference.to)}.`;
    case 'reworded':
      return `The ${partNames[difference.part]} of ${concerning} was "${difference.from}" and is "${difference.to}".`;
  }
}

function asking({ limits }: ClauseStatement): string {
  return limits.length === 0 ? '' : `: ${limits.map(named).join(', ')}`;
}

function named({ name, value, unit }: Limit): string {
  return `${name} ${quantity(value, unit)}`;
}

function fromTo(from: Limit, to: Limit): string {
  const [before, after] = [quantity(from.value, from.unit), quantity(to.value, to.unit)];
  const [saidBy, nowSaidBy] = from.source === to.source ? ['', ''] : [` (${from.source})`, ` (${to.source})`];
  return `${to.name} was ${before}${saidBy} and is ${after}${nowSaidBy}`;
}

function growth(escalates: Clause['escalates']): string {
  return escalates === null ? 'never' : `${escalates.to} when ${escalates.when}`;
}
