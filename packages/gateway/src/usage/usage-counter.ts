// What went to the cloud lately, counted from the journal's facts.
import type { CallFact } from '@fairlead/policy';

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** A minute at the allowed 10/s with its burst is 615 calls; more cannot have gone out. */
const maxRecent = 1_000;

export interface UsageCounts {
  readonly callsLastMinute: number;
  /** Since midnight UTC. */
  readonly callsToday: number;
  readonly refusalsToday: number;
}

export interface UsageCounter {
  add(fact: CallFact): void;
  counts(nowMs: number): UsageCounts;
}

export function usageCounter(): UsageCounter {
  let recent: number[] = [];
  let day = -1;
  let callsToday = 0;
  let refusalsToday = 0;
  const turnTo = (nextDay: number): void => {
    if (nextDay <= day) return;
    day = nextDay;
    callsToday = 0;
    refusalsToday = 0;
  };
  return {
    add(fact) {
      turnTo(Math.floor(fact.sentAtMs / dayMs));
      recent.push(fact.sentAtMs);
      if (recent.length > maxRecent) recent.shift();
      if (Math.floor(fact.sentAtMs / dayMs) < day) return;
      callsToday += 1;
      if (fact.status === 429) refusalsToday += 1;
    },
    counts(nowMs) {
      turnTo(Math.floor(nowMs / dayMs));
      recent = recent.filter((sentAtMs) => nowMs - sentAtMs < minuteMs);
      return { callsLastMinute: recent.length, callsToday, refusalsToday };
    },
  };
}
