// The only way out: every call of the account waits here until the policy lets it go.
// Invariants: no call leaves without a `go` for the instant at which it leaves; every call that left is recorded twice,
// sent and answered; a waiter is settled exactly once; nothing here touches a timer but through the clock.
import { backoffMs, type CallFact, type Decision } from '@fairlead/policy';
import type { GovernorStatus, Log } from '../account.ts';
import type { Clock } from '../clock.ts';
import { answeredFact, type CallerIdentity, intentOf, sentFact } from './call-facts.ts';
import { CloudClock } from './cloud-clock.ts';
import { type Ending, type Flight, type GovernedCall, newFlight, type Sent, type Waiter } from './flight.ts';
import type { Law, Margin } from './law.ts';
import { LoginDoor } from './login-door.ts';
import { Pace } from './pace.ts';
import { nextStep } from './retry-rule.ts';
import { SharedFlights } from './shared-flights.ts';
import { type Leap, SteadyTime } from './steady-time.ts';
import { type RoomBounds, WaitingRoom } from './waiting-room.ts';
import { WakeUp } from './wake-up.ts';
import { Weather } from './weather.ts';

/** Calls on their way at once. 32 at 9.9/s hides 3.2 s of latency; when the cloud hangs (15 s) we fall to 2/s. */
const mostInFlight = 32;
/** A call that the policy asks to wait longer than this is answered `too-early` and does not take room. */
const mostParkedMs = 60_000;
/** Pause after a 429 that names no time (published: always 1 s). */
const defaultRetryAfterMs = 1_000;

export interface GovernorOptions {
  readonly caller: CallerIdentity;
  readonly law: Law;
  readonly margin: Margin;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly bounds?: RoomBounds;
  /** Null when a token is held; else a login under way. While it lasts nothing that needs a token goes. */
  readonly login: () => Promise<void> | null;
  /** Every call as it ends. */
  readonly journal: (fact: CallFact) => void;
  /** The cloud stopped answering (one sentence), or answers again (null). */
  readonly onWeather?: (trouble: string | null) => void;
  /** It is known how much of a leap of the clock passed: what was held back for it may go now. */
  readonly onTimeKnown?: () => void;
}

export interface SubmitOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called when the call leaves, once per attempt. */
  readonly onSent?: ((sentAtMs: number) => void) | undefined;
}

export class Governor {
  readonly #options: GovernorOptions;
  readonly #room: WaitingRoom;
  readonly #pace: Pace;
  readonly #weather = new Weather();
  readonly #cloud = new CloudClock();
  readonly #time: SteadyTime;
  readonly #shared: SharedFlights;
  readonly #inFlight = new Set<Flight>();
  readonly #logins: LoginDoor;
  readonly #wakeUp: WakeUp;
  readonly #idle = new Set<() => void>();
  /** One for all that fly: nothing but the end of `close` cuts a call off. */
  readonly #patience = new AbortController();
  #gateUntilMs = 0;
  /** When the last leap was seen; monotonic. */
  #leaptMonotonicMs = 0;
  #pausedUntilMs: number | null = null;
  #loginUnderWay: Promise<void> | null = null;
  #calls = 0;
  #pumping = false;
  #again = false;
  #closed = false;

  constructor(options: GovernorOptions) {
    this.#options = options;
    this.#room = new WaitingRoom(options.bounds);
    this.#pace = new Pace(options.margin);
    this.#time = new SteadyTime(options.clock, (leap) => this.#leapt(leap));
    this.#shared = new SharedFlights(options.log);
    this.#logins = new LoginDoor(this.#time.nowMs(), mostParkedMs);
    this.#wakeUp = new WakeUp(options.clock, () => this.#pump());
  }

