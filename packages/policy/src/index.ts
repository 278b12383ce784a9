// The law: the Fair Use policy of the Zaptec cloud as data and pure functions. No imports, no clock, no globals.
export { backoff, backoffMs, pauseBeforeMs } from './backoff.ts';
export { type Budget, budget } from './budget.ts';
export type { Clause, ClauseKind, Limit, Severity, Source, Unit } from './clause.ts';
export { clauseOf, clauses, policyInForce, refusedByCloud } from './clauses.ts';
export { decide } from './decide.ts';
export * from './decision.ts';
export { due } from './due.ts';
export * from './fact.ts';
export { formatFact } from './journal/format-fact.ts';
export { parseFact, type Unreadable } from './journal/parse-fact.ts';
export type { JudgeOptions } from './judge/count.ts';
export { type Judge, judge, openJudge } from './judge/judge.ts';
export type { Approach, Episode, Finding, Judgement, Offence, Report } from './judge/verdict.ts';
export { createLedger, freeze, type Ledger, type LedgerOptions } from './ledger/ledger.ts';
export { record } from './ledger/record.ts';
export { PolicyError, type PolicyErrorCode } from './policy-error.ts';
export { defaultMargin, generalAccess, type Terms, type Tier } from './terms.ts';
