// Counts a whole history, clause by clause, in one pass and in bounded memory.
// Invariant: written apart from `decide` and `record`: it shares their numbers, and not their way of reading a fact.
import { knownFact } from '../border/known-fact.ts';
import { policyInForce } from '../clauses.ts';
import type { Fact } from '../fact.ts';
import { PolicyError } from '../policy-error.ts';
import { type JudgeOptions, settle } from './count.ts';
import { Counters } from './counters.ts';
import { countings } from './countings.ts';
import { happenedAtMs, SortingWindow } from './sorting-window.ts';
import { Tally } from './tally.ts';
import type { Report } from './verdict.ts';

/** Stands on every report. */
const { version, date, source } = policyInForce;

export interface Judge {
  /**
   * Takes one fact. Throws `judge-finished` after `finish`, and nothing for any fact: what is none is counted as unusable
   * and left out. What may be null may be absent; names beyond 256 characters are cut, so that two that begin alike are
   * one. The judge keeps what it is given: do not change a fact afterwards.
   */
  add(fact: Fact): void;
  /** The verdicts on everything added so far, also on what may still be put in order. Changes nothing. */
  report(): Report;
  /** Looks at everything that may still be put in order, and reports; the same report whenever it is asked again. */
  finish(): Report;
}

/**
 * A judge that is fed fact by fact, in the order of a journal; facts up to 5 s out of order are put in order. Memory is
 * bounded, whatever the length of the history. Defaults: `JudgeOptions`. Throws `bad-terms` for options that cannot be
 * counted with.
 *
 * @example
 * const opened = openJudge();
 * opened.add({ v: 1, kind: 'stream', accountId: 'main', bus: 'group', scope: 'g1', event: 'opened', atMs: 0 });
 * opened.report().facts.streamEvents; // → 1
 * opened.finish().verdicts.length; // → 30
 */
export function openJudge(options: JudgeOptions = {}): Judge {
  const settled = settle(options);
  const clauses = countings.map((counting) => ({ counting, tally: new Tally(counting.clause, options.onBreach) }));
  const counters = new Counters(clauses, settled);
  const asAdded = settled.order === 'as-added';
  const seen = { total: 0, calls: 0, streamEvents: 0, attestations: 0, inFlight: 0, repeated: 0, late: 0, unusable: 0 };
  const window = new SortingWindow(
    (fact) => counters.look(fact),
    (late) => {
      seen.late += 1;
      counters.lookAlone(late);
    },
    () => {
      seen.repeated += 1;
    },
  );
  const span = { fromMs: Number.POSITIVE_INFINITY, toMs: Number.NEGATIVE_INFINITY };

  let finished: Report | null = null;
  const add = (told: Fact): void => {
    if (finished !== null) throw new PolicyError('judge-finished', addedTooLate);
    seen.total += 1;
    const fact = knownFact(told);
    if (fact === null) {
      seen.unusable += 1;
      return;
    }
    if (fact.kind === 'call' && fact.answeredAtMs === null) {
      seen.inFlight += 1;
      return;
    }
    countKind(seen, fact);
    const atMs = happenedAtMs(fact);
    if (atMs < span.fromMs) span.fromMs = atMs;
    if (atMs > span.toMs) span.toMs = atMs;
    if (asAdded) counters.look(fact);
    else window.take(fact);
  };

  const reportOf = (ended: Counters): Report => {
    for (const fact of window.held()) ended.look(fact);
    ended.close();
    const partial = seen.late > 0;
    return {
      policy: { version, date, source },
      facts: { ...seen },
      fromMs: Number.isFinite(span.fromMs) ? span.fromMs : null,
      toMs: Number.isFinite(span.toMs) ? span.toMs : null,
      partial,
      verdicts: ended.tallies.map((tally) => ({
        ...tally.finding(),
        clause: tally.clause.id,
        kind: tally.clause.kind,
        partial,
      })),
    };
  };
  const finish = (): Report => {
    finished ??= reportOf(counters);
    return finished;
  };
  return { add, report: () => finished ?? reportOf(counters.copy()), finish };
}

const addedTooLate =
  'Failed to add a fact: the judge has finished, and what was left undone is told. Open another one, or ask for report() while facts still come.';

/**
 * Judges a whole history, in one pass. Defaults: `JudgeOptions`. Throws `bad-terms` for options that cannot be counted
 * with, `bad-fact` for what is no sequence, and nothing for any fact.
 *
 * @example
 * const call = { v: 1, kind: 'call', door: { scheme: 'https', host: 'api.zaptec.com' }, method: 'GET', class: 'state' };
 * const read = { ...call, path: '/api/chargers/{id}/state', resource: 'c1', narrowing: 'none', attempt: 1, status: 200 };
 * const lines = [0, 9000].map((at) => ({ ...read, id: `${at}`, cause: 'routine', sentAtMs: at, answeredAtMs: at + 90 }));
 * const facts = lines.map((line) => parseFact(JSON.stringify(line))).filter((fact) => fact.kind !== 'unreadable');
 * judge(facts).verdicts.find(({ clause }) => clause === 'state-cache')?.verdict; // → 'broken'
 */
export function judge(facts: Iterable<Fact>, options: JudgeOptions = {}): Report {
  const opened = openJudge(options);
  for (const fact of sequence(facts, 'judge a history')) opened.add(fact);
  return opened.finish();
}

/** What can be gone through. Throws `bad-fact`. */
export function sequence<T>(told: Iterable<T>, failed: string): Iterable<T> {
  if (typeof told === 'object' && told !== null && typeof told[Symbol.iterator] === 'function') return told;
  throw new PolicyError(
    'bad-fact',
    `Failed to ${failed}: it is no sequence. Give an array, or what yields one by one.`,
  );
}

function countKind(seen: { calls: number; streamEvents: number; attestations: number }, fact: Fact): void {
  switch (fact.kind) {
    case 'call':
      seen.calls += 1;
      return;
    case 'stream':
      seen.streamEvents += 1;
      return;
    case 'attestation':
      seen.attestations += 1;
  }
}
