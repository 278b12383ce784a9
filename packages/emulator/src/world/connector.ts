// What happens at a charger's plug: cars come, ask for current, charge, fill up, pause and leave.
// Invariant: observation 710 moves only 1→2, 2→3, 2→5, 3→5, 5→2, 3→2 where current is taken away, and from any to 1 by
// unplugging or by the end of the session.
import type { ChargerContext, Visit } from './charger-context.ts';
import { type Mode, neverMs, type Step } from './charger-state.ts';
import { addWarnings, clearWarnings, maxSessionRestart } from './charger-warnings.ts';
import { judgeCommand } from './commands.ts';
import type { Metering } from './metering.ts';
import { isReturn } from './phase-choice.ts';
import { drawBetween } from './random.ts';
import { decimals, type Reporter } from './reporter.ts';
import type { SessionBook } from './session-book.ts';
import type { CommandResult } from './simulated-world.ts';

/** §5.4: 718 half a second after a pause, mode 5 five seconds after it. */
const finalStopAfterMs = 500;
const stopAfterMs = 5_000;

/** Appetite falls over the last fifth, at most 2.5 kWh. */
const taperPart = 0.2;
const mostTaperWh = 2_500;

/** How long somebody looks for his card. */
const soonestCardMs = 4_000;
const latestCardMs = 20_000;

/** How long mode 1 shows when a session is ended by command and the car stays (§5.4 gives the order, not the time). */
const deauthorisedForMs = 2_000;

/** A change of phases is a stop of seconds to a minute (§6.4). */
const shortestSwitchMs = 5_000;
const longestSwitchMs = 30_000;

/** A car that still takes less is full, Wh. */
const crumbWh = 0.01;

export class Connector {
  readonly #context: ChargerContext;
  readonly #reporter: Reporter;
  readonly #book: SessionBook;
  readonly #metering: Metering;

  constructor(
    context: ChargerContext,
    parts: { readonly reporter: Reporter; readonly book: SessionBook; readonly metering: Metering },
  ) {
    this.#context = context;
    this.#reporter = parts.reporter;
    this.#book = parts.book;
    this.#metering = parts.metering;
  }

