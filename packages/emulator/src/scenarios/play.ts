// One scenario as it plays: its agenda by the emulator's clock, what it holds, and what it has told.
// Invariant: when it is over, or ended, nothing that it turned is still turned and no timer is set. A step that the world
// refuses is told and changes nothing; it never ends the scenario, nor the emulator.
import type { Clock } from '../contract.ts';
import { durationText } from './human-time.ts';
import type { Undo } from './perform-act.ts';
import type { ScenarioLine, ScenarioState } from './scenario.ts';
import { type Act, described, type Script, type ScriptStep } from './script.ts';

export interface PlayParts {
  readonly clock: Clock;
  /** @throws EmulatorError for what the world refuses */
  readonly perform: (act: Act) => Undo | undefined;
  /** Must not throw. */
  readonly tell: (line: ScenarioLine) => void;
}

type Entry =
  | { readonly atMs: number; readonly kind: 'do' | 'undo'; readonly step: ScriptStep }
  | { readonly atMs: number; readonly kind: 'over' };

export class Play {
  readonly #script: Script;
  readonly #parts: PlayParts;
  readonly #agenda: readonly Entry[];
  readonly #startedMonotonicMs: number;
  /** How to undo what lasts, in the order in which it was done. */
  readonly #held = new Map<ScriptStep, Undo>();
  readonly #told: ScenarioLine[] = [];
  #entriesDone = 0;
  #begun = 0;
  #state: 'running' | 'over' | 'ended' = 'running';
  #endedAfterMs = 0;
  #timer: unknown;

  constructor(script: Script, parts: PlayParts) {
    this.#script = script;
    this.#parts = parts;
    this.#agenda = agendaOf(script);
    this.#startedMonotonicMs = parts.clock.monotonicMs();
  }

  get state(): ScenarioState {
    const { name, lastsMs, steps } = this.#script;
    const progress = { step: this.#begun, steps: steps.length, told: [...this.#told] };
    return { state: this.#state, name, atMs: this.#elapsedMs(), lastsMs, ...progress };
  }

  /** Does all that is due and waits for what comes next. */
  run(): void {
    this.#timer = undefined;
    // Whoever hears a line may end it.
    while (this.#state === 'running') {
      const next = this.#agenda[this.#entriesDone];
      if (next === undefined) return;
      const inMs = this.#startedMonotonicMs + next.atMs - this.#parts.clock.monotonicMs();
      if (inMs > 0) {
        this.#timer = this.#parts.clock.setTimer(() => this.run(), Math.ceil(inMs));
        return;
      }
      this.#entriesDone += 1;
      if (next.kind === 'over') void this.close('over');
      else if (next.kind === 'do') this.#begin(next.step);
      else void this.#undo(next.step);
    }
  }

  /** Undoes what it holds at once; resolves when doors that were shut are open. Does nothing where it was closed before. */
  async close(state: 'over' | 'ended'): Promise<void> {
    if (this.#state !== 'running') return;
    this.#parts.clock.clearTimer(this.#timer);
    this.#endedAfterMs = this.#elapsedMs();
    this.#state = state;
    // The last first: what came on top goes off first.
    const undone = [...this.#held.keys()].reverse().map((step) => this.#undo(step));
    this.#tell(null, `${this.#script.name} is ${state}; what it turned is turned back`);
    await Promise.all(undone);
  }

  #begin(step: ScriptStep): void {
    this.#begun += 1;
    let refused: string | null = null;
    try {
      const undo = this.#parts.perform(step.act);
      if (undo) this.#held.set(step, undo);
    } catch (cause) {
      refused = sentenceOf(cause);
    }
    this.#tell(step, textOf(step), refused);
  }

  async #undo(step: ScriptStep): Promise<void> {
    const undo = this.#held.get(step);
    if (!undo) return;
    this.#held.delete(step);
    const text = `${described(step.act)} is over`;
    try {
      const opened = undo();
      this.#tell(step, text);
      await opened;
    } catch (cause) {
      this.#tell(step, text, sentenceOf(cause));
    }
  }

  #tell(step: ScriptStep | null, text: string, refused: string | null = null): void {
    const line = { atMs: this.#elapsedMs(), step: step?.number ?? null, text, refused };
    this.#told.push(line);
    this.#parts.tell(line);
  }

  #elapsedMs(): number {
    if (this.#state !== 'running') return this.#endedAfterMs;
    return Math.floor(this.#parts.clock.monotonicMs() - this.#startedMonotonicMs);
  }
}

/** At one instant what ends comes before what begins, so that one step can take over from another. */
function agendaOf({ steps, lastsMs }: Script): readonly Entry[] {
  const begins = steps.map((step): Entry => ({ atMs: step.atMs, kind: 'do', step }));
  const ends = steps.flatMap((step): Entry[] =>
    step.untilMs === null ? [] : [{ atMs: step.untilMs, kind: 'undo', step }],
  );
  // Sorting keeps the order of equals.
  return [...ends, ...begins, { atMs: lastsMs, kind: 'over' } as const].sort((one, other) => one.atMs - other.atMs);
}

function textOf({ act, atMs, untilMs, say }: ScriptStep): string {
  if (act.do === 'say') return say ?? '';
  const lasting = untilMs === null ? '' : ` for ${durationText(untilMs - atMs)}`;
  return `${described(act)}${lasting}${say === null ? '' : `: ${say}`}`;
}

function sentenceOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
