// Governor, transport and logins put together: everything that leaves the account leaves here.
import type { CallFact, Decision, Fact } from '@fairlead/policy';
import type { Answer, CallRequest, GovernorStatus, LoginState, MirrorView } from '../account.ts';
import type { LoginClaim } from '../credentials/login-claim.ts';
import type { LoginOwner } from '../credentials/login-owner.ts';
import { Logins } from '../credentials/logins.ts';
import { timelySecrets } from '../credentials/timely-secrets.ts';
import { type TokenAnswer, tokenAnswerOf } from '../credentials/token-answer.ts';
import type { Ending, GovernedCall } from '../governor/flight.ts';
import { Governor } from '../governor/governor.ts';
import { openLaw } from '../governor/law.ts';
import { accountItself, type Party } from '../governor/places.ts';
import { AnswerDigests } from '../transport/answer-digests.ts';
import { answerOf } from '../transport/answer-of.ts';
import { governedCall } from '../transport/governed-call.ts';
import { Transport } from '../transport/transport.ts';
import { HeldKnowledge, type Noticed } from './known-of-call.ts';
import {
  type BesidePolicy,
  decisionInLocalTime,
  inLocalTime,
  type LocalEnding,
  localTime,
  statusInLocalTime,
} from './local-time.ts';
import type { Settings } from './settings.ts';

export interface OutletOptions {
  readonly settings: Settings;
  readonly mirror: MirrorView;
  /** What keeps two accounts of this process from following one login. Default nothing does. */
  readonly claim?: LoginClaim;
  /** Who is told whose login it is. Default nobody. */
  readonly owner?: LoginOwner | undefined;
  /** What is kept turned out to be this login's after the start. */
  readonly onRecognised?: () => Promise<void>;
  readonly onCall: (fact: CallFact) => void;
  readonly onLogin: (state: LoginState, trouble: string | null) => void;
  /** Aborted when the account closes. Default never. */
  readonly closed?: AbortSignal;
  /** What a login waited for is there: one may be tried now. Default nobody is told. */
  readonly onLateLogin?: () => void;
  /** The cloud stopped answering (one sentence), or answers again (null). */
  readonly onWeather: (trouble: string | null) => void;
  /** It is known how much of a leap of the clock passed: what was held back for it may go now. */
  readonly onTimeKnown: () => void;
}

export interface Outlet {
  readonly governor: Governor;
  readonly logins: Logins;
  /** Takes over the token that an earlier run kept, where this login is the one that it was given to. */
  load(): Promise<void>;
  /** Takes over the facts of earlier runs that floors are restored from; after `load` and when the mirror is filled. */
  restore(history: readonly Fact[]): void;
  /** Tells the policy what happened on the stream. */
  record(fact: Fact): void;
  /** Something about a charger changed: what was rejected before may go again. */
  noticed(change: Noticed): void;
  /**
   * What the policy would answer to this call now, its instants by the machine's clock; nothing is sent.
   *
   * @throws SdkError `invalid-option`
   */
  ask(request: CallRequest): Decision;
  /**
   * The bare ending: for callers that decide by it. What did not leave tells instants by the machine's clock, what left by the
   * policy's, and `leftAtMs` by the machine's. Callers of all kinds are told by the machine's when it leaves.
   *
   * @param onBack told when it came back, certainly not carried out, and waits to go again
   * @throws SdkError `invalid-option`
   */
  submit(request: CallRequest, onBack?: () => void): Promise<LocalEnding>;
  /** Its instants by the machine's clock. */
  status(): GovernorStatus;
  besidePolicy(): BesidePolicy;
  /** By how much the machine's clock is ahead of the cloud's, ms, as the newest answer told. */
  aheadMs(): number;
  /** What it throws tells instants by the machine's clock. @throws SdkError unless the cloud answered 2xx */
  call(request: CallRequest): Promise<Answer>;
  /** The same for the account itself: however much callers ask for, named or not, places and turns are kept for it. */
  ownCall(request: CallRequest): Promise<Answer>;
}

