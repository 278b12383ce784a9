// The share of the installation's current that a car has: what it wants, what it is given, what it makes of losing it.
import type { ChargerContext } from './charger-context.ts';
import { neverMs } from './charger-state.ts';
import { addWarnings, maxSessionRestart } from './charger-warnings.ts';
import type { Metering } from './metering.ts';
import { isReturn } from './phase-choice.ts';
import type { PlugSteps } from './plug-steps.ts';
import { drawBetween } from './random.ts';
import { decimals, type Reporter } from './reporter.ts';

/** A change of phases is a stop of seconds to a minute (§6.4). */
const shortestSwitchMs = 5_000;
const longestSwitchMs = 30_000;

interface Parts {
  readonly reporter: Reporter;
  readonly metering: Metering;
  readonly steps: PlugSteps;
}

export class CurrentShare {
  readonly #context: ChargerContext;
  readonly #parts: Parts;

  constructor(context: ChargerContext, parts: Parts) {
    this.#context = context;
    this.#parts = parts;
  }

  /** What it can draw at most, A, if it wants current at all; null: it does not. */
  get wantsA(): number | null {
    const { car, step, shareA, controls } = this.#context.state;
    if (car === null || (step !== 'waiting' && shareA === 0)) return null;
    return Math.min(car.maxCurrentA, car.cableA, controls.maxCurrentA);
  }

  /** A share of the current on these phases, at least 6 A. Changing phases needs a withdrawal first. */
  grant(shareA: number, phaseId: number, nowMs: number): void {
    const { state } = this.#context;
    const { reporter, metering, steps } = this.#parts;
    const { car } = state;
    if (car === null || (shareA === state.shareA && phaseId === car.phaseId)) return;
    metering.count(nowMs);
    const switches = car.phaseId !== 0 && car.phaseId !== phaseId;
    if (isReturn(car.phaseId, phaseId)) car.returns += 1;
    if (state.shareA === 0) state.controls.turnAtMs = nowMs;
    car.phaseId = phaseId;
    state.shareA = shareA;
    reporter.change(708, decimals(shareA), nowMs);
    reporter.change(519, String(phaseId), nowMs);
    if (state.step === 'waiting') {
      const [shortestMs, longestMs] = switches ? [shortestSwitchMs, longestSwitchMs] : [1_500, 2_500];
      steps.go('starting', nowMs + drawBetween(state, shortestMs, longestMs));
    }
    if (metering.flows) metering.measure(car);
  }

  /** Its share is taken away; it waits for another, unless the car has had enough of that. */
  withdraw(nowMs: number): void {
    const { state } = this.#context;
    const { metering, steps } = this.#parts;
    const { car, step } = state;
    if (car === null || state.shareA === 0) return;
    const flowed = metering.flows;
    metering.end(nowMs);
    steps.reportNoShare(nowMs);
    if (step !== 'starting' && step !== 'charging') return;
    steps.go('waiting', neverMs);
    steps.setMode(2, nowMs);
    if (!flowed) return;
    car.stops += 1;
    if (car.stops >= car.sleepsAfterStops) this.fallAsleep(nowMs);
  }

  /** The car takes no more in this session, whatever it is offered (§6.2, §6.3). */
  fallAsleep(nowMs: number): void {
    const { state } = this.#context;
    const { car, step } = state;
    if (car === null) return;
    car.asleep = true;
    if (car.stops > 1) addWarnings(state, maxSessionRestart, this.#parts.reporter, nowMs);
    if (step !== 'starting' && step !== 'charging' && step !== 'waiting') return;
    this.#parts.metering.end(nowMs);
    this.#parts.steps.becomeFull(nowMs);
  }
}
