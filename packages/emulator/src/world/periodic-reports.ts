// What a charger says without being asked and without anything happening: its pulse, its surroundings, its meter.
// Invariant: each report plans the next one.
import type { ChargerContext } from './charger-context.ts';
import { neverMs } from './charger-state.ts';
import { measureIdle } from './charging-curve.ts';
import { meterOf } from './meter-identity.ts';
import type { Metering } from './metering.ts';
import { fiscalReading, readingIntervalMs } from './ocmf.ts';
import { drawBetween } from './random.ts';
import { decimals, type Reporter } from './reporter.ts';
import type { SessionBook } from './session-book.ts';

/** Fiscal readings are written on the hour and arrive a little later. */
const earliestReadingMs = 200;
const latestReadingMs = 30_000;

interface Parts {
  readonly reporter: Reporter;
  readonly metering: Metering;
  readonly book: SessionBook;
}

export class PeriodicReports {
  readonly #context: ChargerContext;
  readonly #parts: Parts;

  constructor(context: ChargerContext, parts: Parts) {
    this.#context = context;
    this.#parts = parts;
  }

  pulse(nowMs: number): void {
    this.#parts.reporter.report(-1, null, nowMs);
    this.#context.state.pulseAtMs = nowMs + this.#context.surroundings.pace.pulseMs;
  }

  reportSurroundings(nowMs: number): void {
    const { state, surroundings } = this.#context;
    const warmthC = state.powerW > 0 ? 9 : 0;
    this.#parts.reporter.change(201, decimals(drawBetween(state, 21, 25) + warmthC), nowMs);
    this.#parts.reporter.change(270, decimals(drawBetween(state, 28, 36)), nowMs);
    this.#parts.reporter.change(809, decimals(-Math.round(drawBetween(state, 54, 68))), nowMs);
    // §8.7: a meter behind an open relay is noisy.
    if (state.powerW === 0) this.#parts.reporter.measured(measureIdle(state), nowMs);
    state.periodicAtMs = nowMs + surroundings.pace.periodicMs;
  }

  /** Writes down the meter as it stood at the last full hour or quarter. */
  readMeter(nowMs: number): void {
    const { state, surroundings, plan } = this.#context;
    this.#parts.metering.count(nowMs);
    const intervalMs = this.#readingIntervalMs;
    const wallMs = surroundings.time.wallMs(nowMs);
    const onTheHourMs = wallMs - (wallMs % intervalMs);
    const sinceWh = (state.powerW * surroundings.tempo * (wallMs - onTheHourMs)) / 3_600_000;
    const meterWh = Math.max(state.meterWh - sinceWh, state.signedWh, state.session?.startWh ?? 0);
    state.readings += 1;
    state.signedWh = meterWh;
    const meter = meterOf(surroundings.seed, plan, state.controls.firmware);
    this.#parts.book.tick(onTheHourMs, meterWh);
    this.#parts.reporter.report(554, fiscalReading(meter, state.readings, onTheHourMs, meterWh), nowMs);
    this.planReading(nowMs);
  }

  /** Next full hour or quarter by the wall clock. */
  planReading(nowMs: number): void {
    const { state, surroundings } = this.#context;
    if (!state.controls.everOnline || state.controls.meterIntervalS === 0) {
      state.readingAtMs = neverMs;
      return;
    }
    const intervalMs = this.#readingIntervalMs;
    const wallMs = surroundings.time.wallMs(nowMs);
    const nextWallMs = wallMs - (wallMs % intervalMs) + intervalMs;
    const lateMs = drawBetween(state, earliestReadingMs, latestReadingMs);
    state.readingAtMs = Math.ceil(surroundings.time.worldMs(nextWallMs) + lateMs);
  }

  /** A charger whose regular readings are off is still read when it must be: by its model's interval. */
  get #readingIntervalMs(): number {
    const { meterIntervalS } = this.#context.state.controls;
    return meterIntervalS === 0 ? readingIntervalMs(this.#context.plan.model) : meterIntervalS * 1000;
  }
}