  /** Never rejects: waiting, refusing and cancelling are endings. */
  submit(call: GovernedCall, { signal, onSent }: SubmitOptions = {}): Promise<Ending> {
    if (this.#closed) return Promise.resolve({ kind: 'not-sent', reason: 'closed' });
    if (signal?.aborted) return Promise.resolve({ kind: 'cancelled', sentAtMs: null });
    const joined = this.#shared.find(call);
    // A login needs no room: it is one at a time, and nothing of what waits could go without it.
    const full = joined || call.class === 'token' ? null : this.#room.fullFor(call.app);
    if (full) return Promise.resolve({ kind: 'not-sent', reason: 'queue-full', ...full });
    const flight = joined ?? newFlight(call);
    const ending = this.#await(flight, signal, onSent);
    if (joined) this.#shared.join(joined, call, this.#room);
    else this.#enter(flight);
    if (flight.sentAtMs !== null) this.#shared.tellSent([{ onSent }], flight.sentAtMs);
    this.#pump();
    return ending;
  }

  status(): GovernorStatus {
    const nowMs = this.#time.nowMs();
    const paused = this.#pausedUntilMs !== null && this.#pausedUntilMs > nowMs;
    return {
      ratePerSecond: this.#pace.ratePerSecond(nowMs),
      burst: this.#options.margin.burst,
      availableRequests: this.#options.law.availableRequests(nowMs),
      queued: this.#room.length + this.#logins.length,
      pausedUntilMs: paused ? this.#pausedUntilMs : null,
      neighbourSuspected: this.#pace.neighbourSuspected(nowMs),
    };
  }

  /** What the policy would answer to this call now. Nothing waits and nothing goes. */
  ask(call: GovernedCall): Decision {
    return this.#decide(newFlight(call), this.#time.nowMs());
  }

  /** The time that the limits are counted by. */
  nowMs(): number {
    return this.#time.nowMs();
  }

  /** Ends what waits at once, what is on its way after at most `graceMs`. */
  async close(graceMs: number): Promise<void> {
    this.#closed = true;
    this.#room.wake(Infinity);
    for (let flight = this.#room.peek(); flight; flight = this.#room.peek()) {
      this.#room.take(flight);
      this.#shared.end(flight, { kind: 'not-sent', reason: 'closed' });
    }
    for (let login = this.#logins.first(); login; login = this.#logins.first()) {
      this.#logins.leave(login);
      this.#shared.end(login, { kind: 'not-sent', reason: 'closed' });
    }
    this.#wakeUp.cancel();
    if (this.#inFlight.size === 0) return;
    const { clock } = this.#options;
    const timer = clock.setTimer(() => this.#patience.abort(), graceMs);
    await new Promise<void>((resolve) => this.#idle.add(resolve));
    clock.clearTimer(timer);
  }

  #await(flight: Flight, signal: AbortSignal | undefined, onSent: SubmitOptions['onSent']): Promise<Ending> {
    return new Promise((resolve) => {
      if (!signal) {
        flight.waiters.push({ onSent, settle: resolve, leave: null });
        return;
      }
      const cancel = (): void => this.#cancel(flight, waiter);
      const leave = (): void => signal.removeEventListener('abort', cancel);
      const waiter: Waiter = { onSent, settle: resolve, leave };
      signal.addEventListener('abort', cancel, { once: true });
      flight.waiters.push(waiter);
    });
  }

  #enter(flight: Flight): void {
    const { call } = flight;
    this.#shared.add(flight);
    if (call.class === 'token') this.#logins.enter(flight);
    else this.#room.enter(flight);
  }

  #cancel(flight: Flight, waiter: Waiter): void {
    const place = flight.waiters.indexOf(waiter);
    if (place < 0) return;
    flight.waiters.splice(place, 1);
    waiter.leave?.();
    waiter.settle({ kind: 'cancelled', sentAtMs: flight.sentAtMs });
    if (flight.waiters.length > 0) return;
    // What is on its way is left alone, and who asks for the same meanwhile joins it. Cut off, a POST would not be known
    // to be carried out, and a read would count at the cloud and not here: the next one would come too early.
    if (flight.state === 'sent') return;
    this.#shared.forget(flight);
    this.#room.take(flight);
    this.#logins.leave(flight);
    flight.state = 'ended';
    this.#pump();
  }

  /** Lets go whatever may go now and sets the one timer for the rest. */
  #pump(): void {
    if (this.#pumping) {
      this.#again = true;
      return;
    }
    this.#pumping = true;
    do {
      this.#again = false;
      this.#letGo();
    } while (this.#again);
    this.#pumping = false;
  }

  #letGo(): void {
    if (this.#closed) return;
    const nowMs = this.#time.nowMs();
    this.#room.wake(nowMs);
    let wakeMs = Math.min(this.#offerLogin(nowMs), this.#gateUntilMs > nowMs ? this.#gateUntilMs : Infinity);
    while (this.#gateUntilMs <= nowMs && this.#hasSlot(nowMs)) {
      const paceMs = this.#pace.nextAtMs(nowMs);
      if (paceMs > nowMs) {
        wakeMs = Math.min(wakeMs, paceMs);
        break;
      }
      const flight = this.#room.peek();
      if (!flight || !this.#mayLogIn(flight)) break;
      this.#offer(flight, nowMs);
      if (this.#gateUntilMs > nowMs) wakeMs = Math.min(wakeMs, this.#gateUntilMs);
    }
    this.#wakeUp.set(Math.min(wakeMs, this.#room.nextWakeMs() ?? Infinity), nowMs);
  }

  #hasSlot(nowMs: number): boolean {
    // With a neighbour on the account one call at a time: see pace.ts.
    const most = this.#pace.neighbourSuspected(nowMs) ? 1 : mostInFlight;
    return this.#inFlight.size < most;
  }

  /** Asks the policy about the first in line. Afterwards it has left the lanes, or the gate is shut. */
  #offer(flight: Flight, nowMs: number): void {
    const decision = this.#decide(flight, nowMs);
    if (decision.kind === 'wait' && this.#isForAll(decision, nowMs)) {
      this.#gateUntilMs = Math.max(decision.untilMs, nowMs + 1);
      return;
    }
    if (decision.kind === 'go') {
      this.#room.serve(flight);
      this.#send(flight, nowMs);
      return;
    }
    this.#room.take(flight);
    if (decision.kind === 'wait' && decision.untilMs - nowMs <= mostParkedMs) {
      this.#room.park(flight, Math.max(decision.untilMs, nowMs + 1));
    } else {
      this.#shared.end(flight, refusalOf(decision));
    }
  }

  #isForAll({ clause, untilMs }: Extract<Decision, { kind: 'wait' }>, nowMs: number): boolean {
    return clause === 'rate-limit' || untilMs === this.#options.law.pausedUntilMs(nowMs);
  }

  #decide(flight: Flight, nowMs: number): Decision {
    const { caller, law } = this.#options;
    const { look } = flight.call;
    if (look) flight.call = { ...flight.call, ...look() };
    const intent = intentOf(caller, flight);
    const answer = law.decide(intent, nowMs);
    // What ends after a while may have ended where less time is counted than passed.
    const isLate = this.#time.slowed() || law.inDoubt();
    const opened = answer.kind === 'go' && intent.cause === 'after-command' && isLate;
    return opened ? law.decide({ ...intent, cause: 'routine' }, nowMs) : answer;
  }

