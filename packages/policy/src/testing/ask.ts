// One account, asked what it may do: ledgers for both sides, and times counted from their start.
import { decide } from '../decide.ts';
import type { ClauseId, Decision } from '../decision.ts';
import type { CallFact, Fact } from '../fact.ts';
import { createLedger, type Ledger } from '../ledger/ledger.ts';
import { record } from '../ledger/record.ts';
import { defaultMargin, generalAccess } from '../terms.ts';
import { intentOf } from './call.ts';

export const startedAtMs = 1_800_000_000_000;
const exact = { tier: generalAccess, margin: null };
const careful = { tier: generalAccess, margin: defaultMargin };

export const cloud = (): Ledger => createLedger({ terms: exact, startedAtMs, bucket: 'full' });
export const client = (bucket: 'empty' | 'full' = 'full'): Ledger =>
  createLedger({ terms: careful, startedAtMs, bucket });

export const at = (afterMs: number): number => startedAtMs + afterMs;

/** What the policy answers to this call at the time at which it would be sent. */
export const ask = (
  ledger: Ledger,
  fact: CallFact,
  heldSinceMs: number | null = null,
  among?: readonly ClauseId[],
): Decision => decide(ledger, intentOf(fact, heldSinceMs), fact.sentAtMs, among);

export const recordAll = (ledger: Ledger, facts: readonly Fact[]): Ledger => facts.reduce(record, ledger);

export const goAhead = { kind: 'go', note: null };
