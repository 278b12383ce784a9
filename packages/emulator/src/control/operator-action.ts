// An operator's action as a control call tells it, flat; the policy looks at what it says.
import type { ClauseId } from '@fairlead/policy';
import type { Operator } from '../contract.ts';
import { body, type Told } from './control-schema.ts';

const text = { type: 'string' } as const;

export const actionBody = body(
  {
    action: { type: 'string', enum: ['reinstate', 'waive', 'end-waiver', 'set-tier', 'general-access'] },
    subjectKind: { type: 'string', enum: ['account', 'address'] },
    subject: text,
    clause: text,
    tierName: text,
    ratePerSecond: { type: 'number' },
    burst: { type: 'number' },
    who: text,
    why: text,
  },
  ['action', 'subject', 'who', 'why'],
);

export function operate(operator: Operator, told: Told): void {
  const by = { who: String(told['who']), why: String(told['why']) };
  const id = String(told['subject']);
  const clause = String(told['clause']) as ClauseId;
  switch (told['action'] as 'reinstate' | 'waive' | 'end-waiver' | 'set-tier' | 'general-access') {
    case 'reinstate':
      operator.reinstate({ kind: told['subjectKind'] === 'address' ? 'address' : 'account', id }, by);
      return;
    case 'waive':
      operator.waive(id, clause, by);
      return;
    case 'end-waiver':
      operator.endWaiver(id, clause, by);
      return;
    case 'set-tier': {
      const [ratePerSecond, burst] = [Number(told['ratePerSecond']), Number(told['burst'])];
      operator.setTier(id, { name: String(told['tierName'] ?? 'Tier'), ratePerSecond, burst }, by);
      return;
    }
    case 'general-access':
      operator.setTier(id, null, by);
      return;
  }
}
