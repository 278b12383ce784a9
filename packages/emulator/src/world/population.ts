// Turns a plan into chargers and installations; with a snapshot's states, or blank and opened for the first time.
import type { WorldPlan } from '../scenarios/world-plan.ts';
import { Charger } from './charger.ts';
import type { Surroundings } from './charger-context.ts';
import type { ChargerState } from './charger-state.ts';
import { Installation } from './installation.ts';
import { beginPresent, blankState, openCharger } from './opening.ts';
import { pastSessions } from './past-sessions.ts';
import { unreadable } from './snapshot.ts';

export interface Population {
  /** By number. */
  readonly chargers: readonly Charger[];
  readonly installations: readonly Installation[];
  /** The installation of each charger, by the charger's number. */
  readonly siteOf: readonly Installation[];
}

export interface Beginning {
  readonly states: readonly ChargerState[] | null;
  /** Wall time of the world's first moment; null: a snapshot that does not tell, so nothing before it is remembered. */
  readonly openedAtMs: number | null;
}

export function populate(plan: WorldPlan, surroundings: Surroundings, { states, openedAtMs }: Beginning): Population {
  const chargers: Charger[] = [];
  const siteOf: Installation[] = [];
  const installations = plan.installations.map((site) => {
    const members = site.chargers.map((charger, place) => {
      const index = chargers.length + place;
      const state = states?.[index] ?? blankState(surroundings.seed, index, charger.meterKwh);
      const visited = { seed: surroundings.seed, index, plan: charger, site };
      const past = openedAtMs === null ? [] : pastSessions(visited, openedAtMs, plan.pastDays);
      return new Charger({ index, plan: charger, site, past, state, surroundings });
    });
    const installation = new Installation(site, surroundings, members);
    chargers.push(...members);
    for (const _ of members) siteOf.push(installation);
    return installation;
  });
  if (states !== null && states.length !== chargers.length) {
    throw unreadable(`it holds ${states.length} chargers, its scenario ${chargers.length}`);
  }
  return { chargers, installations, siteOf };
}

/** The first moment; sharing must already work. */
export function openAll({ chargers }: Population): void {
  for (const charger of chargers) openCharger(charger, charger.plan.opening);
  for (const charger of chargers) beginPresent(charger);
}