  get #state() {
    return this.#context.state;
  }

  plug(visit: Visit, nowMs: number): void {
    const state = this.#state;
    const { takesWh, taperWh = Math.min(mostTaperWh, takesWh * taperPart) } = visit;
    const { sleepsAfterStops = neverMs } = visit.car;
    state.car = { ...visit.car, ...fresh, sleepsAfterStops, leftWh: takesWh, taperWh };
    state.visitAtMs = visit.leavesAtMs;
    this.#reporter.change(714, String(visit.car.cableA), nowMs);
    this.#request(nowMs);
    // Who comes by himself has his card with him; a car that was plugged by hand waits for the hand.
    if (this.awaitsCard && visit.leavesAtMs !== neverMs)
      this.#go('awaiting-card', nowMs + drawBetween(state, soonestCardMs, latestCardMs));
  }

  /** The cable is pulled: the session ends. */
  unplug(nowMs: number): void {
    const state = this.#state;
    this.#metering.end(nowMs);
    state.car = null;
    this.#go('free', neverMs);
    this.#setMode(1, nowMs);
    this.#reporter.change(718, '0', nowMs);
    this.#reporter.change(714, '0', nowMs);
    this.#endSession(nowMs);
  }

  command(command: 506 | 507, nowMs: number): CommandResult {
    const { step, mode, controls } = this.#state;
    const { switches } = this.#context.surroundings;
    const scheduled = this.#context.siteState.mode === 1;
    const commandable = { mode, finalStop: this.#reporter.value(718) === '1', scheduled };
    const result = judgeCommand(command, commandable, switches.get('resume-while-scheduled'));
    if (result.kind === 'refused') return result;
    if (command === 506 && step !== 'pausing' && step !== 'stopping') this.#pause(nowMs);
    if (command === 507 && step !== 'resuming') {
      controls.released = scheduled;
      this.#resume(nowMs);
    }
    return result;
  }

  /** The session ends while the car stays (10001): who charges on does so in a new session, with a card where one is required. */
  deauthorise(nowMs: number): void {
    const { car } = this.#state;
    if (car === null) return;
    this.#metering.end(nowMs);
    this.#go('deauthorised', nowMs + deauthorisedForMs);
    this.#setMode(1, nowMs);
    this.#reporter.change(718, '0', nowMs);
    Object.assign(car, fresh);
    this.#endSession(nowMs);
  }

  /** Whether a card would start something here. */
  get awaitsCard(): boolean {
    return this.#state.step === 'awaiting-card';
  }

  card(token: string, nowMs: number): void {
    const state = this.#state;
    if (state.car === null || !this.awaitsCard) return;
    state.car.token = token;
    this.#book.open(nowMs);
    this.#go('authorising', nowMs + drawBetween(state, 1_000, 2_000));
  }

  /** Its charger restarts: current stops at once, and the car asks again when the charger is back. */
  interrupt(backAtMs: number, nowMs: number): void {
    const state = this.#state;
    if (!restartable.has(state.step)) return;
    this.#metering.end(nowMs);
    this.#go('asking', backAtMs + drawBetween(state, 3_000, 4_500));
    this.#setMode(2, nowMs);
    this.#release(nowMs);
  }

  /** What it can draw at most, A, if it wants current at all; null: it does not. */
  get wantsA(): number | null {
    const { car, step, shareA, controls } = this.#state;
    if (car === null || (step !== 'waiting' && shareA === 0)) return null;
    return Math.min(car.maxCurrentA, car.cableA, controls.maxCurrentA);
  }

  /** Whether a schedule may hold it back. */
  get released(): boolean {
    return this.#state.controls.released;
  }

  /** A share of the current on these phases, at least 6 A. Changing phases needs a withdrawal first. */
  grant(shareA: number, phaseId: number, nowMs: number): void {
    const state = this.#state;
    const { car } = state;
    if (car === null || (shareA === state.shareA && phaseId === car.phaseId)) return;
    this.#metering.count(nowMs);
    const switches = car.phaseId !== 0 && car.phaseId !== phaseId;
    if (isReturn(car.phaseId, phaseId)) car.returns += 1;
    if (state.shareA === 0) state.controls.turnAtMs = nowMs;
    car.phaseId = phaseId;
    state.shareA = shareA;
    this.#reporter.change(708, decimals(shareA), nowMs);
    this.#reporter.change(519, String(phaseId), nowMs);
    if (state.step === 'waiting') {
      const [shortestMs, longestMs] = switches ? [shortestSwitchMs, longestSwitchMs] : [1_500, 2_500];
      this.#go('starting', nowMs + drawBetween(state, shortestMs, longestMs));
    }
    if (this.#metering.flows) this.#metering.measure(car);
  }

  /** Its share is taken away; it waits for another, unless the car has had enough of that. */
  withdraw(nowMs: number): void {
    const state = this.#state;
    const { car, step } = state;
    if (car === null || state.shareA === 0) return;
    const flowed = this.#metering.flows;
    this.#metering.end(nowMs);
    this.#reportNoShare(nowMs);
    if (step !== 'starting' && step !== 'charging') return;
    this.#go('waiting', neverMs);
    this.#setMode(2, nowMs);
    if (!flowed) return;
    car.stops += 1;
    if (car.stops >= car.sleepsAfterStops) this.fallAsleep(nowMs);
  }

  /** The car takes no more in this session, whatever it is offered (§6.2, §6.3). */
  fallAsleep(nowMs: number): void {
    const { car, step } = this.#state;
    if (car === null) return;
    car.asleep = true;
    if (car.stops > 1) addWarnings(this.#state, maxSessionRestart, this.#reporter, nowMs);
    if (step !== 'starting' && step !== 'charging' && step !== 'waiting') return;
    this.#metering.end(nowMs);
    this.#becomeFull(nowMs);
  }

  /** The current step has taken its time. */
  advance(nowMs: number): void {
    const state = this.#state;
    switch (state.step) {
      case 'authorising':
        this.#reporter.change(722, state.car?.token ?? null, nowMs);
        this.#go('asking', nowMs + drawBetween(state, 3_000, 4_500));
        break;
      case 'deauthorised':
        this.#request(nowMs);
        break;
      case 'asking':
        this.#ask(nowMs);
        break;
      case 'starting':
        this.#startFlow(nowMs);
        break;
      case 'pausing':
        this.#finalStop(nowMs);
        this.#go('stopping', nowMs + stopAfterMs - finalStopAfterMs);
        break;
      case 'stopping':
        this.#stop(nowMs);
        break;
      case 'resuming':
        this.#reporter.change(718, '0', nowMs);
        this.#go('waking', nowMs + drawBetween(state, 500, 1_000));
        break;
      case 'waking':
        this.#setMode(2, nowMs);
        // §5.4: without a card where one is required a resume alone leaves it in 2.
        if (state.session === null) this.#go('awaiting-card', neverMs);
        else this.#go('asking', nowMs + drawBetween(state, 1_000, 2_000));
        break;
      case 'awaiting-card':
        this.#go('awaiting-card', neverMs);
        this.card(state.car?.token ?? '', nowMs);
        break;
      case 'free':
      case 'waiting':
      case 'charging':
      case 'paused':
      case 'full':
        this.#go(state.step, neverMs);
        break;
    }
  }

  /** The moment at which the car was to be full. */
  fillUp(nowMs: number): void {
    const state = this.#state;
    this.#metering.count(nowMs);
    if (state.car !== null && state.car.leftWh > crumbWh) {
      this.#metering.measure(state.car);
    } else {
      this.#metering.end(nowMs);
      if (state.step === 'charging') this.#becomeFull(nowMs);
    }
  }

  /** A car asks to be charged: 2, with a session at once unless a card must be shown first (§5.2). */
  #request(nowMs: number): void {
    const state = this.#state;
    this.#setMode(2, nowMs);
    if (this.#context.siteState.requiresCard) {
      this.#go('awaiting-card', neverMs);
      return;
    }
    this.#book.open(nowMs);
    this.#go('authorising', nowMs + drawBetween(state, 1_000, 2_000));
  }

  #endSession(nowMs: number): void {
    this.#state.controls.released = false;
    clearWarnings(this.#state, maxSessionRestart, this.#reporter, nowMs);
    this.#book.close(nowMs, { offline: !this.#state.controls.online });
    this.#release(nowMs);
  }

  #pause(nowMs: number): void {
    if (this.#context.surroundings.switches.get('pause-timing') === 'delayed') {
      this.#go('pausing', nowMs + finalStopAfterMs);
      return;
    }
    this.#finalStop(nowMs);
    this.#stop(nowMs);
  }

  #finalStop(nowMs: number): void {
    const { car, session } = this.#state;
    // A car that waits for a card has no session and nobody who pays for it.
    if (session !== null) this.#reporter.change(722, car?.token ?? null, nowMs);
    this.#reporter.change(718, '1', nowMs);
  }

  #stop(nowMs: number): void {
    this.#metering.end(nowMs);
    this.#go('paused', neverMs);
    this.#setMode(5, nowMs);
    this.#release(nowMs);
  }

  /** Out of a pause, or out of the hold of a schedule: there the car is waiting already. */
  #resume(nowMs: number): void {
    const { mode, session } = this.#state;
    if (mode !== 2) this.#go('resuming', nowMs + finalStopAfterMs);
    else if (session !== null && this.#state.step === 'waiting')
      this.#context.surroundings.share(this.#context.index, nowMs);
  }

  #go(step: ChargerContext['state']['step'], untilMs: number): void {
    this.#state.step = step;
    this.#state.stepAtMs = Math.ceil(untilMs);
  }

  #setMode(mode: Mode, nowMs: number): void {
    this.#state.mode = mode;
    this.#reporter.change(710, String(mode), nowMs);
    // Only two codes are known from samples: 3 while charging, 12 when idle.
    this.#reporter.change(702, mode === 3 ? '3' : '12', nowMs);
  }

  #ask(nowMs: number): void {
    const state = this.#state;
    if (state.car !== null && (state.car.leftWh <= crumbWh || state.car.asleep)) {
      this.#becomeFull(nowMs);
      return;
    }
    state.wantsSinceAtMs = nowMs;
    this.#go('waiting', neverMs);
    this.#context.surroundings.share(this.#context.index, nowMs);
  }

  #startFlow(nowMs: number): void {
    const state = this.#state;
    if (state.car === null) return;
    this.#go('charging', neverMs);
    this.#setMode(3, nowMs);
    this.#metering.begin(state.car, nowMs);
  }

  #becomeFull(nowMs: number): void {
    this.#go('full', neverMs);
    this.#setMode(5, nowMs);
    this.#release(nowMs);
  }

  #release(nowMs: number): void {
    if (this.#state.shareA === 0) return;
    this.#reportNoShare(nowMs);
    this.#context.surroundings.share(this.#context.index, nowMs);
  }

  #reportNoShare(nowMs: number): void {
    this.#state.shareA = 0;
    this.#reporter.change(708, '0.000', nowMs);
    this.#reporter.change(519, '0', nowMs);
  }
}

/** A car at the beginning of a session. */
const fresh = { phaseId: 0, returns: 0, stops: 0, asleep: false } as const;

/** Steps that a restart of the charger throws back. */
const restartable: ReadonlySet<Step> = new Set(['asking', 'waiting', 'starting', 'charging', 'waking']);

/** The rating that a car's cable codes: 20 or 32 A are what was seen (714). */
export function cableFor(maxCurrentA: number): number {
  return maxCurrentA > 20 ? 32 : 20;
}
