// The form of a scenario as it stands in a file, and what an emulator tells about the one that it plays.
// Invariant: whatever a step changes for a while is as it was when the while, or the scenario, is over.
import type { SwitchValues } from '../switches/switch-table.ts';

export const scenarioNames = [
  'calm-day',
  'bus-outage',
  'provider-migration',
  'greedy-neighbour',
  'bad-afternoon',
  'rotating-keys',
] as const;

export type ScenarioName = (typeof scenarioNames)[number];

/** When, from the start of the scenario: `01:30:00`. */
type At = string;

/** How long: `250ms`, `15s`, `20m`, `2h`, `3d`, or `01:30:00`. */
type Duration = string;

interface Step {
  readonly at: At;
  /** Printed with the step. */
  readonly say?: string;
}

/** A step that lasts: for so long, or until the scenario is over. */
interface LastingStep extends Step {
  readonly for?: Duration;
}

export type ScenarioStep =
  | (Step & { readonly do: 'say' | 'detach-readers' | 'rotate-bus-keys' | 'revoke-tokens' })
  | (LastingStep & { readonly do: 'cut-bus' | 'go-dark' })
  /** An answer that fails; with `share` or `for` a wave. */
  | (LastingStep & {
      readonly do: 'fault';
      readonly kind: 'status' | 'reset' | 'hang' | 'slow' | 'truncated' | 'wrong-content-type';
      readonly status?: number;
      readonly body?: string;
      readonly contentType?: string;
      /** Before the call was carried out, or after. */
      readonly when?: 'before' | 'after';
      /** Of `slow`. */
      readonly delay?: Duration;
      /** Of `hang`: when the connection is reset. */
      readonly after?: Duration;
      /** Part of the path. */
      readonly path?: string;
      readonly method?: string;
      /** Default: every call until the step is over. */
      readonly count?: number;
      readonly share?: number;
    })
  /** Switches of the emulator, by name. */
  | (LastingStep & { readonly do: 'switch'; readonly to: Partial<SwitchValues> })
  /** The subscription of the owner's user group, or of an installation by its number. */
  | (LastingStep & { readonly do: 'remove-subscription'; readonly of: 'group' | number })
  | (LastingStep & { readonly do: 'skew-clocks'; readonly by: Duration })
  /** A second program on the owner's account asks for states, one charger after the other. */
  | (LastingStep & { readonly do: 'neighbour'; readonly every: Duration })
  /** Chargers go by their number in the world, 1 the first. */
  | (LastingStep & { readonly do: 'offline'; readonly charger: number })
  | (Step & { readonly do: 'plug'; readonly charger: number; readonly takesKwh?: number })
  | (Step & { readonly do: 'unplug'; readonly charger: number });

export interface Scenario {
  readonly name: string;
  /** What it rehearses. */
  readonly about?: string;
  /** When everything is as it was again, at most 336 hours. */
  readonly lasts: Duration;
  /** In order of time, at most 100. */
  readonly steps: readonly ScenarioStep[];
}

/** Something that happened. */
export interface ScenarioLine {
  /** Since the start of the scenario. */
  readonly atMs: number;
  /** Number of its step, 1 the first; null: the scenario itself. */
  readonly step: number | null;
  readonly text: string;
  /** Why nothing came of it: no charger takes a second car. */
  readonly refused: string | null;
}

export type ScenarioState =
  | { readonly state: 'none' }
  | {
      /** `over`: it played to its end. `ended`: it was ended before. */
      readonly state: 'running' | 'over' | 'ended';
      readonly name: string;
      /** Since its start; stands still when it is over. */
      readonly atMs: number;
      readonly lastsMs: number;
      /** How many steps have begun, and of how many. */
      readonly step: number;
      readonly steps: number;
      /** At most three lines a step, begun, over and perhaps refused, and one of the end: 301. */
      readonly told: readonly ScenarioLine[];
    };

export interface ScenarioControl {
  now(): ScenarioState;
  /**
   * Plays it from its beginning; one that runs is ended first.
   *
   * @example
   * emulator.scenario.start('bus-outage');
   *
   * @throws EmulatorError `bad-scenario` with the step that is wrong, `stopped`; then nothing has changed
   */
  start(scenario: ScenarioName | Scenario): void;
  /** Everything is as it was again, at once; resolves when doors that were shut are open. */
  end(): Promise<void>;
  /** Called with each line as it happens; answers its undo. */
  onLine(listener: (line: ScenarioLine) => void): () => void;
}
