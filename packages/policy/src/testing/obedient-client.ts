// A program that does whatever it likes as far as `decide` lets it, with one account or several, a cloud that keeps an exact
// ledger of each, and the way between them, up to 250 ms each way. Everything random comes from outside.
import { backoffMs } from '../backoff.ts';
import { clientHeavyGivenUpMs } from '../clauses/backoff-heavy.ts';
import { tryGivenUpMs } from '../clauses/respect-refusal.ts';
import { decide } from '../decide.ts';
import type { ClauseId, Decision, Due, Intent } from '../decision.ts';
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
  /** How long the cloud takes for an answer, at each try. Default 0. */
  readonly takesMs?: number;
  /** Tries again so long after the first try left, whether that was answered or not. Default: when it failed. */
  readonly impatientAfterMs?: number;
}

/** What both sides remember of one account. */
interface Account {
  mine: Ledger;
  clouds: Ledger;
  lastAnswerAtMs: number | null;
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
  const accounts = accountsOf(wishes, circumstances);
  const clientFacts: Fact[] = [];
  const cloudFacts: Fact[] = [];
  const refusals: Decision[] = [];
  const wrongWaits: string[] = [];
  let sent = 0;
  const planned = new Set<string>();

  const accountOf = (accountId: string | null): Account => accounts.get(accountId ?? '') as Account;
  const tellClient = (fact: Fact): void => {
    for (const account of accounts.values()) account.mine = record(account.mine, fact);
  };
  const tellCloud = (fact: Fact): void => {
    for (const account of accounts.values()) account.clouds = record(account.clouds, fact);
  };

  const journal = (fact: Fact): void => {
    tellClient(fact);
    clientFacts.push(fact);
    seeToDuties(fact.accountId, fact.kind === 'call' ? (fact.answeredAtMs ?? fact.sentAtMs) : fact.atMs);
  };

  const seeToDuties = (accountId: string | null, nowMs: number): void => {
    const share = circumstances.dutifulness01;
    if (share === null) return;
    for (const act of due(accountOf(accountId).mine, nowMs)) {
      const plan = planOf(accountId, act.act, act.scope);
      if (planned.has(plan)) continue;
      planned.add(plan);
      queue.at(Math.floor(nowMs + Math.max(0, act.byMs - nowMs) * share), (atMs) => {
        if (act.act !== 'reconcile') planned.delete(plan);
        perform(accountId, act, atMs);
      });
    }
  };

  const perform = (accountId: string | null, { act, scope }: Due, nowMs: number): void => {
    const asked = due(accountOf(accountId).mine, nowMs).some((other) => other.act === act && other.scope === scope);
    const wish = reconcile(accountId, scope);
    if (act === 'reconcile' && asked) attempt(wish, wish.call, nowMs);
    if (act === 'reconcile' && !asked) planned.delete(planOf(accountId, act, scope));
    if (act === 'renew' && asked) {
      journal(attested({ about: scope as AttestationSubject, value: 0, accountId, atMs: nowMs }));
    }
    if (act !== 'open-stream' || !asked) return;
    journal({ ...stream('opened', nowMs, scope ?? 'i1'), accountId });
    queue.at(nowMs + 1_200_000, (lostAtMs) => journal({ ...stream('lost', lostAtMs, scope ?? 'i1'), accountId }));
  };

  const attempt = (wish: Wish, call: CallFact, nowMs: number): void => {
    const { mine, lastAnswerAtMs } = accountOf(call.accountId);
    const intent = intentOf(call, wish.held ? lastAnswerAtMs : null);
    const answer = decide(mine, intent, nowMs);
    if (answer.kind === 'wait') {
      checkWait(mine, answer, nowMs, intent);
      queue.at(answer.untilMs, (againAtMs) => attempt(wish, call, againAtMs));
    }
    if (answer.kind === 'go') send(wish, call, nowMs);
    if (answer.kind === 'never' || answer.kind === 'local') {
      planned.delete(planOf(call.accountId, 'reconcile', call.resource));
    }
  };

  const checkWait = (mine: Ledger, wait: Decision & { kind: 'wait' }, nowMs: number, intent: Intent): void => {
    if (wait.untilMs <= nowMs) wrongWaits.push(`${wait.clause} asks to wait until now`);
    const underWay =
      mine.lists.underWay(intent.path, nowMs) ||
      mine.reads.lookups.underWay(intent, nowMs) ||
      mine.tokens.loginUnderWay(intent.accountId, nowMs) ||
      mine.flights.tryUnderWay(intent.retryOf ?? '', nowMs, tryGivenUpMs) ||
      mine.heavy.underWay(intent, nowMs, clientHeavyGivenUpMs) > 0;
    if (underWay) return;
    // The clause alone: of another one the answer may change meanwhile, when a page has waited too long to follow.
    const kindAt = (atMs: number): Decision['kind'] => decide(mine, intent, atMs, [wait.clause]).kind;
    if (kindAt(wait.untilMs) === 'wait') wrongWaits.push(`${wait.clause} asks too little`);
    if (kindAt(wait.untilMs - 1) !== 'wait') wrongWaits.push(`${wait.clause} asks too much`);
  };

