// The moves that everything at a plug is made of: the next step, the mode that the cloud sees, the share given back.
// Invariant: a mode and its code in 702 are told together, and a share that is given back is shared anew.
import type { ChargerContext } from './charger-context.ts';
import { type Mode, neverMs, type Step } from './charger-state.ts';
import type { Reporter } from './reporter.ts';

export class PlugSteps {
  readonly #context: ChargerContext;
  readonly #reporter: Reporter;

  constructor(context: ChargerContext, reporter: Reporter) {
    this.#context = context;
    this.#reporter = reporter;
  }

  go(step: Step, untilMs: number): void {
    this.#context.state.step = step;
    this.#context.state.stepAtMs = Math.ceil(untilMs);
  }

  setMode(mode: Mode, nowMs: number): void {
    this.#context.state.mode = mode;
    this.#reporter.change(710, String(mode), nowMs);
    // Only two codes are known from samples: 3 while charging, 12 when idle.
    this.#reporter.change(702, mode === 3 ? '3' : '12', nowMs);
  }

  /** It takes no more: full, or asleep. */
  becomeFull(nowMs: number): void {
    this.go('full', neverMs);
    this.setMode(5, nowMs);
    this.release(nowMs);
  }

  /** Gives its share back to the others. */
  release(nowMs: number): void {
    if (this.#context.state.shareA === 0) return;
    this.reportNoShare(nowMs);
    this.#context.surroundings.share(this.#context.index, nowMs);
  }

  reportNoShare(nowMs: number): void {
    this.#context.state.shareA = 0;
    this.#reporter.change(708, '0.000', nowMs);
    this.#reporter.change(519, '0', nowMs);
  }
}