export function openOutlet(options: OutletOptions): Outlet {
  const { settings, mirror, onCall, onLogin, onWeather, onTimeKnown } = options;
  const { accountId, base, userAgent, margin, clock, random, log, fetch, leaving } = settings;
  const law = openLaw(margin, clock.nowMs(), base.door.host);
  const transport = new Transport({ base, userAgent, fetch, clock });
  const governor: Governor = new Governor({
    caller: { accountId, door: base.door, userAgent },
    law,
    margin,
    clock,
    random,
    log,
    login: () => logins.login(),
    journal: onCall,
    leaving,
    onWeather,
    onTimeKnown,
  });
  const logins: Logins = new Logins({
    provider: settings.credentials,
    secrets: timelySecrets(settings.secrets, clock),
    origin: base.origin,
    clock,
    random,
    log,
    submit: (form) => governor.submit(loginCall(transport, form)),
    onState: onLogin,
    closed: options.closed,
    onLateLogin: () => options.onLateLogin?.(),
    owner: options.owner,
    claim: options.claim,
    onRecognised: async () => options.onRecognised?.(),
    behindMs: () => law.behindMs(),
  });
  const time = localTime(clock);
  const known = new HeldKnowledge(mirror, { clock, aheadMs: time.aheadMs, rules: settings.commandRules });
  const making = { transport, tokens: logins, digests: new AnswerDigests(), known };
  const besidePolicy = (): BesidePolicy => ({ policyMs: governor.nowMs(), nowMs: clock.nowMs() });
  /** A write tells it too; a page or a broken body is somebody else's on the way. */
  const noteTime = (ending: Ending): void => {
    if (ending.kind !== 'exchanged' || ending.exchange.kind !== 'answered') return;
    const { shape, dateMs } = ending.exchange;
    if (shape === 'html' || shape === 'malformed' || typeof dateMs !== 'number') return;
    time.note({ receivedAtMs: Math.min(ending.answeredAtMs, clock.nowMs()), saidAtMs: dateMs });
  };
  const send = async (request: CallRequest, party?: Party, onBack?: () => void): Promise<LocalEnding> => {
    let leftAtMs: number | null = null;
    const onSent: NonNullable<CallRequest['onSent']> = () => {
      leftAtMs = clock.nowMs();
      return request.onSent?.(leftAtMs);
    };
    const options = { signal: request.signal, onSent, onBack };
    const ending = await governor.submit(governedCall(making, request, party), options);
    noteTime(ending);
    const told = inLocalTime(ending, besidePolicy());
    return leftAtMs === null ? told : { ...told, leftAtMs: Math.min(leftAtMs, clock.nowMs()) };
  };
  const call = async (request: CallRequest, party?: Party): Promise<Answer> => {
    const answer = answerOf(await send(request, party), request.endpoint);
    // The policy's time does not go back with a clock that was set back; what was received is told by one clock, the wall's.
    return { ...answer, receivedAtMs: Math.min(answer.receivedAtMs, clock.nowMs()) };
  };

  return {
    governor,
    logins,
    load: () => logins.load(),
    restore(history) {
      const holdsToken = logins.token() !== null;
      const holdsLists = mirror.installations().length > 0 && mirror.chargers().length > 0;
      for (const fact of history) {
        if (holdsToken || !isGrantedLogin(fact)) governor.restore(fact, holdsLists);
        known.restore(fact);
      }
    },
    record: (fact) => law.record(fact),
    noticed: (change) => known.noticed(change),
    ask: (request) => decisionInLocalTime(governor.ask(governedCall(making, request)), besidePolicy()),
    submit: (request, onBack) => send(request, undefined, onBack),
    status: () => statusInLocalTime(governor.status(), besidePolicy()),
    besidePolicy,
    aheadMs: time.aheadMs,
    call: (request) => call(request),
    ownCall: (request) => call(request, accountItself),
  };
}

/** A token that was granted to an earlier run and not kept is not held: it must not keep the next login waiting. */
function isGrantedLogin(fact: Fact): boolean {
  return fact.kind === 'call' && fact.class === 'token' && fact.status === 200;
}

function loginCall(transport: Transport, form: string): GovernedCall {
  return {
    class: 'token',
    method: 'POST',
    path: '/oauth/token',
    resource: null,
    installationId: null,
    command: null,
    sets: null,
    narrowing: 'none',
    page: null,
    cursor: null,
    pageSize: null,
    window: null,
    cause: 'routine',
    changed: 'unknown',
    charging: 'unknown',
    connected: 'unknown',
    allowed: 'unknown',
    shown: 'unknown',
    heldSinceMs: null,
    lane: 'command',
    app: null,
    party: accountItself,
    key: null,
    needsToken: false,
    look: null,
    async send(signal) {
      const content = { type: 'application/x-www-form-urlencoded', text: form };
      const exchange = await transport.exchange(
        { endpoint: 'token', params: {}, query: {}, content, token: null },
        signal,
      );
      const answer = tokenAnswerOf(exchange);
      const tokenLifeMs = lifeOf(answer);
      return { exchange, rows: null, pages: null, code: null, changed: 'unknown', tokenLifeMs, loginHelps: false };
    },
  };
}

/** A 200 without a usable token is no token to be waited out: untold, the published life of a day would be assumed. */
function lifeOf(answer: TokenAnswer): number | null {
  if (answer.kind === 'granted') return answer.lifeMs;
  return answer.kind === 'trouble' && answer.status !== null && answer.status < 300 ? 0 : null;
}
