// A program that does whatever it likes as far as `decide` lets it, a cloud that keeps an exact ledger, and the way
// between them, up to 250 ms each way. Everything random comes from outside.
import { backoffMs } from '../backoff.ts';
import { clientHeavyGivenUpMs } from '../clauses/backoff-heavy.ts';
import { tryGivenUpMs } from '../clauses/respect-refusal.ts';
import { decide } from '../decide.ts';
import type { ClauseId, Decision, Due } from '../decision.ts';
import { due } from '../due.ts';
import type { AttestationSubject, CallFact, Fact } from '../fact.ts';
import { createLedger, type Ledger } from '../ledger/ledger.ts';
import { record } from '../ledger/record.ts';
import { defaultMargin, generalAccess, type Terms } from '../terms.ts';
import { asSent, attested, intentOf, stateCall, stream } from './call.ts';
import { EventQueue } from './event-queue.ts';

type Weather = 'lost' | 401 | 404 | 429 | 503 | 527 | 528;

export interface Wish {
  readonly afterMs: number;
  readonly call: CallFact;
  readonly held: boolean;
  /** Time to the cloud and back, for each try. */
  readonly upMs: number;
  readonly downMs: number;
  /**
   * What befalls the first tries; after that the call is answered as it tells itself. `lost`: no byte of it reached the
   * cloud. 527 and 528 are codes.
   */
  readonly weather: readonly Weather[];
  readonly jitter01: number;
}

export interface Course {
  readonly clientFacts: readonly Fact[];
  readonly cloudFacts: readonly Fact[];
  /** What the exact ledger of the cloud would have refused. */
  readonly refusals: readonly Decision[];
  /** Waits that were too long or too short. */
  readonly wrongWaits: readonly string[];
}

export interface Circumstances {
  readonly startedAtMs: number;
  readonly durationMs: number;
  /** Clauses that the cloud's ledger is asked about. */
  readonly cloudAsks?: readonly ClauseId[];
  /** Default: the default margin. */
  readonly margin?: Terms['margin'];
  /** When a call arrives that is sent at this time. Default `upMs` of the wish later. */
  readonly arrivalMs?: (sentAtMs: number) => number;
  /** Does what is due, this share of the time before the deadline; null leaves duties undone. */
  readonly dutifulness01: number | null;
}

