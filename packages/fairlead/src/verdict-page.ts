// The emulator's verdict as a person reads it in a terminal of 80 columns: what is broken, then how many clauses are what.
import type { Emulator } from '@fairlead/emulator';
import { label, labelWidth, wrapped } from './wrapped.ts';

/** As the policy writes it. */
export type VerdictReport = ReturnType<Emulator['operator']['report']>;
type Judgement = VerdictReport['verdicts'][number];

export function verdictPage({ verdicts, facts }: VerdictReport): string {
  const blocks = verdicts.flatMap((judgement) => (judgement.verdict === 'broken' ? [broken(judgement)] : []));
  const count = (wanted: Judgement['verdict']): number => verdicts.filter(({ verdict }) => verdict === wanted).length;
  const counts = [
    `${count('broken')} clause${count('broken') === 1 ? '' : 's'} broken`,
    `${count('kept')} kept`,
    `${count('cannot-tell')} that cannot be told`,
    `${count('not-applicable')} of which nothing was seen`,
  ];
  const calls = facts.calls === 1 ? '1 call was' : `${facts.calls} calls were`;
  return [...blocks, wrapped(`${counts.join(', ')}. ${calls} looked at.`, '', '')].join('\n\n');
}

function broken({ clause, severity, count, worst, remedy }: Extract<Judgement, { verdict: 'broken' }>): string {
  const often = count === 1 ? 'once' : `${count} times`;
  return [
    wrapped(`${clause} (${severity}), ${often}`, 'broken'.padEnd(labelWidth)),
    wrapped(worst.what, label('worst')),
    wrapped(remedy, label('do')),
  ].join('\n');
}
