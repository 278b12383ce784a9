// A scenario that was read: every time in milliseconds, every value checked, and nothing in it that cannot be done.
import type { FaultMatch, HowOften, HttpFault } from '../faults/http-fault.ts';

export type Act =
  | { readonly do: 'say' | 'detach-readers' | 'rotate-bus-keys' | 'revoke-tokens' | 'cut-bus' | 'go-dark' }
  | { readonly do: 'fault'; readonly fault: HttpFault; readonly match: FaultMatch; readonly often: HowOften }
  | { readonly do: 'switch'; readonly to: Readonly<Record<string, unknown>> }
  | { readonly do: 'remove-subscription'; readonly of: 'group' | number }
  | { readonly do: 'skew-clocks'; readonly byMs: number }
  | { readonly do: 'neighbour'; readonly everyMs: number }
  | { readonly do: 'offline' | 'unplug'; readonly charger: number }
  | { readonly do: 'plug'; readonly charger: number; readonly takesKwh: number | null };

export interface ScriptStep {
  /** In the file, 1 the first. */
  readonly number: number;
  readonly atMs: number;
  /** When what it does is undone; null: when the scenario is over. */
  readonly untilMs: number | null;
  readonly say: string | null;
  readonly act: Act;
}

export interface Script {
  readonly name: string;
  readonly lastsMs: number;
  readonly steps: readonly ScriptStep[];
}

/** What nobody else may hold while this step does: two that turn one thing could not both undo it. */
export function holds(act: Act): readonly string[] {
  switch (act.do) {
    case 'say':
    case 'detach-readers':
    case 'rotate-bus-keys':
    case 'revoke-tokens':
    case 'plug':
    case 'unplug':
    case 'fault':
      return [];
    case 'cut-bus':
      return ['the bus'];
    case 'go-dark':
      return ['the API'];
    case 'switch':
      return Object.keys(act.to).map((id) => `the switch ${id}`);
    case 'remove-subscription':
      return [act.of === 'group' ? "the group's subscription" : `the subscription of installation ${act.of}`];
    case 'skew-clocks':
      return ["the chargers' clocks"];
    case 'neighbour':
      return ['the neighbour'];
    case 'offline':
      return [`charger ${act.charger}`];
  }
}

/** What it does, in the words of the file. */
export function described(act: Act): string {
  switch (act.do) {
    case 'fault':
      return `fault ${act.fault.kind === 'status' ? act.fault.status : act.fault.kind}`;
    case 'switch':
      return `switch ${Object.entries(act.to)
        .map(([id, value]) => `${id}=${value}`)
        .join(', ')}`;
    case 'remove-subscription':
      return `remove-subscription of ${act.of === 'group' ? 'the group' : `installation ${act.of}`}`;
    case 'plug':
    case 'unplug':
    case 'offline':
      return `${act.do} charger ${act.charger}`;
    default:
      return act.do;
  }
}
