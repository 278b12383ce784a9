// The only way out: every call of the account waits here until the policy lets it go.
// Invariants: no call leaves without a `go` for the instant at which it leaves; a waiter is settled exactly once; nothing
// here touches a timer but through the clock.
import type { Decision, Fact } from '@fairlead/policy';
import type { GovernorStatus } from '../account.ts';
import { type Ending, type Flight, type GovernedCall, newFlight, type Waiter } from './flight.ts';
import { Gate } from './gate.ts';
import type { GovernorOptions, SubmitOptions } from './governor-options.ts';
import { Judge } from './judge.ts';
import { LoginDoor } from './login-door.ts';
import { Pace } from './pace.ts';
import { refusalOf } from './refusal-of.ts';
import { Runway } from './runway.ts';
import { SharedFlights } from './shared-flights.ts';
import { type Leap, SteadyTime } from './steady-time.ts';
import { TokenWait } from './token-wait.ts';
import { heardNoMore } from './unheard-call.ts';
import { WaitingRoom } from './waiting-room.ts';
import { WakeUp } from './wake-up.ts';

/** Calls on their way at once. 32 at 9.9/s hides 3.2 s of latency; when the cloud hangs (15 s) we fall to 2/s. */
const mostInFlight = 32;
/** Of these kept for commands: a burst of four leaves at once though all 28 others hang, which hide 2.8 s of latency. */
const keptForCommands = 4;
/** A call that the policy asks to wait longer than this is answered `too-early` and does not take room. */
const mostParkedMs = 60_000;

const noOptions: SubmitOptions = {};

export class Governor {
  readonly #options: GovernorOptions;
  readonly #room: WaitingRoom;
  readonly #pace: Pace;
  readonly #gate = new Gate();
  readonly #time: SteadyTime;
  readonly #judge: Judge;
  readonly #shared: SharedFlights;
  readonly #logins: LoginDoor;
  readonly #token: TokenWait;
  readonly #runway: Runway;
  readonly #wakeUp: WakeUp;
  /** The gate was shut at the last look, and a timer is set to when it opens: who enters or lands changes nothing. A login does. */
  #shut = false;
  #pumping = false;
  #again = false;
  #closed = false;

