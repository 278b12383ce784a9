// Current flows and is measured: the meter counts it, the car takes it, the cloud is told at the pace of the world.
// Invariant: the meter never falls, and the car takes exactly what the meter counts.
import type { ChargerContext } from './charger-context.ts';
import { neverMs, type PluggedCar } from './charger-state.ts';
import { type Measured, measureCharging, measureIdle } from './charging-curve.ts';
import { drawBetween } from './random.ts';
import type { Reporter } from './reporter.ts';
import type { SessionBook } from './session-book.ts';

/** Watt-milliseconds in a watt-hour. */
const msPerHour = 3_600_000;

export class Metering {
  readonly #context: ChargerContext;
  readonly #reporter: Reporter;
  readonly #book: SessionBook;

  constructor(context: ChargerContext, reporter: Reporter, book: SessionBook) {
    this.#context = context;
    this.#reporter = reporter;
    this.#book = book;
  }

  get flows(): boolean {
    return this.#context.state.powerW > 0;
  }

  begin(car: PluggedCar, nowMs: number): void {
    const { state } = this.#context;
    state.countedAtMs = nowMs;
    this.measure(car);
    state.reportAtMs = Math.ceil(nowMs + drawBetween(state, 1_500, 2_500));
  }

  end(nowMs: number): void {
    const { state } = this.#context;
    if (state.powerW === 0) return;
    this.count(nowMs);
    state.powerW = 0;
    state.fullAtMs = neverMs;
    state.reportAtMs = neverMs;
    this.#book.reportEnergy(nowMs);
    this.#reporter.measured(measureIdle(state), nowMs);
  }

  /** Brings the meter up to now; the car takes what the meter counts. */
  count(nowMs: number): void {
    const { state, surroundings } = this.#context;
    const { car } = state;
    const elapsedMs = nowMs - state.countedAtMs;
    if (elapsedMs <= 0) return;
    state.countedAtMs = nowMs;
    if (car === null || state.powerW === 0) return;
    const takenWh = Math.min(car.leftWh, (state.powerW * surroundings.tempo * elapsedMs) / msPerHour);
    car.leftWh -= takenWh;
    state.meterWh += takenWh;
  }

  /** Takes the power of this moment, counted up to now, and when the car will be full at it. */
  measure(car: PluggedCar): Measured {
    const { state, surroundings } = this.#context;
    const measured = measureCharging(state, car, state.shareA);
    state.powerW = measured.powerW;
    const whPerMs = (state.powerW * surroundings.tempo) / msPerHour;
    state.fullAtMs = state.countedAtMs + Math.max(1, Math.ceil(car.leftWh / whPerMs));
    return measured;
  }

  /** Measures a charging car and tells the cloud. */
  report(nowMs: number): void {
    const { state, surroundings } = this.#context;
    const { car } = state;
    state.reportAtMs = neverMs;
    if (car === null || state.powerW === 0) return;
    this.count(nowMs);
    this.#book.reportEnergy(nowMs);
    this.#reporter.measured(this.measure(car), nowMs);
    state.reportAtMs = nowMs + surroundings.pace.meterMs;
  }
}
