// The operator's desk as a typed handle: looks at standings and findings, and acts with who and why; when is the clock's.
import type { ClauseId, Subject, Tier } from '@fairlead/policy';
import type { Clock, Operator, Signature } from '../contract.ts';
import type { Standings } from './standings.ts';

/** @param standings those of the cloud as it is now */
export function createOperator(standings: () => Standings, clock: Clock): Operator {
  const signed = ({ who, why }: Signature) => ({ who, why, atMs: clock.nowMs() });
  return {
    standings: () => standings().all(),
    standingOf: (subject) => standings().of(subject),
    steps: () => standings().steps(),
    actions: () => standings().actions(),
    tierOf: (accountId) => standings().tierOf(accountId),
    report: () => standings().report(),
    reinstate(subject: Subject, by) {
      standings().act({ kind: 'reinstate', subject, ...signed(by) });
    },
    waive(accountId: string, clause: ClauseId, by) {
      standings().act({ kind: 'waive', accountId, clause, ...signed(by) });
    },
    endWaiver(accountId: string, clause: ClauseId, by) {
      standings().act({ kind: 'end-waiver', accountId, clause, ...signed(by) });
    },
    setTier(accountId: string, tier: Tier | null, by) {
      standings().act({ kind: 'set-tier', accountId, tier, ...signed(by) });
    },
  };
}
