// The limits that bite: the policy's own bucket per account, as large as its tier, and its spacing of logins per address,
// exact, no margin. What the other clauses find is weighed in standings.ts.
import {
  type CallFact,
  clauseOf,
  createLedger,
  generalAccess,
  type Intent,
  type Ledger,
  record,
  type Tier,
} from '@fairlead/policy';

/**
 * Accounts followed: one ledger of some kB each; 1,000 is far above what an emulator knows. Addresses share one ledger,
 * whose own bounds hold.
 */
const maxAccounts = 1_000;

const rateLimit = clauseOf('rate-limit');
const tokenRate = clauseOf('token-rate');

export interface Enforcement {
  /** True when the call may pass; a refused call costs nothing. */
  admits(intent: Intent, nowMs: number): boolean;
  record(fact: CallFact): void;
}

/**
 * @param burst how many calls pass at once in general access, asked at each call: 15 as published, 16 as nginx would count
 * @param tierOf what an operator gave the account; from the next call on its bucket is that of the new tier, and full
 */
export function createEnforcement(
  startedAtMs: number,
  burst: () => 'burst-15' | 'burst-16' = () => 'burst-15',
  tierOf: (accountId: string) => Tier = () => generalAccess,
): Enforcement {
  const fresh = (tier: Tier, atMs: number): Ledger =>
    createLedger({ terms: { tier, margin: null }, startedAtMs: atMs, bucket: 'full' });
  const ledgers = new Map<string, Ledger>();
  let loginDoor = fresh(generalAccess, startedAtMs);

  const ledgerOf = (accountId: string, atMs: number): Ledger => {
    const tier = tierOf(accountId);
    const held = ledgers.get(accountId);
    if (held?.terms.tier === tier) return held;
    const opened = fresh(tier, held === undefined ? startedAtMs : atMs);
    if (held === undefined && ledgers.size >= maxAccounts) ledgers.delete(ledgers.keys().next().value as string);
    ledgers.set(accountId, opened);
    return opened;
  };

  return {
    admits(intent, nowMs) {
      if (intent.class === 'token') return tokenRate.ask(loginDoor, intent, nowMs) === null;
      const ledger = ledgerOf(intent.accountId, nowMs);
      const held = rateLimit.ask(ledger, intent, nowMs);
      if (held === null) return true;
      // While no more than the time of one request is missing, a burst of one more still fits.
      const msPerRequest = 1000 / ledger.terms.tier.ratePerSecond;
      return burst() === 'burst-16' && held.kind === 'wait' && held.untilMs - nowMs <= msPerRequest;
    },
    record(fact) {
      if (fact.class === 'token') loginDoor = record(loginDoor, fact);
      else if (fact.accountId !== null) {
        ledgers.set(fact.accountId, record(ledgerOf(fact.accountId, fact.sentAtMs), fact));
      }
    },
  };
}
