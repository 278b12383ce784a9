// Plays one scenario at a time by the emulator's clock and tells each line as it happens.
// Invariant: when it is over, or ended, nothing that it turned is still turned and no timer is set. A step that the world
// refuses is told and changes nothing; it never ends the scenario, nor the emulator.
import type { Clock } from '../contract.ts';
import { durationText } from './human-time.ts';
import { namedScenario } from './named-scenarios.ts';
import type { Undo } from './perform-act.ts';
import { readScenario } from './read-scenario.ts';
import type { Scenario, ScenarioControl, ScenarioLine, ScenarioName } from './scenario.ts';
import { type Act, described, type Script, type ScriptStep } from './script.ts';

export interface ScenarioPlayerParts {
  readonly clock: Clock;
  /** @throws EmulatorError `stopped` */
  readonly needRunning: () => void;
  readonly perform: (act: Act) => Undo | undefined;
}

interface Play {
  readonly script: Script;
  readonly startedMonotonicMs: number;
  readonly agenda: readonly Entry[];
  /** How much of the agenda is done. */
  done: number;
  /** By step, in the order in which they were done. */
  readonly held: Map<ScriptStep, Undo>;
  readonly told: ScenarioLine[];
  begun: number;
  state: 'running' | 'over' | 'ended';
  endedAfterMs: number;
}

type Entry = { readonly atMs: number; readonly kind: 'do' | 'undo' | 'over'; readonly step: ScriptStep | null };

export function createScenarioPlayer({ clock, needRunning, perform }: ScenarioPlayerParts): ScenarioControl {
  const listeners = new Set<(line: ScenarioLine) => void>();
  let play: Play | undefined;
  let timer: unknown;

  const elapsedMs = (of: Play): number =>
    of.state === 'running' ? Math.floor(clock.monotonicMs() - of.startedMonotonicMs) : of.endedAfterMs;
  const tell = (of: Play, line: Omit<ScenarioLine, 'atMs' | 'refused'> & { readonly refused?: string }): void => {
    const whole = { atMs: elapsedMs(of), refused: null, ...line };
    of.told.push(whole);
    for (const listener of [...listeners]) listener(whole);
  };
  const refusal = (of: Play, step: ScriptStep, text: string) => (cause: unknown) =>
    tell(of, { step: step.number, text, refused: cause instanceof Error ? cause.message : String(cause) });

  const begin = (of: Play, step: ScriptStep): void => {
    of.begun += 1;
    const text = textOf(step);
    try {
      const undo = perform(step.act);
      if (undo) of.held.set(step, undo);
      tell(of, { step: step.number, text });
    } catch (cause) {
      refusal(of, step, text)(cause);
    }
  };
  const undo = async (of: Play, step: ScriptStep): Promise<void> => {
    const act = of.held.get(step);
    if (!act) return;
    of.held.delete(step);
    const text = `${described(step.act)} is over`;
    try {
      const opened = act();
      tell(of, { step: step.number, text });
      await opened;
    } catch (cause) {
      refusal(of, step, text)(cause);
    }
  };
  const close = async (of: Play, state: 'over' | 'ended'): Promise<void> => {
    clock.clearTimer(timer);
    timer = undefined;
    // The last first: what came on top goes off first.
    const undone = [...of.held.keys()].reverse().map((step) => undo(of, step));
    of.endedAfterMs = elapsedMs(of);
    of.state = state;
    tell(of, { step: null, text: `${of.script.name} is ${state}; everything is as it was` });
    await Promise.all(undone);
  };

  const run = (of: Play): void => {
    timer = undefined;
    for (let next = of.agenda[of.done]; next && next.atMs <= elapsedMs(of); next = of.agenda[of.done]) {
      of.done += 1;
      if (next.step === null) void close(of, 'over');
      else if (next.kind === 'do') begin(of, next.step);
      else void undo(of, next.step);
      // A listener may have ended it, or started another.
      if (play !== of || of.state !== 'running') return;
    }
    const next = of.agenda[of.done];
    if (next)
      timer = clock.setTimer(
        () => run(of),
        Math.max(0, Math.ceil(next.atMs + of.startedMonotonicMs - clock.monotonicMs())),
      );
  };

  const end = async (): Promise<void> => {
    if (play?.state === 'running') await close(play, 'ended');
  };
  return {
    now: () =>
      play === undefined
        ? { state: 'none' }
        : {
            state: play.state,
            name: play.script.name,
            atMs: elapsedMs(play),
            lastsMs: play.script.lastsMs,
            step: play.begun,
            steps: play.script.steps.length,
            told: [...play.told],
          },
    start(scenario) {
      const script = scriptOf(scenario);
      needRunning();
      void end();
      play = {
        script,
        startedMonotonicMs: clock.monotonicMs(),
        agenda: agendaOf(script),
        done: 0,
        held: new Map(),
        told: [],
        begun: 0,
        state: 'running',
        endedAfterMs: 0,
      };
      run(play);
    },
    end,
    onLine(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** @throws EmulatorError `bad-scenario` */
export function scriptOf(scenario: ScenarioName | Scenario): Script {
  return readScenario(typeof scenario === 'string' ? namedScenario(scenario) : scenario);
}

/** At one instant what ends comes before what begins, so that one step can take over from another. */
function agendaOf({ steps, lastsMs }: Script): readonly Entry[] {
  const entries = steps.flatMap((step): Entry[] => [
    { atMs: step.atMs, kind: 'do', step },
    ...(step.untilMs === null ? [] : [{ atMs: step.untilMs, kind: 'undo' as const, step }]),
  ]);
  const order = { undo: 0, do: 1, over: 2 };
  entries.push({ atMs: lastsMs, kind: 'over', step: null });
  return entries.sort((one, other) => one.atMs - other.atMs || order[one.kind] - order[other.kind]);
}

function textOf({ act, atMs, untilMs, say }: ScriptStep): string {
  if (act.do === 'say') return say ?? '';
  const lasting = untilMs === null ? '' : ` for ${durationText(untilMs - atMs)}`;
  return `${described(act)}${lasting}${say === null ? '' : `: ${say}`}`;
}
