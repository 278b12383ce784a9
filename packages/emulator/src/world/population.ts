// Turns a plan into chargers and installations; with a snapshot's states, or blank and opened for the first time.
import type { ChargerPlan, WorldPlan } from '../fleets/world-plan.ts';
import { Charger } from './charger.ts';
import type { Surroundings } from './charger-context.ts';
import type { ChargerState } from './charger-state.ts';
import { freshControls } from './fresh-controls.ts';
import { Installation } from './installation.ts';
import { freshInstallation } from './installation-state.ts';
import { beginPresent, blankState, openCharger } from './opening.ts';
import { noPast, pastOf } from './past-sessions.ts';
import { readControls, readInstallation } from './saved-controls.ts';
import { type SavedCharger, unreadable, type WorldSnapshot } from './snapshot.ts';

export interface Population {
  /** By number. */
  readonly chargers: readonly Charger[];
  readonly installations: readonly Installation[];
  /** The installation of each charger, by the charger's number. */
  readonly siteOf: readonly Installation[];
}

export interface Beginning {
  /** Null: a new world. */
  readonly saved: WorldSnapshot | null;
  /** Wall time of the world's first moment; null: a snapshot that does not tell, so nothing before it is remembered. */
  readonly openedAtMs: number | null;
}

export function populate(plan: WorldPlan, surroundings: Surroundings, { saved, openedAtMs }: Beginning): Population {
  const chargers: Charger[] = [];
  const siteOf: Installation[] = [];
  const members = plan.installations.reduce((sum, site) => sum + site.chargers.length, 0);
  const installations = plan.installations.map((site, number) => {
    const where = `installation ${number}`;
    const freshSite = freshInstallation(site, surroundings.seed);
    const siteState = readInstallation(saved?.installations?.[number], freshSite, where);
    const own = site.chargers.map((charger, place) => {
      const index = chargers.length + place;
      const state = stateOf(saved?.chargers[index], charger, surroundings.seed, index);
      const visited = { seed: surroundings.seed, index, plan: charger, site };
      const hasPast = openedAtMs !== null && charger.opening.kind !== 'never-online';
      const past = hasPast ? pastOf(visited, openedAtMs, plan.pastDays) : noPast;
      return new Charger({ index, plan: charger, site, past, state, siteState, surroundings });
    });
    const installation = new Installation({
      plan: site,
      state: siteState,
      seed: surroundings.seed,
      people: surroundings.people,
      switches: surroundings.switches,
      time: surroundings.time,
      chargers: own,
      rescheduled: () => surroundings.rescheduled(members + number),
    });
    chargers.push(...own);
    for (const _ of own) siteOf.push(installation);
    return installation;
  });
  if (saved !== null && saved.chargers.length !== chargers.length) {
    throw unreadable(`it holds ${saved.chargers.length} chargers, its fleet ${chargers.length}`);
  }
  return { chargers, installations, siteOf };
}

function stateOf(saved: SavedCharger | undefined, plan: ChargerPlan, seed: number, index: number): ChargerState {
  if (saved === undefined) return blankState(seed, index, plan);
  return { ...saved, controls: readControls(saved.controls, freshControls(plan), `charger ${index}.controls`) };
}

/** The first moment; sharing must already work. */
export function openAll({ chargers }: Population): void {
  for (const charger of chargers) openCharger(charger, charger.plan.opening);
  for (const charger of chargers) beginPresent(charger);
}
