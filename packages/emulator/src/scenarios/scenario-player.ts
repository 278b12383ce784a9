// Plays one scenario at a time, and lets others hear each line as it happens.
// Invariant: another one begins only when nothing of the one before is left; a listener that throws harms nobody.
import { namedScenario } from './named-scenarios.ts';
import { Play, type PlayParts } from './play.ts';
import { readScenario } from './read-scenario.ts';
import type { Scenario, ScenarioControl, ScenarioLine, ScenarioName } from './scenario.ts';
import type { Script } from './script.ts';

export interface ScenarioPlayerParts extends Pick<PlayParts, 'clock' | 'perform'> {
  /** @throws EmulatorError `stopped` */
  readonly needRunning: () => void;
}

export function createScenarioPlayer({ clock, needRunning, perform }: ScenarioPlayerParts): ScenarioControl {
  const listeners = new Set<(line: ScenarioLine) => void>();
  let play: Play | undefined;
  const tell = (line: ScenarioLine): void => {
    for (const listener of [...listeners]) heard(listener, line);
  };
  const end = async (): Promise<void> => play?.close('ended');
  return {
    now: () => play?.state ?? { state: 'none' },
    start(scenario) {
      const script = scriptOf(scenario);
      needRunning();
      void end();
      play = new Play(script, { clock, perform, tell });
      play.run();
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

/** What a listener throws is said on the console: the scenario, which comes by a timer, has nobody to throw it to. */
function heard(listener: (line: ScenarioLine) => void, line: ScenarioLine): void {
  try {
    listener(line);
  } catch (cause) {
    process.emitWarning(cause instanceof Error ? cause : String(cause), { type: 'ScenarioListener' });
  }
}
