// A journal of millions of calls, judged as it is read, and what the judge holds meanwhile.
import { type Judge, openJudge } from '@fairlead/policy';
import { stopwatch } from './stopwatch.ts';
import { callAt, idOf, startedAtMs, words } from './traffic.ts';

export const journalCalls = 10_000_000;
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
  const read = (judge: Judge, n: number): void => {
    const resource = chargers[n % journalChargers] ?? '';
    judge.add(callAt(startedAtMs + Math.floor(n * everyMs), { ...words.state, resource, charging: 'yes' }));
  };
  warmUp(read);
  const held = heapAfter(collect);
  const opened = openJudge();
  const stop = stopwatch();
  let earlyBytes = 0;
  for (let n = 0; n < journalCalls; n += 1) {
    read(opened, n);
    if (n === journalCalls / 4) earlyBytes = heapAfter(collect) - held;
  }
  const { perProcessorSecond } = stop(journalCalls);
  const bytes = heapAfter(collect) - held;
  if (opened.finish().facts.calls !== journalCalls) throw new Error('The judge did not count every call.');
  return { perProcessorSecond, earlyBytes, bytes };
}

/** What the engine compiles is not of the judge: it comes into being before anything is weighed. */
function warmUp(read: (judge: Judge, n: number) => void): void {
  const judge = openJudge();
  for (let n = 0; n < journalCalls / 100; n += 1) read(judge, n);
  judge.finish();
}

function heapAfter(collect: () => void): number {
  collect();
  return process.memoryUsage().heapUsed;
}
