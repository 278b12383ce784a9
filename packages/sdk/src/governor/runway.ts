// Where calls leave and come back, and what an answer means for the call and for the account.
// Invariants: every call that left is recorded twice, sent and answered; it lands once, whatever its sender does.
import { backoffMs, type CallFact } from '@fairlead/policy';
import { answeredFact, sentFact } from './call-facts.ts';
import { CloudClock } from './cloud-clock.ts';
import type { Flight, GovernedCall, Sent } from './flight.ts';
import type { Gate } from './gate.ts';
import type { GovernorOptions } from './governor-options.ts';
import { OwnRepeats } from './own-repeats.ts';
import type { Pace } from './pace.ts';
import { accountItself } from './places.ts';
import { nextStep } from './retry-rule.ts';
import type { SharedFlights } from './shared-flights.ts';
import type { SteadyTime } from './steady-time.ts';
import { untold } from './told-answer.ts';
import { Weather } from './weather.ts';

/** Pause after a 429 that names no time (published: always 1 s). */
const defaultRetryAfterMs = 1_000;

/** For a sender that winds down when its signal comes: more than any of ours needs. */
const cutOffMs = 1_000;

export interface RunwayOptions {
  readonly governor: GovernorOptions;
  readonly time: SteadyTime;
  readonly pace: Pace;
  readonly gate: Gate;
  readonly shared: SharedFlights;
  /** The call is tried again from that instant on. */
  readonly again: (flight: Flight, atMs: number) => void;
  /** A slot is free; whether the call that had it is tried again. */
  readonly landed: (goesAgain: boolean) => void;
}

export class Runway {
  readonly #options: RunwayOptions;
  readonly #weather = new Weather();
  readonly #ownRepeats = new OwnRepeats();
  readonly #cloud = new CloudClock();
  readonly #idle = new Set<() => void>();
  /** One for all that fly: nothing but the end of `close` cuts a call off. */
  readonly #patience = new AbortController();
  /** On their way, in any order; each knows its place here and what it left as. At most 32 and a login (governor.ts). */
  readonly #flying: Flight[] = [];
  #commands = 0;
  #calls = 0;
  #closed = false;
  /** When the last leap was seen; monotonic. */
  #leaptMonotonicMs = 0;

  constructor(options: RunwayOptions) {
    this.#options = options;
  }

  /** Calls on their way. */
  get length(): number {
    return this.#flying.length;
  }

  /** Of them those that are no commands. */
  get others(): number {
    return this.#flying.length - this.#commands;
  }

