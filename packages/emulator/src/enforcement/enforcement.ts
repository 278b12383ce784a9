// The limits that bite: the policy's own bucket per account and its spacing of logins per address, exact, no margin.
// Every other clause is recorded in the facts and refuses nobody.
import {
  type CallFact,
  clauseOf,
  createLedger,
  generalAccess,
  type Intent,
  type Ledger,
  record,
  type Terms,
} from '@fairlead/policy';

/**
 * Accounts followed: one ledger of some kB each; 1,000 is far above what an emulator knows. Addresses share one ledger,
 * whose own bounds hold.
 */
const maxAccounts = 1_000;

const exact: Terms = { tier: generalAccess, margin: null };

const rateLimit = clauseOf('rate-limit');
const tokenRate = clauseOf('token-rate');

export interface Enforcement {
  /** True when the call may pass; a refused call costs nothing. */
  admits(intent: Intent, nowMs: number): boolean;
  record(fact: CallFact): void;
}

/** The time that one request costs: while no more than that is missing, a burst of one more still fits. */
const msPerRequest = 1000 / generalAccess.ratePerSecond;

/** @param burst how many calls pass at once, asked at each call: 15 as published, 16 as nginx would count */
export function createEnforcement(
  startedAtMs: number,
  burst: () => 'burst-15' | 'burst-16' = () => 'burst-15',
): Enforcement {
  const fresh = (): Ledger => createLedger({ terms: exact, startedAtMs, bucket: 'full' });
  const ledgers = new Map<string, Ledger>();
  let loginDoor = fresh();

  const ledgerOf = (accountId: string): Ledger => {
    const held = ledgers.get(accountId) ?? fresh();
    if (!ledgers.has(accountId)) {
      if (ledgers.size >= maxAccounts) ledgers.delete(ledgers.keys().next().value as string);
      ledgers.set(accountId, held);
    }
    return held;
  };

  return {
    admits(intent, nowMs) {
      if (intent.class === 'token') return tokenRate.ask(loginDoor, intent, nowMs) === null;
      const held = rateLimit.ask(ledgerOf(intent.accountId), intent, nowMs);
      if (held === null) return true;
      return burst() === 'burst-16' && held.kind === 'wait' && held.untilMs - nowMs <= msPerRequest;
    },
    record(fact) {
      if (fact.class === 'token') loginDoor = record(loginDoor, fact);
      else if (fact.accountId !== null) ledgers.set(fact.accountId, record(ledgerOf(fact.accountId), fact));
    },
  };
}
