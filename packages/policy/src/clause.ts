// A clause of the policy as a value: what is asked, by whom it was said, how much it weighs, and how it answers an intent.
// The same list is obeyed, enforced, judged and printed.
import type { ClauseId, Decision, Due, Intent } from './decision.ts';
import type { CallClass } from './fact.ts';
import type { Ledger } from './ledger/ledger.ts';

export type ClauseKind = 'limit' | 'duty' | 'conduct';
export type Severity = 'minor' | 'major' | 'critical';
export type Unit =
  | 'requests'
  | 'requests/s'
  | 'requests/min'
  | 'requests/30 min'
  | 'ms'
  | 'calls'
  | 'calls/installation'
  | 'tries'
  | 'times'
  | 'streams'
  | 'statements'
  | 'rows'
  | 'ids/h'
  | 'logins/h'
  | 'logins per token life'
  | '%'
  | 'secrets'
  | 'tokens'
  | 'passwords';

/** `policy`: its own words. `published`, `observed`: zaptec-api.md §1. `courtesy`: ours; nothing a program may set loosens it. */
export interface Source {
  readonly kind: 'policy' | 'published' | 'observed' | 'courtesy';
  readonly where: string;
  /** Day on which it was read. */
  readonly date: string;
}

export interface Limit {
  readonly name: string;
  readonly value: number;
  readonly unit: Unit;
  readonly source: Source['kind'];
  /** Which way it asks more of a caller. Default: `higher` for times, since most are spacings; `lower` for all else. */
  readonly stricter?: 'higher' | 'lower' | 'neither';
}

export interface Clause {
  readonly id: ClauseId;
  readonly kind: ClauseKind;
  readonly title: string;
  /** Sections of the Fair Use policy. */
  readonly section: readonly string[];
  readonly why: string;
  readonly source: Source;
  readonly appliesTo: 'all' | readonly CallClass[];
  readonly limits: readonly Limit[];
  /** What a breach weighs; null where a program can never call the clause broken. */
  readonly severity: Severity | null;
  /** When a breach weighs more than `severity`; null when it never does. */
  readonly escalates: {
    readonly to: Severity;
    readonly when: string;
    /** `judge`: a single history shows it. `ladder`: only an account's standing does. */
    readonly seenBy: 'judge' | 'ladder';
  } | null;
  /** Clauses that a breach of this one breaks too, and when it does. */
  readonly implies: readonly { readonly clause: ClauseId; readonly because: string }[];
  /** What to do about a breach, in a sentence. */
  readonly remedy: string;
  /** How a call is decided or a duty asked for by this clause, in a sentence or two for a person. */
  readonly decided: string;
  /** How a history is judged by it, in a sentence or two for a person: what is counted, what cannot be told. */
  readonly judged: string;
  /** Histories in the form of testing/history.ts, printed in docs/policy.md and run as tests. */
  readonly examples: {
    readonly keeps: string;
    /** Null where a program can never call the clause broken. */
    readonly breaks: string | null;
  };
  /** What this clause alone answers; null when it has nothing against the call. */
  readonly ask: (ledger: Ledger, intent: Intent, nowMs: number) => Decision | null;
  /** What this clause asks to be done, at most 64 acts; null for clauses that are no duty. */
  readonly due: ((ledger: Ledger, nowMs: number) => readonly Due[]) | null;
}
