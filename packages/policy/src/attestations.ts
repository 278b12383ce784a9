// What may be attested, to which clause it speaks, and who may say it.
// Invariant: undeclared is never kept; a measurement beyond its limit is broken, whatever it claims.

import type { Unit } from './clause.ts';
import type { ClauseId } from './decision.ts';

export interface Attestation {
  readonly clause: ClauseId;
  /** `self-test`: a program measures it. `operator`: a person declares it. */
  readonly by: 'operator' | 'self-test';
  /** What holds when it is attested, in words that follow `shown:`. */
  readonly asks: string;
  /** The most that may be measured; null where nothing is measured. */
  readonly atMost: { readonly value: number; readonly unit: Unit } | null;
}