export function obey(wishes: readonly Wish[], circumstances: Circumstances): Course {
  const { startedAtMs, durationMs } = circumstances;
  const queue = new EventQueue();
  const tier = generalAccess;
  const margin = circumstances.margin ?? defaultMargin;
  let mine: Ledger = createLedger({ terms: { tier, margin }, startedAtMs, bucket: 'empty' });
  let clouds: Ledger = createLedger({ terms: { tier, margin: null }, startedAtMs, bucket: 'full' });
  const clientFacts: Fact[] = [];
  const cloudFacts: Fact[] = [];
  const refusals: Decision[] = [];
  const wrongWaits: string[] = [];
  let sent = 0;
  let lastAnswerAtMs: number | null = null;
  const planned = new Set<string>();

  const journal = (fact: Fact): void => {
    mine = record(mine, fact);
    clientFacts.push(fact);
    seeToDuties(fact.kind === 'call' ? (fact.answeredAtMs ?? fact.sentAtMs) : fact.atMs);
  };

  const seeToDuties = (nowMs: number): void => {
    const share = circumstances.dutifulness01;
    if (share === null) return;
    for (const act of due(mine, nowMs)) {
      const plan = `${act.act} ${act.scope}`;
      if (planned.has(plan)) continue;
      planned.add(plan);
      queue.at(Math.floor(nowMs + Math.max(0, act.byMs - nowMs) * share), (atMs) => {
        if (act.act !== 'reconcile') planned.delete(plan);
        perform(act, atMs);
      });
    }
  };

  /** What is not due any more by then is left. */
  const perform = ({ act, scope }: Due, nowMs: number): void => {
    const asked = due(mine, nowMs).some((other) => other.act === act && other.scope === scope);
    if (act === 'reconcile' && asked) attempt(reconcile(scope), reconcile(scope).call, nowMs);
    if (act === 'reconcile' && !asked) planned.delete(`${act} ${scope}`);
    if (act === 'renew' && asked) journal(attested({ about: scope as AttestationSubject, value: 0, atMs: nowMs }));
    if (act !== 'open-stream' || !asked) return;
    journal(stream('opened', nowMs, scope ?? 'i1'));
    queue.at(nowMs + 1_200_000, (lostAtMs) => journal(stream('lost', lostAtMs, scope ?? 'i1')));
  };

  const attempt = (wish: Wish, call: CallFact, nowMs: number): void => {
    const intent = intentOf(call, wish.held ? lastAnswerAtMs : null);
    const answer = decide(mine, intent, nowMs);
    if (answer.kind === 'wait') {
      checkWait(answer, nowMs, intent);
      queue.at(answer.untilMs, (againAtMs) => attempt(wish, call, againAtMs));
    }
    if (answer.kind === 'go') send(wish, call, nowMs);
    if (answer.kind === 'never' || answer.kind === 'local') planned.delete(`reconcile ${call.resource}`);
  };

  const checkWait = (wait: Decision & { kind: 'wait' }, nowMs: number, intent: Parameters<typeof decide>[1]): void => {
    if (wait.untilMs <= nowMs) wrongWaits.push(`${wait.clause} asks to wait until now`);
    const underWay =
      mine.lists.underWay(intent.path, nowMs) ||
      mine.reads.lookups.underWay(intent, nowMs) ||
      mine.tokens.loginUnderWay(intent.accountId, nowMs) ||
      mine.flights.tryUnderWay(intent.retryOf ?? '', nowMs, tryGivenUpMs) ||
      mine.heavy.underWay(intent, nowMs, clientHeavyGivenUpMs) > 0;
    if (underWay) return;
    if (decide(mine, intent, wait.untilMs).kind === 'wait') wrongWaits.push(`${wait.clause} asks too little`);
    if (decide(mine, intent, wait.untilMs - 1).kind !== 'wait') wrongWaits.push(`${wait.clause} asks too much`);
  };

  const send = (wish: Wish, call: CallFact, sentAtMs: number): void => {
    sent += 1;
    const flying = asSent({ ...call, id: `call ${sent}`, sentAtMs });
    mine = record(mine, flying);
    const weather = wish.weather[call.attempt - 1];
    const arrivesAtMs = circumstances.arrivalMs?.(sentAtMs) ?? sentAtMs + wish.upMs;
    const answer = answerOf(wish, call, weather);
    if (weather !== 'lost') queue.at(arrivesAtMs, () => arrive({ ...call, sentAtMs: arrivesAtMs }, answer));
    queue.at(arrivesAtMs + wish.downMs, (nowMs) => answered(wish, { ...call, ...flying }, weather, nowMs));
  };

  /** The receiver sees neither retries nor our ids. */
  const arrive = (call: CallFact, answered: Partial<CallFact>): void => {
    const seen = {
      ...call,
      id: `arrival ${cloudFacts.length}`,
      attempt: 1,
      retryOf: null,
      clientAddress: '198.51.100.7',
    };
    const answer = decide(clouds, intentOf(seen), call.sentAtMs, circumstances.cloudAsks);
    if (answer.kind !== 'go') refusals.push(answer);
    const fact: CallFact = { ...seen, ...answered, answeredAtMs: call.sentAtMs };
    clouds = record(clouds, fact);
    cloudFacts.push(fact);
  };

  const answered = (wish: Wish, flying: CallFact, weather: Weather | undefined, nowMs: number): void => {
    const fact: CallFact = { ...flying, ...answerOf(wish, flying, weather), answeredAtMs: nowMs };
    if (fact.class === 'state') planned.delete(`reconcile ${fact.resource}`);
    journal(fact);
    lastAnswerAtMs = nowMs;
    if (weather === undefined) return;
    const again = { ...flying, attempt: flying.attempt + 1, retryOf: flying.retryOf ?? flying.id };
    queue.at(nowMs + backoffMs(again.attempt, wish.jitter01), (againAtMs) => attempt(wish, again, againAtMs));
  };

  for (const wish of wishes) queue.at(startedAtMs + wish.afterMs, (nowMs) => attempt(wish, wish.call, nowMs));
  queue.run(startedAtMs + durationMs);
  return { clientFacts, cloudFacts, refusals, wrongWaits };
}

/** A read of the state that is held of a charger, on a way of 40 ms up and 30 ms down. */
function reconcile(charger: string | null): Wish {
  const call = stateCall({ sentAtMs: 0, resource: charger, cause: 'reconcile' });
  return { afterMs: 0, call, held: false, upMs: 40, downMs: 30, weather: [], jitter01: 0 };
}

function answerOf(wish: Wish, call: CallFact, weather: Weather | undefined): Partial<CallFact> {
  const code = weather === 527 || weather === 528 ? weather : null;
  const status =
    code !== null ? 500 : weather === 'lost' ? null : ((weather as number | undefined) ?? wish.call.status);
  return {
    status,
    code,
    retryAfterMs: weather === 429 ? 1000 : null,
    tokenLifeMs: call.class === 'token' && status === 200 ? 7_200_000 : null,
  };
}
