// Every call as a fact by the cloud's clock: the last ones, and counts since the start.
import { type CallFact, longestWords } from '@fairlead/policy';
import { ownText } from '../own-text.ts';

/**
 * 50,000 facts × ~600 B = 30 MB; at ten calls a second that is 83 minutes. What callers choose of a fact is bounded (a user
 * agent here, ids and paths where the fact is made), so the worst is 50,000 × 2 kB = 100 MB.
 */
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
    add(told) {
      const fact = withShortAgent(told);
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

/** A header may have 32 kB; the policy looks at the first 512 characters, and so does whoever reads the journal. */
function withShortAgent(fact: CallFact): CallFact {
  const { userAgent } = fact;
  return userAgent === null || userAgent.length <= longestWords
    ? fact
    : { ...fact, userAgent: ownText(userAgent, longestWords) };
}
