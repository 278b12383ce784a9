// Every call as a fact by the cloud's clock: the last ones, and counts since the start.
import type { CallFact } from '@fairlead/policy';

/** 50,000 facts × ~600 B = 30 MB; at ten calls a second that is 83 minutes. */
export const maxCalls = 50_000;

export interface CallJournal {
  add(fact: CallFact): void;
  calls(): readonly CallFact[];
  counts(): { readonly total: number; readonly byStatus: ReadonlyMap<number, number> };
}

export function createCallJournal(): CallJournal {
  const ring: CallFact[] = [];
  const byStatus = new Map<number, number>();
  let total = 0;
  return {
    add(fact) {
      if (ring.length < maxCalls) ring.push(fact);
      else ring[total % maxCalls] = fact;
      total += 1;
      if (fact.status !== null) byStatus.set(fact.status, (byStatus.get(fact.status) ?? 0) + 1);
    },
    calls() {
      const oldest = total > maxCalls ? total % maxCalls : 0;
      return [...ring.slice(oldest), ...ring.slice(0, oldest)];
    },
    counts: () => ({ total, byStatus: new Map(byStatus) }),
  };
}