  /** Lets the first login go when it may; returns when to look again. */
  #offerLogin(nowMs: number): number {
    const offer = this.#logins.offer(nowMs, (flight) => this.#decide(flight, nowMs));
    switch (offer.kind) {
      case 'wait':
        return offer.untilMs;
      case 'go':
        this.#send(offer.flight, nowMs);
        return Infinity;
      case 'refuse':
        this.#shared.end(offer.flight, refusalOf(offer.decision));
        return Infinity;
    }
  }

  /** True when the call needs no token or one is held; otherwise a login is under way and the lanes wait for it. */
  #mayLogIn(flight: Flight): boolean {
    if (!flight.call.needsToken) return true;
    if (this.#loginUnderWay) return false;
    const login = this.#options.login();
    if (!login) return true;
    this.#loginUnderWay = login;
    login.then(
      () => {
        this.#loginUnderWay = null;
        this.#pump();
      },
      (cause: unknown) => {
        this.#loginUnderWay = null;
        this.#endAllThatNeedToken(cause);
        this.#pump();
      },
    );
    return false;
  }

  /** Without a login none of them can go; each caller decides when to come again. */
  #endAllThatNeedToken(cause: unknown): void {
    const kept: Flight[] = [];
    for (let flight = this.#room.peek(); flight; flight = this.#room.peek()) {
      this.#room.take(flight);
      if (flight.call.needsToken) this.#shared.end(flight, { kind: 'not-sent', reason: 'no-login', cause });
      else kept.push(flight);
    }
    for (const flight of kept) this.#room.enter(flight);
  }

  #send(flight: Flight, nowMs: number): void {
    const { caller, law } = this.#options;
    const id = String(++this.#calls);
    flight.attempt++;
    flight.state = 'sent';
    flight.sentAtMs = nowMs;
    flight.sentMonotonicMs = this.#options.clock.monotonicMs();
    const fact = sentFact(caller, flight, id, nowMs);
    flight.firstId ??= id;
    law.record(fact);
    if (flight.call.class !== 'token') this.#pace.sent(nowMs);
    this.#inFlight.add(flight);
    this.#shared.tellSent(flight.waiters, nowMs);
    flight.call.send(this.#patience.signal).then(
      (sent) => this.#land(flight, fact, sent),
      (cause: unknown) => this.#land(flight, fact, this.#brokenSend(cause)),
    );
  }

  /** `send` promises not to reject; a mistake in it must not keep a slot for ever. */
  #brokenSend(cause: unknown): Sent {
    this.#options.log.error({ cause }, 'Failed to make a call: the sender threw. Its outcome is unknown.');
    const exchange = { kind: 'failed', reached: 'maybe', code: 'sender', message: 'The sender failed.' } as const;
    return { exchange, rows: null, code: null, changed: 'unknown', tokenLifeMs: null, loginHelps: false };
  }

  #land(flight: Flight, sent: CallFact, result: Sent): void {
    const nowMs = this.#time.nowMs();
    this.#readClock(flight, result);
    const fact = answeredFact(sent, result, nowMs);
    this.#inFlight.delete(flight);
    this.#options.law.record(fact);
    this.#options.journal(fact);
    if (fact.status === 429 && fact.class !== 'token') this.#pause(fact, nowMs);
    const { exchange } = result;
    const tried = {
      class: flight.call.class,
      method: flight.call.method,
      attempt: flight.attempt,
      loginHelps: result.loginHelps && !flight.loggedInAgain,
    };
    if (this.#weather.note(exchange)) this.#options.onWeather?.(this.#weather.trouble());
    const over = this.#closed || flight.waiters.length === 0;
    const step = over ? 'done' : this.#weather.temper(nextStep(tried, exchange), exchange);
    if (step === 'done') {
      this.#shared.end(flight, { kind: 'exchanged', exchange, sentAtMs: sent.sentAtMs, answeredAtMs: nowMs });
    } else {
      if (step === 'login') flight.loggedInAgain = true;
      this.#goAgain(flight, step === 'login' ? nowMs : this.#retryAtMs(flight, fact, nowMs));
    }
    if (this.#inFlight.size === 0) for (const resolve of this.#idle) resolve();
    this.#pump();
  }

  /** The first answer after a leap tells how much of it passed. One that left before it tells nothing for sure. */
  #readClock(flight: Flight, { exchange }: Sent): void {
    const dateMs = exchange.kind === 'answered' ? (exchange.dateMs ?? null) : null;
    if (dateMs === null) return;
    const { law, clock, onTimeKnown } = this.#options;
    const reading = { dateMs, sentMs: flight.sentMonotonicMs, answeredMs: clock.monotonicMs() };
    if (law.inDoubt()) {
      if (reading.sentMs < this.#leaptMonotonicMs) return;
      law.settle(this.#cloud.passedMs(reading) ?? 0);
      onTimeKnown?.();
    }
    this.#cloud.note(reading);
  }

  /** A pause goes on: whether any of it passed is not known. */
  #leapt({ leaptMs, doubtMs, nowMs }: Leap): void {
    this.#options.law.leapt(nowMs, doubtMs);
    this.#leaptMonotonicMs = this.#options.clock.monotonicMs();
    this.#logins.leapt(nowMs);
    if (this.#pausedUntilMs === null || this.#pausedUntilMs <= nowMs - leaptMs) return;
    this.#pausedUntilMs += leaptMs;
    this.#gateUntilMs = Math.max(this.#gateUntilMs, this.#pausedUntilMs);
  }

  #pause(fact: CallFact, nowMs: number): void {
    this.#pace.refused(fact.sentAtMs, nowMs);
    const untilMs = nowMs + Math.max(1, fact.retryAfterMs ?? defaultRetryAfterMs);
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs ?? 0, untilMs);
    this.#gateUntilMs = Math.max(this.#gateUntilMs, untilMs);
    this.#options.log.warn(
      { untilMs, ratePerSecond: this.#pace.ratePerSecond(nowMs) },
      'The cloud refused a call (429): somebody else seems to use this account. Everything waits, then goes slower.',
    );
  }

  #retryAtMs(flight: Flight, fact: CallFact, nowMs: number): number {
    // Jitter over the whole range that the policy leaves: from its shortest pause to twice that.
    const delayMs = backoffMs(flight.attempt + 1, this.#options.random());
    return Math.max(nowMs + delayMs, fact.status === 429 ? nowMs + (fact.retryAfterMs ?? defaultRetryAfterMs) : 0);
  }

  #goAgain(flight: Flight, atMs: number): void {
    flight.notBeforeMs = atMs;
    flight.sentAtMs = null;
    if (flight.call.class === 'token') {
      this.#logins.enter(flight);
    } else {
      this.#room.park(flight, atMs);
    }
  }
}

function refusalOf(decision: Exclude<Decision, { kind: 'go' }>): Ending {
  switch (decision.kind) {
    case 'wait':
      return { kind: 'not-sent', reason: 'too-early', untilMs: decision.untilMs, clause: decision.clause };
    case 'local':
      return { kind: 'not-sent', reason: 'held', freshUntilMs: decision.freshUntilMs, clause: decision.clause };
    case 'never':
      return { kind: 'not-sent', reason: 'forbidden', clause: decision.clause, instead: decision.instead };
  }
}
