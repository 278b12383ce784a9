// Calls of an earlier run that left and whose end nobody saw, since the process was killed meanwhile.
// Invariant: what may have been carried out counts as carried out. A login and a list without which nothing is held are made again:
// waiting a day or an hour with nothing would serve nobody, and costs the policy one minor finding at most.
import type { CallClass, CallFact, Fact } from '@fairlead/policy';
import { timeoutMs } from '../transport/transport.ts';

/** Reads that wait an hour or a day for their next turn; of others and of writes the policy counts a silent one as made. */
const slowReads: readonly CallClass[] = ['list', 'detail', 'hierarchy', 'firmware', 'constants'];

/** @param holdsLists whether the mirror holds what lists told */
export function heardNoMore(fact: Fact, nowMs: number, holdsLists: boolean): Fact {
  if (fact.kind !== 'call' || fact.answeredAtMs !== null) return fact;
  const answeredAtMs = Math.max(fact.sentAtMs, Math.min(nowMs, fact.sentAtMs + timeoutMs));
  return { ...fact, answeredAtMs, status: countsAsRead(fact, holdsLists) ? 200 : null };
}

function countsAsRead({ class: kind, narrowing }: CallFact, holdsLists: boolean): boolean {
  if (!slowReads.includes(kind)) return false;
  return kind !== 'list' || (holdsLists && narrowing === 'none');
}
