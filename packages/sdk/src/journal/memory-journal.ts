// A journal that lives as long as its process: the newest facts, for a program that shows its own usage, and for tests.
import type { Fact } from '@fairlead/policy';
import { type OptionRules, optionsBy } from '../option-table.ts';
import { count } from '../value-check.ts';
import { isUnderWay, type Journal, UnderWay } from './journal.ts';

/** How much a memory journal holds. */
export interface MemoryJournalOptions {
  /** The newest facts that are kept. Default 10,000: a quarter of an hour at 10/s, or a polite day; 1 kB each, 10 MB. @example 500 */
  readonly mostFacts?: number;
}

const rules: OptionRules<MemoryJournalOptions> = {
  task: 'keep a journal in memory',
  table: { mostFacts: count },
  needed: {},
};

/**
 * Keeps the newest facts in memory. An account that is closed and opened again in the same process goes on from it.
 *
 * @example
 * const journal = memoryJournal({ mostFacts: 500 });
 * const zaptec = await connect({ credentials, userAgent, journal });
 * console.log(judge(journal.history()).verdicts);
 *
 * @throws SdkError `invalid-option`
 */
export function memoryJournal(options: MemoryJournalOptions = {}): Journal {
  const { mostFacts = 10_000 } = optionsBy(options, rules);
  let entries: { fact: Fact }[] = [];
  const underWay = new UnderWay<{ fact: Fact }>();
  return {
    write(fact) {
      const entry = fact.kind === 'call' && fact.answeredAtMs !== null ? underWay.land(fact.id) : undefined;
      if (entry) {
        entry.fact = fact;
        return;
      }
      const fresh = { fact };
      entries.push(fresh);
      if (isUnderWay(fact)) underWay.leave(fact.id, fresh);
      // A quarter more before the oldest go, so that not every fact moves all others.
      if (entries.length > mostFacts * 1.25) entries = entries.slice(-mostFacts);
    },
    history: () => entries.slice(-mostFacts).map(({ fact }) => fact),
    close() {},
  };
}
