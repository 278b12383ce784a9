// A change of the policy in one sentence that a person understands.
import type { Clause, Limit, Severity } from '../clause.ts';
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
      return `New for ${forWhom}: ${concerning}${asking(statement)}; ${weighing(statement)}.`;
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
      return `A breach of ${concerning} weighs more: it was ${weightText(difference.from)} and is ${weightText(difference.to)}.`;
    case 'severity-lowered':
      return `A breach of ${concerning} weighs less: it was ${weightText(difference.from)} and is ${weightText(difference.to)}.`;
    case 'escalation-changed':
      return `When a breach of ${concerning} weighs more: formerly ${growth(difference.from)}, now ${growth(difference.to)}.`;
    case 'reworded':
      return `The ${partNames[difference.part]} of ${concerning} was ${quoted(difference.part, difference.from)} and is ${quoted(difference.part, difference.to)}${difference.to.endsWith('.') ? '' : '.'}`;
  }
}

function weighing({ severity }: ClauseStatement): string {
  return severity === null ? 'a program never calls it broken' : `a breach is ${severity}`;
}

function weightText(severity: Severity | null): string {
  return severity ?? 'never told by a program';
}

/** Sections and lists of clauses may be none at all. */
function quoted(part: Part, text: string): string {
  if (text !== '') return `"${text}"`;
  return part === 'section' ? 'no section' : 'empty';
}

function asking({ limits }: ClauseStatement): string {
  return limits.length === 0 ? '' : `: ${limits.map(named).join('; ')}`;
}

function named({ name, value, unit }: Limit): string {
  return `${name}: ${quantity(value, unit)}`;
}

function fromTo(from: Limit, to: Limit): string {
  const [before, after] = [quantity(from.value, from.unit), quantity(to.value, to.unit)];
  const [saidBy, nowSaidBy] = from.source === to.source ? ['', ''] : [` (${from.source})`, ` (${to.source})`];
  return `"${to.name}" was ${before}${saidBy} and is ${after}${nowSaidBy}`;
}

function growth(escalates: Clause['escalates']): string {
  return escalates === null ? 'never' : `${escalates.to} when ${escalates.when}`;
}