  constructor(options: GovernorOptions) {
    this.#options = options;
    this.#room = new WaitingRoom(options.bounds ?? {}, options.log);
    this.#pace = new Pace(options.margin);
    this.#time = new SteadyTime(options.clock, (leap) => this.#leapt(leap));
    this.#judge = new Judge(options, this.#time);
    this.#shared = new SharedFlights(options.log);
    this.#logins = new LoginDoor(this.#time.nowMs(), mostParkedMs);
    this.#token = new TokenWait({
      room: this.#room,
      shared: this.#shared,
      login: options.login,
      over: () => this.#pump(),
    });
    this.#runway = new Runway({
      governor: options,
      ...{ time: this.#time, pace: this.#pace, gate: this.#gate, shared: this.#shared },
      again: (flight, atMs) => this.#goAgain(flight, atMs),
      landed: (goesAgain) => {
        if (goesAgain || !this.#shut || this.#logins.length > 0) this.#pump();
      },
    });
    this.#wakeUp = new WakeUp(options.clock, () => this.#pump());
  }

  /** Never rejects: waiting, refusing and cancelling are endings. */
  submit(call: GovernedCall, options: SubmitOptions = noOptions): Promise<Ending> {
    if (this.#closed) return Promise.resolve({ kind: 'not-sent', reason: 'closed' });
    if (options.signal?.aborted) return Promise.resolve({ kind: 'cancelled', sentAtMs: null });
    const joined = this.#shared.find(call);
    // A login needs no room: it is one at a time, and nothing of what waits could go without it.
    const full = call.class === 'token' ? null : this.#room.fullFor(call);
    if (full) return Promise.resolve({ kind: 'not-sent', reason: 'queue-full', ...full });
    return new Promise((settle) => {
      const waiter: Waiter = { onSent: options.onSent, onBack: options.onBack, settle, leave: null };
      const flight = joined ?? newFlight(call, [waiter]);
      if (options.signal) this.#cancelBy(options.signal, flight, waiter);
      if (joined) this.#shared.join(joined, waiter, call, this.#room);
      else this.#enter(flight);
      if (!this.#shut || call.class === 'token') this.#pump();
    });
  }

  status(): GovernorStatus {
    const nowMs = this.#time.nowMs();
    return {
      ratePerSecond: this.#pace.ratePerSecond(nowMs),
      burst: this.#options.margin.burst,
      availableRequests: this.#options.law.availableRequests(nowMs),
      queued: this.#room.length + this.#logins.length,
      pausedUntilMs: this.#gate.pausedUntilMs(nowMs),
      neighbourSuspected: this.#pace.neighbourSuspected(nowMs),
    };
  }

  /** What the policy would answer to this call now. Nothing waits and nothing goes. */
  ask(call: GovernedCall): Decision {
    return this.#judge.decide(newFlight(call, []), this.#time.nowMs());
  }

  /**
   * A fact of an earlier run: its refusals halved the rate, and a pause that it was told may still last.
   * @param holdsLists whether the mirror holds what lists told
   */
  restore(told: Fact, holdsLists = false): void {
    const nowMs = this.#time.nowMs();
    const fact = heardNoMore(told, nowMs, holdsLists);
    this.#options.law.record(fact);
    if (fact.kind !== 'call' || fact.status !== 429 || fact.class === 'token') return;
    // A clock that was ahead then must not keep the rate down until that time has come.
    this.#runway.refused(fact, Math.min(fact.answeredAtMs ?? fact.sentAtMs, nowMs));
  }

  /** The time that the limits are counted by. */
  nowMs(): number {
    return this.#time.nowMs();
  }

  /** Ends what waits at once, what is on its way after at most `graceMs`, and a second for a sender that ignores its signal. */
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
    await this.#runway.close(graceMs);
  }

  #cancelBy(signal: AbortSignal, flight: Flight, waiter: Waiter): void {
    const cancel = (): void => this.#cancel(flight, waiter);
    signal.addEventListener('abort', cancel, { once: true });
    waiter.leave = () => signal.removeEventListener('abort', cancel);
  }

  #enter(flight: Flight): void {
    this.#shared.add(flight);
    if (flight.call.class === 'token') this.#logins.enter(flight);
    else this.#room.enter(flight);
  }

  #cancel(flight: Flight, waiter: Waiter): void {
    if (!this.#shared.leave(flight, waiter)) return;
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
    let wakeMs = this.#offerLogin(nowMs);
    for (let free = this.#free(nowMs); free !== 'none' && !this.#gate.isShut(nowMs); free = this.#free(nowMs)) {
      const paceMs = this.#pace.nextAtMs(nowMs);
      if (paceMs > nowMs) {
        wakeMs = Math.min(wakeMs, paceMs);
        break;
      }
      const flight = free === 'for commands' ? this.#room.peekCommand() : this.#room.peek();
      if (!flight || !this.#token.mayGo(flight)) break;
      this.#offer(flight, nowMs);
    }
    this.#shut = this.#gate.isShut(nowMs);
    if (this.#shut) wakeMs = Math.min(wakeMs, this.#gate.untilMs());
    this.#wakeUp.set(Math.min(wakeMs, this.#room.nextWakeMs() ?? Infinity), nowMs);
  }

  /** Whether one more may be on its way. */
  #free(nowMs: number): 'for all' | 'for commands' | 'none' {
    // With a neighbour on the account one call at a time: see pace.ts.
    if (this.#pace.neighbourSuspected(nowMs)) return this.#runway.length < 1 ? 'for all' : 'none';
    if (this.#runway.length >= mostInFlight) return 'none';
    return this.#runway.others < mostInFlight - keptForCommands ? 'for all' : 'for commands';
  }

  /** Asks the policy about the first in line. Afterwards it has left the lanes, or the gate is shut. */
  #offer(flight: Flight, nowMs: number): void {
    const decision = this.#judge.decide(flight, nowMs);
    if (decision.kind === 'wait' && this.#judge.isForAll(decision, nowMs)) {
      this.#gate.shutUntil(Math.max(decision.untilMs, nowMs + 1));
      return;
    }
    if (decision.kind === 'go') {
      this.#room.serve(flight);
      this.#runway.send(flight, nowMs);
      return;
    }
    this.#room.take(flight);
    if (decision.kind === 'wait' && decision.untilMs - nowMs <= mostParkedMs) {
      this.#room.park(flight, Math.max(decision.untilMs, nowMs + 1));
    } else {
      this.#shared.end(flight, refusalOf(decision));
    }
  }

  /** Lets the first login go when it may; returns when to look again. */
  #offerLogin(nowMs: number): number {
    if (this.#logins.length === 0) return Infinity;
    const offer = this.#logins.offer(nowMs, (flight) => this.#judge.decide(flight, nowMs));
    switch (offer.kind) {
      case 'wait':
        return offer.untilMs;
      case 'go':
        this.#runway.send(offer.flight, nowMs);
        return Infinity;
      case 'refuse':
        this.#shared.end(offer.flight, refusalOf(offer.decision));
        return Infinity;
    }
  }

  #leapt({ leaptMs, doubtMs, nowMs }: Leap): void {
    this.#options.law.leapt(nowMs, doubtMs);
    this.#runway.leapt();
    this.#logins.leapt(nowMs);
    this.#gate.leapt(leaptMs, nowMs);
  }

  #goAgain(flight: Flight, atMs: number): void {
    flight.notBeforeMs = atMs;
    if (flight.call.class === 'token') this.#logins.enter(flight);
    else this.#room.park(flight, atMs);
  }
}
