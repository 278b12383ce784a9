// When two calls read the same thing, told the judge's own way, apart from the ledger's key. Commands and changes are
// never the same call twice, and logins are counted by clauses of their own.
import type { CallFact } from '../fact.ts';

/** Equal for two calls that read the same; null for what is no read. No id of a call looks like this list in brackets. */
export function sameRead(call: CallFact): string | null {
  const isRead = call.method === 'GET' && call.class !== 'token';
  return isRead ? JSON.stringify([call.path, call.resource, call.narrowing, call.page ?? 0]) : null;
}
