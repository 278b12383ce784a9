// Whether the account stays within its limit, and whether somebody else uses it.
import { explainAnswer } from '@fairlead/sdk';
import type { Examined } from './examined.ts';
import { counted, type Finding, ok, warning, whom } from './finding.ts';
import { sentence } from './trouble.ts';

export function examineUsage({ account, calls }: Examined): readonly Finding[] {
  const refused = calls.filter(({ status }) => status === 429);
  const { neighbourSuspected } = account.governorStatus();
  if (refused.length === 0 && !neighbourSuspected)
    return calls.length === 0
      ? []
      : [ok('within-limit', `${counted(calls.length, 'call')} in the last day, none refused for their number.`)];
  const { happened, remedy } = explainAnswer({ status: 429 });
  return [
    warning('limit-met', {
      what: `${sentence(happened).slice(0, -1)}: ${refused.length} of ${counted(calls.length, 'call')} of the last day refused (status 429).`,
      why: 'We stay below the limit: another program seems to use the account, and both are slowed down.',
      remedy: `${remedy}.`,
      ask: whom.operator,
    }),
  ];
}
