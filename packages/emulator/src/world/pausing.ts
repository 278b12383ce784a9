// Pause and resume by command (zaptec-api.md §5.4): what is refused, and what follows in which time.
import type { ChargerContext } from './charger-context.ts';
import { neverMs } from './charger-state.ts';
import { judgeCommand } from './commands.ts';
import type { Metering } from './metering.ts';
import type { PlugSteps } from './plug-steps.ts';
import { drawBetween } from './random.ts';
import type { Reporter } from './reporter.ts';
import type { CommandResult } from './simulated-world.ts';

/** §5.4: 718 half a second after a pause, mode 5 five seconds after it. */
const finalStopAfterMs = 500;
const stopAfterMs = 5_000;

interface Parts {
  readonly reporter: Reporter;
  readonly metering: Metering;
  readonly steps: PlugSteps;
}

export class Pausing {
  readonly #context: ChargerContext;
  readonly #parts: Parts;

  constructor(context: ChargerContext, parts: Parts) {
    this.#context = context;
    this.#parts = parts;
  }

  command(command: 506 | 507, nowMs: number): CommandResult {
    const { step, mode, controls } = this.#context.state;
    const { switches } = this.#context.surroundings;
    const scheduled = this.#context.siteState.mode === 1;
    const commandable = { mode, finalStop: this.#parts.reporter.value(718) === '1', scheduled };
    const result = judgeCommand(command, commandable, switches.get('resume-while-scheduled'));
    if (result.kind === 'refused') return result;
    if (command === 506 && step !== 'pausing' && step !== 'stopping') this.#pause(nowMs);
    if (command === 507 && step !== 'resuming') {
      controls.released = scheduled;
      this.#resume(nowMs);
    }
    return result;
  }

  /** 718 is set, and current still flows for a while. */
  announce(nowMs: number): void {
    this.#finalStop(nowMs);
    this.#parts.steps.go('stopping', nowMs + stopAfterMs - finalStopAfterMs);
  }

  /** Current is gone. */
  stop(nowMs: number): void {
    const { metering, steps } = this.#parts;
    metering.end(nowMs);
    steps.go('paused', neverMs);
    steps.setMode(5, nowMs);
    steps.release(nowMs);
  }

  /** 718 is cleared, and the mode is still 5. */
  wake(nowMs: number): void {
    this.#parts.reporter.change(718, '0', nowMs);
    this.#parts.steps.go('waking', nowMs + drawBetween(this.#context.state, 500, 1_000));
  }

  #pause(nowMs: number): void {
    if (this.#context.surroundings.switches.get('pause-timing') === 'delayed') {
      this.#parts.steps.go('pausing', nowMs + finalStopAfterMs);
      return;
    }
    this.#finalStop(nowMs);
    this.stop(nowMs);
  }

  #finalStop(nowMs: number): void {
    const { car, session } = this.#context.state;
    // A car that waits for a card has no session and nobody who pays for it.
    if (session !== null) this.#parts.reporter.change(722, car?.token ?? null, nowMs);
    this.#parts.reporter.change(718, '1', nowMs);
  }

  /** Out of a pause, or out of the hold of a schedule: there the car is waiting already. */
  #resume(nowMs: number): void {
    const { state, surroundings, index } = this.#context;
    if (state.mode !== 2) this.#parts.steps.go('resuming', nowMs + finalStopAfterMs);
    else if (state.session !== null && state.step === 'waiting') surroundings.share(index, nowMs);
  }
}