  send(flight: Flight, nowMs: number): void {
    const { caller, clock, law } = this.#options.governor;
    const id = String(++this.#calls);
    flight.attempt++;
    flight.state = 'sent';
    flight.sentAtMs = nowMs;
    flight.sentMonotonicMs = clock.monotonicMs();
    const fact = sentFact(caller, flight, id, nowMs);
    flight.firstId ??= id;
    law.record(fact);
    this.#options.governor.leaving?.(fact);
    if (flight.call.class !== 'token') this.#options.pace.sent(nowMs);
    flight.sent = fact;
    flight.leftAsCommand = flight.call.lane === 'command';
    flight.slot = this.#flying.push(flight) - 1;
    if (flight.leftAsCommand) this.#commands++;
    this.#options.shared.tellSent(flight.waiters, nowMs);
    flight.call.send(this.#patience.signal).then(
      (sent) => this.#land(flight, sent),
      (cause: unknown) => this.#land(flight, this.#brokenSend(cause)),
    );
  }

  /** A call was refused (429), in this run or an earlier one: everything waits until the answer, and goes slower. */
  refused({ sentAtMs, retryAfterMs }: CallFact, atMs: number): number {
    const { gate, pace } = this.#options;
    pace.refused(Math.min(sentAtMs, atMs), atMs);
    const untilMs = atMs + Math.max(1, pauseMs(retryAfterMs));
    gate.pauseUntil(untilMs);
    return untilMs;
  }

  /** The clock went ahead: what left before tells nothing for sure of how much of it passed. */
  leapt(): void {
    this.#leaptMonotonicMs = this.#options.governor.clock.monotonicMs();
  }

  /** Nothing is repeated any more; what is on its way is cut off after `graceMs`, and a little later given up. */
  async close(graceMs: number): Promise<void> {
    this.#closed = true;
    if (this.#flying.length === 0) return;
    const { clock } = this.#options.governor;
    const landed = new Promise<void>((resolve) => this.#idle.add(resolve));
    let timer = clock.setTimer(() => {
      this.#patience.abort();
      timer = clock.setTimer(() => this.#giveUp(), cutOffMs);
    }, graceMs);
    await landed;
    clock.clearTimer(timer);
  }

  /** Senders that ignore their signal: nobody waits for them any longer, and what they still tell is not heard. */
  #giveUp(): void {
    const deaf = [...this.#flying];
    const calls = `${deaf.length} call${deaf.length === 1 ? '' : 's'}`;
    this.#options.governor.log.error(
      { calls: deaf.length },
      `Failed to end ${calls} in time: the sender ignores its signal. Nobody waits any longer. Pass the signal on.`,
    );
    const message = 'The call was cancelled, and its sender went on.';
    for (const flight of deaf)
      this.#land(flight, untold({ kind: 'failed', reached: 'maybe', code: 'cancelled', message }));
  }

  /** `send` promises not to reject; a mistake in it must not keep a slot for ever. */
  #brokenSend(cause: unknown): Sent {
    this.#options.governor.log.error({ cause }, 'Failed to make a call: the sender threw. Its outcome is unknown.');
    return untold({ kind: 'failed', reached: 'maybe', code: 'sender', message: 'The sender failed.' });
  }

  #land(flight: Flight, result: Sent): void {
    const { sent } = flight;
    if (!sent || this.#flying[flight.slot] !== flight) return; // given up
    this.#takeOut(flight);
    // To the garbage collector a flight that waited is old: what it still held would be kept until all that is old is looked at.
    flight.sent = null;
    if (flight.leftAsCommand) this.#commands--;
    const { governor, shared, time } = this.#options;
    const nowMs = time.nowMs();
    this.#readClock(flight, result);
    const fact = answeredFact(sent, result, nowMs);
    governor.law.record(fact);
    governor.journal(fact);
    if (fact.status === 429 && fact.class !== 'token') this.#pause(fact, nowMs);
    const { exchange } = result;
    if (this.#weather.note(exchange)) governor.onWeather?.(this.#weather.trouble());
    const step = this.#stepAfter(flight, result);
    if (step === 'done') {
      shared.end(flight, { kind: 'exchanged', exchange, sentAtMs: sent.sentAtMs, answeredAtMs: nowMs });
    } else {
      if (step === 'login') flight.loggedInAgain = true;
      flight.sentAtMs = null;
      this.#options.again(flight, step === 'login' ? nowMs : this.#retryAtMs(flight, fact, nowMs));
      shared.tellBack(flight.waiters);
    }
    if (this.#flying.length === 0) for (const resolve of this.#idle) resolve();
    this.#options.landed(step !== 'done');
  }

  #takeOut({ slot }: Flight): void {
    const last = this.#flying.pop();
    if (!last || last.slot === slot) return;
    last.slot = slot;
    this.#flying[slot] = last;
  }

  /** The first answer after a leap tells how much of it passed. */
  #readClock({ sentMonotonicMs: sentMs }: Flight, { exchange }: Sent): void {
    const dateMs = exchange.kind === 'answered' ? (exchange.dateMs ?? null) : null;
    if (dateMs === null) return;
    const { law, clock, onTimeKnown } = this.#options.governor;
    const reading = { dateMs, sentMs, answeredMs: clock.monotonicMs() };
    if (law.inDoubt()) {
      if (sentMs < this.#leaptMonotonicMs) return;
      law.settle(this.#cloud.passedMs(reading) ?? 0);
      onTimeKnown?.();
    }
    this.#cloud.note(reading);
  }

  #stepAfter(flight: Flight, { exchange, loginHelps }: Sent) {
    if (this.#closed || flight.waiters.length === 0) return 'done';
    const { call, attempt, loggedInAgain } = flight;
    const tried = { class: call.class, method: call.method, attempt, loginHelps: loginHelps && !loggedInAgain };
    const step = this.#weather.temper(nextStep(tried, exchange), exchange);
    return step === 'again' && !this.#mayRepeat(call) ? 'done' : step;
  }

  /** Callers count on the repeats of theirs, and everything waits for a login. */
  #mayRepeat({ party, class: of }: GovernedCall): boolean {
    if (party !== accountItself || of === 'token') return true;
    return this.#ownRepeats.take(this.#options.governor.clock.monotonicMs());
  }

  #pause(fact: CallFact, nowMs: number): void {
    const { governor, pace } = this.#options;
    const untilMs = this.refused(fact, nowMs);
    governor.log.warn(
      { untilMs, ratePerSecond: pace.ratePerSecond(nowMs) },
      'The cloud refused a call (429): somebody else seems to use this account. Everything waits, then goes slower.',
    );
  }

  #retryAtMs(flight: Flight, fact: CallFact, nowMs: number): number {
    // Jitter over the whole range that the policy leaves: from its shortest pause to twice that.
    const delayMs = backoffMs(flight.attempt + 1, this.#options.governor.random());
    return Math.max(nowMs + delayMs, fact.status === 429 ? nowMs + pauseMs(fact.retryAfterMs) : 0);
  }
}

/** A history that somebody else kept may tell what is no time. */
function pauseMs(toldMs: number | null): number {
  return toldMs !== null && Number.isFinite(toldMs) ? toldMs : defaultRetryAfterMs;
}
