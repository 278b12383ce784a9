// What the policy's judge says, as the page shows it: one line of evidence a clause.
import { clauseOf, type Judgement } from '@fairlead/policy';
import type { ClauseVerdictView } from '../contract.ts';

export function verdictView(judgement: Judgement): ClauseVerdictView {
  const { clause, verdict } = judgement;
  return { clause, title: clauseOf(clause).title, verdict, evidence: evidenceOf(judgement) };
}

function evidenceOf(judgement: Judgement): string {
  switch (judgement.verdict) {
    case 'kept':
      return `${judgement.lookedAt} ${judgement.lookedAt === 1 ? 'fact' : 'facts'} looked at, none breaks it.`;
    case 'broken':
      return `Broken ${judgement.count === 1 ? 'once' : `${judgement.count} times`}, at worst: ${judgement.worst.what}. ${judgement.remedy}`;
    case 'not-applicable':
      return judgement.reason;
    case 'cannot-tell':
      return `Missing: ${judgement.missing.map(missed).join('; ')}.`;
  }
}

function missed({ what, count }: { readonly what: string; readonly count: number }): string {
  return count === 1 ? what : `${what} (${count} times)`;
}
