// A journal of millions of calls, judged as it is read, and what the judge holds meanwhile.
import { openJudge } from '@fairlead/policy';
import { stopwatch } from './stopwatch.ts';
import { callAt, idOf, startedAtMs, words } from './traffic.ts';

export const journalCalls = 2_000_000;
export const journalChargers = 200;
const days = 30;
const everyMs = (days * 86_400_000) / journalCalls;

export interface JournalCost {
  readonly perProcessorSecond: number;
  /** Heap that the judge holds after a quarter of the journal, and after all of it. */
  readonly earlyBytes: number;
  readonly bytes: number;
}

/** State of 200 chargers read by turns for 30 days, made as it goes: nothing but the judge is held. */
export function longJournal(collect: () => void): JournalCost {
  const chargers = Array.from({ length: journalChargers }, (_, n) => idOf('c', n));
  const opened = openJudge();
  const held = heapAfter(collect);
  const stop = stopwatch();
  let earlyBytes = 0;
  for (let n = 0; n < journalCalls; n += 1) {
    const resource = chargers[n % journalChargers] ?? '';
    opened.add(callAt(startedAtMs + Math.floor(n * everyMs), { ...words.state, resource, charging: 'yes' }));
    if (n === journalCalls / 4) earlyBytes = heapAfter(collect) - held;
  }
  const { perProcessorSecond } = stop(journalCalls);
  const bytes = heapAfter(collect) - held;
  if (opened.finish().facts.calls !== journalCalls) throw new Error('The judge did not count every call.');
  return { perProcessorSecond, earlyBytes, bytes };
}

function heapAfter(collect: () => void): number {
  collect();
  return process.memoryUsage().heapUsed;
}