  const send = (wish: Wish, call: CallFact, sentAtMs: number): void => {
    sent += 1;
    const flying = asSent({ ...call, id: `call ${sent}`, sentAtMs });
    tellClient(flying);
    const weather = wish.weather[call.attempt - 1];
    const arrivesAtMs = circumstances.arrivalMs?.(sentAtMs) ?? sentAtMs + wish.upMs;
    const takesMs = wish.takesMs ?? 0;
    if (weather !== 'lost') queue.at(arrivesAtMs, () => arrive(wish, { ...call, sentAtMs: arrivesAtMs }, weather));
    queue.at(arrivesAtMs + takesMs + wish.downMs, (nowMs) => answered(wish, { ...call, ...flying }, weather, nowMs));
    if (wish.impatientAfterMs === undefined || call.attempt > 1) return;
    const again = { ...flying, attempt: 2, retryOf: flying.id };
    queue.at(sentAtMs + wish.impatientAfterMs, (nowMs) => attempt(wish, again, nowMs));
  };

  /** The receiver sees neither retries nor our ids. */
  const arrive = (wish: Wish, call: CallFact, weather: Weather | undefined): void => {
    const seen = {
      ...call,
      id: `arrival ${call.sentAtMs} ${cloudFacts.length}`,
      attempt: 1,
      retryOf: null,
      clientAddress: '198.51.100.7',
    };
    const { clouds } = accountOf(call.accountId);
    const answer = decide(clouds, intentOf(seen), call.sentAtMs, circumstances.cloudAsks);
    if (answer.kind !== 'go') refusals.push(answer);
    const answeredAtMs = call.sentAtMs + (wish.takesMs ?? 0);
    const fact: CallFact = { ...seen, ...answerOf(wish, call, weather), answeredAtMs };
    const finish = (): void => {
      tellCloud(fact);
      cloudFacts.push(fact);
    };
    if (answeredAtMs === call.sentAtMs) {
      finish();
      return;
    }
    tellCloud(asSent(fact));
    queue.at(answeredAtMs, finish);
  };

  const answered = (wish: Wish, flying: CallFact, weather: Weather | undefined, nowMs: number): void => {
    const fact: CallFact = { ...flying, ...answerOf(wish, flying, weather), answeredAtMs: nowMs };
    if (fact.class === 'state') planned.delete(planOf(fact.accountId, 'reconcile', fact.resource));
    journal(fact);
    accountOf(fact.accountId).lastAnswerAtMs = nowMs;
    if (weather === undefined) return;
    const again = { ...flying, attempt: flying.attempt + 1, retryOf: flying.retryOf ?? flying.id };
    queue.at(nowMs + backoffMs(again.attempt, wish.jitter01), (againAtMs) => attempt(wish, again, againAtMs));
  };

  for (const wish of wishes) queue.at(startedAtMs + wish.afterMs, (nowMs) => attempt(wish, wish.call, nowMs));
  queue.run(startedAtMs + durationMs);
  return { clientFacts, cloudFacts, refusals, wrongWaits };
}

/** Where there is one account its ledgers take every fact for its own; several hear of each other. */
function accountsOf(wishes: readonly Wish[], circumstances: Circumstances): ReadonlyMap<string, Account> {
  const { startedAtMs } = circumstances;
  const margin = circumstances.margin ?? defaultMargin;
  const names = [...new Set(wishes.map(({ call }) => call.accountId ?? ''))];
  const open = (terms: Terms, bucket: 'empty' | 'full', accountId: string): Ledger =>
    createLedger({ terms, startedAtMs, bucket, ...(names.length > 1 ? { accountId } : {}) });
  return new Map(
    names.map((name) => [
      name,
      {
        mine: open({ tier: generalAccess, margin }, 'empty', name),
        clouds: open({ tier: generalAccess, margin: null }, 'full', name),
        lastAnswerAtMs: null,
      },
    ]),
  );
}

function planOf(accountId: string | null, act: Due['act'], scope: string | null): string {
  return `${accountId} ${act} ${scope}`;
}

/** A read of the state that is held of a charger, on a way of 40 ms up and 30 ms down. */
function reconcile(accountId: string | null, charger: string | null): Wish {
  const call = stateCall({ sentAtMs: 0, accountId, resource: charger, cause: 'reconcile' });
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
