// What happens at a charger's plug: cars come, ask for current, charge, fill up, pause and leave.
// Invariant: observation 710 moves only 1→2, 2→3, 2→5, 3→5, 5→2 and, by unplugging, from any to 1.
import type { ChargerContext, Visit } from './charger-context.ts';
import { type Mode, neverMs, type PluggedCar } from './charger-state.ts';
import { measureCharging, measureIdle } from './charging-curve.ts';
import { judgeCommand } from './commands.ts';
import type { Claim } from './load-sharing.ts';
import { drawBetween } from './random.ts';
import { decimals, type Reporter } from './reporter.ts';
import type { SessionBook } from './session-book.ts';
import type { CommandResult } from './simulated-world.ts';

/** Watt-milliseconds in a watt-hour. */
const msPerHour = 3_600_000;

/** §5.4: 718 half a second after a pause, mode 5 five seconds after it. */
const finalStopAfterMs = 500;
const stopAfterMs = 5_000;

/** Appetite falls over the last fifth, at most 2.5 kWh. */
const taperPart = 0.2;
const mostTaperWh = 2_500;

/** A car that still takes less is full, Wh. */
const crumbWh = 0.01;

export class Connector {
  readonly #context: ChargerContext;
  readonly #reporter: Reporter;
  readonly #book: SessionBook;

  constructor(context: ChargerContext, reporter: Reporter, book: SessionBook) {
    this.#context = context;
    this.#reporter = reporter;
    this.#book = book;
  }

