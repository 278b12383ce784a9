// What an account may have done up to now, whether anybody asked before or not: calls under way, answered, failed, made
// again and tried again, those of a second account beside it, and streams that come and go.
import fc from 'fast-check';
import type { CallFact, Fact, StreamFact } from '../fact.ts';
import { anyCall } from './arbitrary-wishes.ts';
import { asSent, stream } from './call.ts';

export interface Past {
  /** In the order in which they were told. */
  readonly facts: readonly Fact[];
  /** The calls of the account and its neighbour, the latest last. */
  readonly calls: readonly CallFact[];
  /** Those that nobody has answered. */
  readonly underWay: readonly CallFact[];
  /** After the last fact. */
  readonly nowMs: number;
}

const flightMs = fc.oneof({ weight: 3, arbitrary: fc.nat(500) }, { weight: 1, arbitrary: fc.nat(70_000) });

/** How a call goes. `again`: it is the one before the latest, the latest one, or (2 and more) another call. */
const fate = fc.record({
  call: anyCall,
  gapMs: fc.oneof(fc.nat(200), fc.nat(5000), fc.nat(120_000), fc.nat(2_000_000)),
  flightMs,
  told: fc.constantFrom('when it left', 'when it was answered', 'twice'),
  again: fc.nat(5),
  isTry: fc.boolean(),
  accountId: fc.constantFrom('main', 'main', 'main', 'other'),
  shown: fc.constantFrom('yes' as const, 'no' as const, 'unknown' as const),
  status: fc.constantFrom(200, 200, 200, 204, 401, 403, 404, 408, 429, 500, 503, null),
  code: fc.constantFrom(null, 512, 527, 528),
  retryAfterMs: fc.constantFrom(null, 0, 1000, 3_600_000),
  tokenLifeMs: fc.constantFrom(null, 1000, 3_600_000),
});
type Fate = typeof fate extends fc.Arbitrary<infer Value> ? Value : never;

const streamEvent = fc.record({
  event: fc.constantFrom('opened' as const, 'message' as const, 'lost' as const, 'refused' as const),
  scope: fc.constantFrom('i1', 'i2', 'g1'),
});

/** A past that begins at `startedAtMs`. */
export function arbitraryPast(startedAtMs: number): fc.Arbitrary<Past> {
  const fates = fc.array(fate, { minLength: 20, maxLength: 50, size: 'max' });
  const events = fc.array(fc.option(streamEvent), { maxLength: 12 });
  return fc.tuple(fates, events, fc.nat(100_000)).map(([steps, streams, pauseMs]) => {
    const facts: Fact[] = [];
    const calls: CallFact[] = [];
    const underWay: CallFact[] = [];
    let nowMs = startedAtMs;
    steps.forEach((step, n) => {
      nowMs += step.gapMs;
      const event = streams[n];
      if (event) facts.push(eventAt(event, nowMs));
      const call = callOf(step, calls, nowMs, nowMs + step.flightMs);
      calls.push(call);
      if (step.told !== 'when it was answered') facts.push(asSent(call));
      if (step.told === 'when it left') {
        underWay.push(call);
        return;
      }
      nowMs += step.flightMs;
      facts.push(call);
    });
    return { facts, calls, underWay, nowMs: nowMs + pauseMs };
  });
}

/** One more fact, told after that past and dated `aheadMs` later than now. */
export function arbitraryFutureFact(past: Past, aheadMs: fc.Arbitrary<number>): fc.Arbitrary<Fact> {
  const form = fc.constantFrom('sent', 'answered', 'answered only then', 'answers what is under way', 'stream');
  return fc.record({ fate, aheadMs, form, event: streamEvent }).map(({ fate: step, aheadMs: ahead, form, event }) => {
    const atMs = past.nowMs + ahead;
    const call = callOf(step, past.calls, atMs - step.flightMs, atMs);
    const flying = past.underWay.at(-1) ?? call;
    switch (form) {
      case 'sent':
        return asSent({ ...call, sentAtMs: atMs });
      case 'answered only then':
        return { ...call, sentAtMs: past.nowMs - 5000 };
      case 'answers what is under way':
        return { ...call, ...flying, status: step.status, answeredAtMs: atMs };
      case 'stream':
        return eventAt(event, atMs);
      default:
        return call;
    }
  });
}

function callOf(step: Fate, before: readonly CallFact[], sentAtMs: number, answeredAtMs: number): CallFact {
  const { again, isTry, accountId, shown, status, code, retryAfterMs, tokenLifeMs } = step;
  const same = again < 2 ? before.at(again - 2) : undefined;
  const call = same ?? step.call;
  const isLogin = call.class === 'token';
  return {
    ...call,
    id: `call ${before.length}`,
    sentAtMs,
    answeredAtMs,
    accountId,
    shown,
    status,
    code: status === 500 ? code : null,
    retryAfterMs: status === 429 ? retryAfterMs : null,
    tokenLifeMs: isLogin ? tokenLifeMs : null,
    attempt: same !== undefined && isTry ? same.attempt + 1 : 1,
    retryOf: same !== undefined && isTry ? (same.retryOf ?? same.id) : null,
  };
}

function eventAt({ event, scope }: Pick<StreamFact, 'event' | 'scope'>, atMs: number): StreamFact {
  return stream(event, atMs, scope, scope === 'g1' ? 'group' : 'installation');
}
