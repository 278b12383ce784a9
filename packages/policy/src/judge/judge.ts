// The judge: one pass over any number of facts, a verdict with evidence for each clause.
// Invariant: memory is bounded. 10,000 facts of about 1 kB in the sorting window (10 MB); per clause a tally (under
// 300 kB) and at most 256 subjects. A fair account keeps some 10 kB; a hostile history stays below 100 MB.

import { policyVersion } from '../clauses.ts';
import type { ClauseId } from '../decision.ts';
import type { Fact } from '../fact.ts';
import { type Counter, type Counting, counterOf, type JudgeOptions } from './count.ts';
import { countDocumentedOnly } from './count-documented-only.ts';
import { countListCadence } from './count-list-cadence.ts';
import { countPushFirst } from './count-push-first.ts';
import { countRateLimit } from './count-rate-limit.ts';
import { countRespectRefusal } from './count-respect-refusal.ts';
import { countStateCache } from './count-state-cache.ts';
import { countTokenRate } from './count-token-rate.ts';
import { countTokenReuse } from './count-token-reuse.ts';
import { happenedAtMs, knownAtMs, SortingWindow } from './sorting-window.ts';
import { Tally } from './tally.ts';
import type { Report } from './verdict.ts';

export interface Judge {
  /** Takes one fact. Never throws; a fact whose instants are no numbers is counted and left out. */
  add(fact: Fact): void;
  /** The verdicts on everything added so far, also on what may still be put in order. Changes nothing. */
  report(): Report;
}

type Opener = (options: Required<JudgeOptions>) => Counter;
const opener =
  <State>(counting: Counting<State>): Opener =>
  (options) =>
    counterOf(counting, new Tally(counting.clause), options);

const openers: Readonly<Record<ClauseId, Opener>> = {
  'rate-limit': opener(countRateLimit),
  'token-rate': opener(countTokenRate),
  'token-reuse': opener(countTokenReuse),
  'respect-refusal': opener(countRespectRefusal),
  'documented-only': opener(countDocumentedOnly),
  'state-cache': opener(countStateCache),
  'list-cadence': opener(countListCadence),
  'push-first': opener(countPushFirst),
};

/** A judge that is fed fact by fact, in the order of a journal. */
export function openJudge(options: JudgeOptions = {}): Judge {
  const settled = {
    roundTripMs: options.roundTripMs ?? 0,
    streamEvents: options.streamEvents ?? ('recorded' as const),
  };
  const counters = Object.values(openers).map((open) => open(settled));
  const window = new SortingWindow((fact) => {
    for (const counter of counters) counter.look(fact);
  });
  const seen = { total: 0, calls: 0, streamEvents: 0, attestations: 0, inFlight: 0, late: 0, unusable: 0 };
  const span = { fromMs: Number.POSITIVE_INFINITY, toMs: Number.NEGATIVE_INFINITY };

  const add = (fact: Fact): void => {
    seen.total += 1;
    if (!Number.isFinite(happenedAtMs(fact)) || !Number.isFinite(knownAtMs(fact))) {
      seen.unusable += 1;
      return;
    }
    if (fact.kind === 'call' && fact.answeredAtMs === null) {
      seen.inFlight += 1;
      return;
    }
    countKind(seen, fact);
    span.fromMs = Math.min(span.fromMs, happenedAtMs(fact));
    span.toMs = Math.max(span.toMs, happenedAtMs(fact));
    if (window.take(fact)) return;
    seen.late += 1;
    for (const counter of counters) counter.lookAlone(fact);
  };

  const report = (): Report => {
    const ahead = counters.map((counter) => counter.copy());
    for (const fact of window.held()) for (const counter of ahead) counter.look(fact);
    const partial = seen.late > 0;
    return {
      policy: policyVersion,
      facts: { ...seen },
      fromMs: Number.isFinite(span.fromMs) ? span.fromMs : null,
      toMs: Number.isFinite(span.toMs) ? span.toMs : null,
      partial,
      verdicts: ahead.map(({ tally }) => ({
        ...tally.finding(),
        clause: tally.clause.id,
        kind: tally.clause.kind,
        partial,
      })),
    };
  };
  return { add, report };
}

/** Judges a whole history. */
export function judge(facts: Iterable<Fact>, options: JudgeOptions = {}): Report {
  const opened = openJudge(options);
  for (const fact of facts) opened.add(fact);
  return opened.report();
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
