// The doctor's findings as a person reads them in a terminal of 80 columns: the gravest first.
import type { DoctorView, FindingLevel, FindingView } from '@fairlead/gateway';
import { label, labelWidth, wrapped } from './wrapped.ts';

const gravestFirst: readonly FindingLevel[] = ['problem', 'warning', 'ok'];

export function findingsPage({ findings, calls, examinedBy }: DoctorView): string {
  const several = new Set(findings.map(({ accountId }) => accountId)).size > 1;
  const blocks = gravestFirst.flatMap((level) =>
    findings.filter((finding) => finding.level === level).map((finding) => block(finding, several)),
  );
  return `${blocks.join('\n')}\n\n${wrapped(summary(findings, { calls, examinedBy }), '', '')}`;
}

function block({ accountId, level, what, why, remedy, ask }: FindingView, several: boolean): string {
  const whose = several && accountId !== '' ? `Account ${accountId}: ` : '';
  const lines = [wrapped(`${whose}${what}`, level.padEnd(labelWidth))];
  if (why !== null) lines.push(wrapped(why, label('why')));
  if (remedy !== null) lines.push(wrapped(remedy, label('do')));
  if (ask !== null) lines.push(wrapped(`${ask}.`, label('ask')));
  return lines.join('\n');
}

function summary(
  findings: readonly FindingView[],
  { calls, examinedBy }: Pick<DoctorView, 'calls' | 'examinedBy'>,
): string {
  const count = (wanted: FindingLevel): number => findings.filter(({ level }) => level === wanted).length;
  const counts = [told(count('problem'), 'problem'), told(count('warning'), 'warning'), `${count('ok')} ok`];
  const how =
    examinedBy === 'gateway'
      ? 'The gateway that runs told what it holds; the cloud was not asked.'
      : calls === 0
        ? 'The cloud was not asked.'
        : `Calls to the cloud: ${calls}${findings.some(hasEntered) ? '; what they told is kept for the gateway' : ''}.`;
  const [first = '', ...others] = counts;
  return `${first.charAt(0).toUpperCase()}${first.slice(1)}, ${others.join(', ')}. ${how}`;
}

/** Without a login the calls told nothing that could be kept. */
function hasEntered({ code }: FindingView): boolean {
  return code === 'login-ok';
}

function told(count: number, thing: string): string {
  return count === 0 ? `no ${thing}` : `${count} ${thing}${count === 1 ? '' : 's'}`;
}