  get #state() {
    return this.#context.state;
  }

  plug(visit: Visit, nowMs: number): void {
    const state = this.#state;
    const { takesWh } = visit;
    state.car = { ...visit.car, leftWh: takesWh, taperWh: Math.min(mostTaperWh, takesWh * taperPart) };
    state.visitAtMs = visit.leavesAtMs;
    this.#reporter.change(714, String(visit.car.cableA), nowMs);
    this.#setMode(2, nowMs);
    this.#book.open(nowMs);
    this.#go('authorising', nowMs + drawBetween(state, 1_000, 2_000));
  }

  /** The cable is pulled: the session ends here and nowhere else (§7.0). */
  unplug(nowMs: number): void {
    const state = this.#state;
    this.#endFlow(nowMs);
    state.car = null;
    this.#go('free', neverMs);
    this.#setMode(1, nowMs);
    this.#reporter.change(718, '0', nowMs);
    this.#reporter.change(714, '0', nowMs);
    this.#book.close(nowMs);
    this.#release(nowMs);
  }

  command(command: 506 | 507, nowMs: number): CommandResult {
    const { step, mode } = this.#state;
    const result = judgeCommand(command, { mode, finalStop: this.#reporter.value(718) === '1' });
    if (result.kind === 'refused') return result;
    if (command === 506 && step !== 'pausing' && step !== 'stopping') this.#go('pausing', nowMs + finalStopAfterMs);
    if (command === 507 && step !== 'resuming') this.#go('resuming', nowMs + finalStopAfterMs);
    return result;
  }

  /** What it asks of the installation's current; null: nothing. */
  claim(): Claim | null {
    const { car, step, shareA } = this.#state;
    if (car === null || (step !== 'waiting' && shareA === 0)) return null;
    return { wantsA: Math.min(car.maxCurrentA, car.cableA, this.#context.plan.maxCurrentA), phaseId: car.phaseId };
  }

  /** A share of the current. Who has one keeps at least 6 A of it until the connector itself gives it back. */
  grant(shareA: number, nowMs: number): void {
    const state = this.#state;
    const { car } = state;
    if (car === null || shareA === state.shareA) return;
    this.count(nowMs);
    state.shareA = shareA;
    this.#reporter.change(708, decimals(shareA), nowMs);
    this.#reporter.change(519, String(car.phaseId), nowMs);
    if (state.step === 'waiting') this.#go('starting', nowMs + drawBetween(state, 1_500, 2_500));
    if (state.powerW > 0) this.#measure(car, nowMs);
  }

  /** The current step has taken its time. */
  advance(nowMs: number): void {
    const state = this.#state;
    switch (state.step) {
      case 'authorising':
        this.#reporter.change(722, state.car?.token ?? null, nowMs);
        this.#go('asking', nowMs + drawBetween(state, 3_000, 4_500));
        break;
      case 'asking':
        this.#ask(nowMs);
        break;
      case 'starting':
        this.#startFlow(nowMs);
        break;
      case 'pausing':
        this.#reporter.change(722, state.car?.token ?? null, nowMs);
        this.#reporter.change(718, '1', nowMs);
        this.#go('stopping', nowMs + stopAfterMs - finalStopAfterMs);
        break;
      case 'stopping':
        this.#endFlow(nowMs);
        this.#go('paused', neverMs);
        this.#setMode(5, nowMs);
        this.#release(nowMs);
        break;
      case 'resuming':
        this.#reporter.change(718, '0', nowMs);
        this.#go('waking', nowMs + drawBetween(state, 500, 1_000));
        break;
      case 'waking':
        this.#setMode(2, nowMs);
        this.#go('asking', nowMs + drawBetween(state, 1_000, 2_000));
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

  /** Brings the meter up to now; the car takes what the meter counts. */
  count(nowMs: number): void {
    const state = this.#state;
    const { car } = state;
    const elapsedMs = nowMs - state.countedAtMs;
    if (elapsedMs <= 0) return;
    state.countedAtMs = nowMs;
    if (car === null || state.powerW === 0) return;
    const takenWh = Math.min(car.leftWh, (state.powerW * this.#context.surroundings.tempo * elapsedMs) / msPerHour);
    car.leftWh -= takenWh;
    state.meterWh += takenWh;
  }

  /** The moment at which the car was to be full. */
  fillUp(nowMs: number): void {
    const state = this.#state;
    this.count(nowMs);
    if (state.car !== null && state.car.leftWh > crumbWh) {
      this.#measure(state.car, nowMs);
    } else {
      this.#endFlow(nowMs);
      if (state.step === 'charging') this.#becomeFull(nowMs);
    }
  }

  /** Measures and reports a charging car. */
  report(nowMs: number): void {
    const state = this.#state;
    const { car } = state;
    state.reportAtMs = neverMs;
    if (car === null || state.powerW === 0) return;
    this.count(nowMs);
    this.#book.reportEnergy(nowMs);
    this.#reporter.measured(this.#measure(car, nowMs), nowMs);
    state.reportAtMs = nowMs + this.#context.surroundings.pace.meterMs;
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
    if (state.car !== null && state.car.leftWh <= crumbWh) {
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
    state.countedAtMs = nowMs;
    this.#measure(state.car, nowMs);
    state.reportAtMs = Math.ceil(nowMs + drawBetween(state, 1_500, 2_500));
  }

  #measure(car: PluggedCar, nowMs: number) {
    const state = this.#state;
    const measured = measureCharging(state, car, state.shareA);
    state.powerW = measured.powerW;
    const whPerMs = (state.powerW * this.#context.surroundings.tempo) / msPerHour;
    state.fullAtMs = nowMs + Math.max(1, Math.ceil(car.leftWh / whPerMs));
    return measured;
  }

  #endFlow(nowMs: number): void {
    const state = this.#state;
    if (state.powerW === 0) return;
    this.count(nowMs);
    state.powerW = 0;
    state.fullAtMs = neverMs;
    state.reportAtMs = neverMs;
    this.#book.reportEnergy(nowMs);
    this.#reporter.measured(measureIdle(state), nowMs);
  }

  #becomeFull(nowMs: number): void {
    this.#go('full', neverMs);
    this.#setMode(5, nowMs);
    this.#release(nowMs);
  }

  #release(nowMs: number): void {
    const state = this.#state;
    if (state.shareA === 0) return;
    state.shareA = 0;
    this.#reporter.change(708, '0.000', nowMs);
    this.#reporter.change(519, '0', nowMs);
    this.#context.surroundings.share(this.#context.index, nowMs);
  }
}

/** The rating that a car's cable codes: 20 or 32 A are what was seen (714). */
export function cableFor(maxCurrentA: number): number {
  return maxCurrentA > 20 ? 32 : 20;
}
