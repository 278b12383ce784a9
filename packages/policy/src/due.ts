// What the duties ask for, and by when.
import { clauses } from './clauses.ts';
import type { Due } from './decision.ts';
import { needInstant } from './instant.ts';
import type { Ledger } from './ledger/ledger.ts';
import { needLedger } from './ledger/need-ledger.ts';

/**
 * Acts that are asked for now, the most urgent first. Empty when every duty is done. At most 129 (64 streams, 64 chargers,
 * a statement): whoever has done some asks again. Unit ms since 1970. Throws `bad-time` where `nowMs` is no number,
 * `bad-ledger`.
 *
 * @example
 * const terms = { tier: generalAccess, margin: defaultMargin };
 * due(createLedger({ terms, startedAtMs: 0, bucket: 'full' }), 3_600_000); // → []
 */
export function due(ledger: Ledger, nowMs: number): readonly Due[] {
  needLedger(ledger, 'tell what is due');
  needInstant(nowMs, 'tell what is due', 'nowMs');
  return clauses.flatMap((clause) => clause.due?.(ledger, nowMs) ?? []).sort((one, other) => one.byMs - other.byMs);
}
