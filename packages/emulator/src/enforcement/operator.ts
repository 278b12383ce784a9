// The operator's desk as a typed handle: looks at standings and findings, and acts with who and why; when is the clock's.
import type { ClauseId, Subject, Tier } from '@fairlead/policy';
import type { Clock, Operator, Signature } from '../contract.ts';
import { EmulatorError } from '../emulator-error.ts';
import type { Standings } from './standings.ts';

export interface OperatorParts {
  /** Those of the cloud as it is now. */
  readonly standings: () => Standings;
  /** Whether this is the `sub` of somebody who can log in. */
  readonly isAccount: (id: string) => boolean;
  readonly clock: Clock;
}

export function createOperator({ standings, isAccount, clock }: OperatorParts): Operator {
  const signed = ({ who, why }: Signature) => ({ who, why, atMs: clock.nowMs() });
  /** Acted upon, a mistyped id would change nothing and say so to nobody. */
  const needAccount = (id: string, what: string): void => {
    if (isAccount(id)) return;
    throw new EmulatorError(
      'refused-action',
      `Failed to ${what}: no account has this id. Take the sub of one from the list of accounts.`,
    );
  };
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
      needAccount(accountId, 'waive');
      standings().act({ kind: 'waive', accountId, clause, ...signed(by) });
    },
    endWaiver(accountId: string, clause: ClauseId, by) {
      standings().act({ kind: 'end-waiver', accountId, clause, ...signed(by) });
    },
    setTier(accountId: string, tier: Tier | null, by) {
      needAccount(accountId, 'set the tier');
      standings().act({ kind: 'set-tier', accountId, tier, ...signed(by) });
    },
  };
}
