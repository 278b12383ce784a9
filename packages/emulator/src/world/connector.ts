// What happens at a charger's plug: cars come, ask for current, charge, fill up and leave.
// Invariant: observation 710 moves only 1→2, 2→3, 2→5, 3→5, 5→2, 3→2 where current is taken away, and from any to 1 by
// unplugging or by the end of the session.
import type { ChargerContext, Visit } from './charger-context.ts';
import { neverMs, type Step } from './charger-state.ts';
import { clearWarnings, maxSessionRestart } from './charger-warnings.ts';
import type { Metering } from './metering.ts';
import type { Pausing } from './pausing.ts';
import type { PlugSteps } from './plug-steps.ts';
import { drawBetween } from './random.ts';
import type { Reporter } from './reporter.ts';
import type { SessionBook } from './session-book.ts';

/** Appetite falls over the last fifth, at most 2.5 kWh. */
const taperPart = 0.2;
const mostTaperWh = 2_500;

/** How long somebody looks for his card. */
const soonestCardMs = 4_000;
const latestCardMs = 20_000;

/** How long mode 1 shows when a session is ended by command and the car stays (§5.4 gives the order, not the time). */
const deauthorisedForMs = 2_000;

/** A car that still takes less is full, Wh. */
const crumbWh = 0.01;

export class Connector {
  readonly #context: ChargerContext;
  readonly #reporter: Reporter;
  readonly #book: SessionBook;
  readonly #metering: Metering;
  readonly #steps: PlugSteps;
  readonly #pausing: Pausing;

  constructor(
    context: ChargerContext,
    parts: {
      readonly reporter: Reporter;
      readonly book: SessionBook;
      readonly metering: Metering;
      readonly steps: PlugSteps;
      readonly pausing: Pausing;
    },
  ) {
    this.#context = context;
    this.#reporter = parts.reporter;
    this.#book = parts.book;
    this.#metering = parts.metering;
    this.#steps = parts.steps;
    this.#pausing = parts.pausing;
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
      this.#steps.go('awaiting-card', nowMs + drawBetween(state, soonestCardMs, latestCardMs));
  }

  /** The cable is pulled: the session ends. */
  unplug(nowMs: number): void {
    const state = this.#state;
    this.#metering.end(nowMs);
    state.car = null;
    this.#steps.go('free', neverMs);
    this.#steps.setMode(1, nowMs);
    this.#reporter.change(718, '0', nowMs);
    this.#reporter.change(714, '0', nowMs);
    this.#endSession(nowMs);
  }

  /** The session ends while the car stays (10001): who charges on does so in a new session, with a card where one is required. */
  deauthorise(nowMs: number): void {
    const { car } = this.#state;
    if (car === null) return;
    this.#metering.end(nowMs);
    this.#steps.go('deauthorised', nowMs + deauthorisedForMs);
    this.#steps.setMode(1, nowMs);
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
    this.#steps.go('authorising', nowMs + drawBetween(state, 1_000, 2_000));
  }

  /** Its charger restarts: current stops at once, and the car asks again when the charger is back. */
  interrupt(backAtMs: number, nowMs: number): void {
    const state = this.#state;
    if (!restartable.has(state.step)) return;
    this.#metering.end(nowMs);
    this.#steps.go('asking', backAtMs + drawBetween(state, 3_000, 4_500));
    this.#steps.setMode(2, nowMs);
    this.#steps.release(nowMs);
  }

  /** The current step has taken its time. */
  advance(nowMs: number): void {
    const state = this.#state;
    switch (state.step) {
      case 'authorising':
        this.#reporter.change(722, state.car?.token ?? null, nowMs);
        this.#steps.go('asking', nowMs + drawBetween(state, 3_000, 4_500));
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
        this.#pausing.announce(nowMs);
        break;
      case 'stopping':
        this.#pausing.stop(nowMs);
        break;
      case 'resuming':
        this.#pausing.wake(nowMs);
        break;
      case 'waking':
        this.#steps.setMode(2, nowMs);
        // §5.4: without a card where one is required a resume alone leaves it in 2.
        if (state.session === null) this.#steps.go('awaiting-card', neverMs);
        else this.#steps.go('asking', nowMs + drawBetween(state, 1_000, 2_000));
        break;
      case 'awaiting-card':
        this.#steps.go('awaiting-card', neverMs);
        this.card(state.car?.token ?? '', nowMs);
        break;
      case 'free':
      case 'waiting':
      case 'charging':
      case 'paused':
      case 'full':
        this.#steps.go(state.step, neverMs);
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
      if (state.step === 'charging') this.#steps.becomeFull(nowMs);
    }
  }

  /** A car asks to be charged: 2, with a session at once unless a card must be shown first (§5.2). */
  #request(nowMs: number): void {
    const state = this.#state;
    this.#steps.setMode(2, nowMs);
    if (this.#context.siteState.requiresCard) {
      this.#steps.go('awaiting-card', neverMs);
      return;
    }
    this.#book.open(nowMs);
    this.#steps.go('authorising', nowMs + drawBetween(state, 1_000, 2_000));
  }

  #endSession(nowMs: number): void {
    this.#state.controls.released = false;
    clearWarnings(this.#state, maxSessionRestart, this.#reporter, nowMs);
    this.#book.close(nowMs, { offline: !this.#state.controls.online });
    this.#steps.release(nowMs);
  }

  #ask(nowMs: number): void {
    const state = this.#state;
    if (state.car !== null && (state.car.leftWh <= crumbWh || state.car.asleep)) {
      this.#steps.becomeFull(nowMs);
      return;
    }
    state.wantsSinceAtMs = nowMs;
    this.#steps.go('waiting', neverMs);
    this.#context.surroundings.share(this.#context.index, nowMs);
  }

  #startFlow(nowMs: number): void {
    const state = this.#state;
    if (state.car === null) return;
    this.#steps.go('charging', neverMs);
    this.#steps.setMode(3, nowMs);
    this.#metering.begin(state.car, nowMs);
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
