// backoff-heavy, counted: heavy calls of one installation under way together, and their tries that came too soon.
import { backoff } from '../backoff.ts';
import { backoffHeavy, heavyAtOnce, heavyGivenUpMs } from '../clauses/backoff-heavy.ts';
import type { CallFact } from '../fact.ts';
import { answerAtMs, asksForPause } from './answer.ts';
import { type Counting, ofAccount } from './count.ts';
import { keepLatest } from './keep-latest.ts';
import type { Tally } from './tally.ts';

/** Installations with heavy calls in the last minute. 600 fit into the limit; 1,024 × about 150 bytes = 0.15 MB. */
const maxPlaces = 1024;
/** Failed calls that may be tried again. 256 × about 150 bytes = 40 kB. */
const maxFailures = 256;
/** Tries of one call are never further apart than the longest pause and two flights of 60 s, with room. */
const triesBelongMs = 600_000;

interface Failure {
  readonly tries: number;
  readonly answeredAtMs: number;
}

interface Heavy {
  /** When the calls of an installation were answered or given up: of those to end last as many as may be under way at once. */
  readonly endsAtMs: Map<string, number[]>;
  readonly failures: Map<string, Failure>;
}

export const countBackoffHeavy: Counting<Heavy> = {
  clause: backoffHeavy,
  per: 'account',
  classes: ['history', 'report'],
  alone: false,
  open: () => ({ endsAtMs: new Map(), failures: new Map() }),
  call(heavy, fact, tally) {
    tally.look(fact);
    lookAtFlights(heavy, fact, tally);
    lookAtTry(heavy, fact, tally);
    noteAnswer(heavy, fact);
  },
};

function lookAtFlights({ endsAtMs }: Heavy, call: CallFact, tally: Tally): void {
  const place = call.installationId ?? call.resource ?? '';
  const underWay = (endsAtMs.get(place) ?? []).filter((endAtMs) => endAtMs > call.sentAtMs);
  if (underWay.length >= heavyAtOnce) {
    const earlyMs = Math.max(...underWay) - call.sentAtMs;
    const what = `sent ${earlyMs} ms before a heavy call of the same installation was answered; ${heavyAtOnce} at once is asked`;
    tally.breach(ofAccount(call), { fact: call, atMs: call.sentAtMs, excess: earlyMs, what });
  } else {
    const together = underWay.length + 1;
    tally.atMost(call, together, heavyAtOnce, 'calls/installation');
  }
  underWay.push(Math.min(answerAtMs(call), call.sentAtMs + heavyGivenUpMs));
  const lastToEnd = underWay.toSorted((one, other) => one - other).slice(-heavyAtOnce);
  keepLatest(endsAtMs, place, lastToEnd, maxPlaces);
}

/** The pause after so many tries: 0.5 s, 1 s, 2 s … 60 s. What left before the failure was known follows no failure. */
function lookAtTry({ failures }: Heavy, call: CallFact, tally: Tally): void {
  const failure = call.retryOf === null ? undefined : failures.get(call.retryOf);
  if (failure === undefined) return;
  const gapMs = call.sentAtMs - failure.answeredAtMs;
  const askedMs = Math.min(backoff.capMs, backoff.baseMs * backoff.factor ** (failure.tries - 1));
  if (gapMs < 0 || gapMs >= askedMs) return;
  const what = `a heavy call tried again ${gapMs} ms after it failed; ${askedMs} ms are asked`;
  tally.breach(ofAccount(call), { fact: call, atMs: call.sentAtMs, excess: askedMs - gapMs, what });
}

/** Ids may begin anew with a new run: a first try owes nothing to an older call of the same id. */
function noteAnswer({ failures }: Heavy, call: CallFact): void {
  const first = call.retryOf ?? call.id;
  const answeredAtMs = answerAtMs(call);
  const before = call.retryOf === null ? undefined : failures.get(first);
  failures.delete(first);
  if (!asksForPause(call)) return;
  const recent = before !== undefined && call.sentAtMs - before.answeredAtMs <= triesBelongMs;
  const tries = Math.max(call.attempt, (recent ? before.tries : 0) + 1);
  keepLatest(failures, first, { tries, answeredAtMs }, maxFailures);
}
