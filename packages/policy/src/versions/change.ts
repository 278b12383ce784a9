// One difference between two versions of the policy, with the facts it is made of and a sentence for a person.
import type { Clause, Limit, Severity } from '../clause.ts';
import type { ClauseId } from '../decision.ts';
import type { ClauseStatement } from './policy.ts';

/** Parts of a clause that are compared as words. */
export type Part = 'kind' | 'section' | 'concerns' | 'title' | 'why' | 'source' | 'implies' | 'remedy';

/** `from` is the older side, `to` the newer one. `number-changed`: neither side is stricter, or nobody can say which. */
export type Difference =
  | { readonly kind: 'clause-added' | 'clause-removed'; readonly statement: ClauseStatement }
  | { readonly kind: 'number-added' | 'number-removed'; readonly limit: Limit }
  | {
      readonly kind: 'number-tightened' | 'number-loosened' | 'number-changed';
      readonly from: Limit;
      readonly to: Limit;
    }
  | {
      readonly kind: 'severity-raised' | 'severity-lowered';
      readonly from: Severity | null;
      readonly to: Severity | null;
    }
  | {
      readonly kind: 'escalation-changed';
      readonly from: Clause['escalates'];
      readonly to: Clause['escalates'];
    }
  | { readonly kind: 'reworded'; readonly part: Part; readonly from: string; readonly to: string };

export type Change = Difference & {
  /** May be one that this program does not know, where a version of another day has it. */
  readonly clause: ClauseId;
  /** Whom it concerns: `everybody who calls the API`. */
  readonly forWhom: string;
  /** One sentence with both numbers and their units. */
  readonly sentence: string;
};
