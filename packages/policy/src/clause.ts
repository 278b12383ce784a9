// A clause of the policy as a value: what is asked, by whom it was said, how much it weighs, and how it answers an intent.
// The same list is obeyed, enforced, judged and printed.
import type { ClauseId, Decision, Due, Intent } from './decision.ts';
import type { CallClass } from './fact.ts';
import type { Ledger } from './ledger/ledger.ts';

export type ClauseKind = 'limit' | 'duty' | 'conduct';
export type Severity = 'minor' | 'major' | 'critical';
export type Unit = 'requests' | 'requests/s' | 'ms' | 'calls' | 'tries' | 'rows' | 'logins per token life';

/** `policy`: its own words. `published`, `observed`: zaptec-api.md §1. `courtesy`: ours; may be tightened, never loosened. */
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
  readonly severity: Severity;
  /** When a breach weighs more than `severity`; null when it never does. */
  readonly escalates: { readonly to: Severity; readonly when: string } | null;
  /** Clauses that a breach of this one necessarily breaks too, with the reason. */
  readonly implies: readonly { readonly clause: ClauseId; readonly because: string }[];
  /** What to do about a breach, in a sentence. */
  readonly remedy: string;
  /** What this clause alone answers; null when it has nothing against the call. */
  readonly ask: (ledger: Ledger, intent: Intent, nowMs: number) => Decision | null;
  /** What this clause asks to be done; null for clauses that are no duty. */
  readonly due: ((ledger: Ledger, nowMs: number) => Due | null) | null;
}
