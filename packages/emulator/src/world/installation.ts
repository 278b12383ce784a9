// One installation: shares its current among its chargers and shows itself to the cloud.
import type { People } from '../scenarios/people.ts';
import type { InstallationPlan } from '../scenarios/world-plan.ts';
import type { Charger } from './charger.ts';
import type { Surroundings } from './charger-context.ts';
import { installationRow } from './installation-row.ts';
import { type Claim, shareCurrent } from './load-sharing.ts';
import type { CloudRow, SimulatedInstallation } from './simulated-world.ts';

export class Installation implements SimulatedInstallation {
  readonly circuits: SimulatedInstallation['circuits'];
  readonly #plan: InstallationPlan;
  readonly #seed: number;
  readonly #people: People;
  readonly #chargers: readonly Charger[];

  constructor(plan: InstallationPlan, { seed, people }: Surroundings, chargers: readonly Charger[]) {
    this.#plan = plan;
    this.#seed = seed;
    this.#people = people;
    this.#chargers = chargers;
    this.circuits = plan.circuits.map(({ id, name }) => ({
      id,
      name,
      maxCurrentA: plan.maxCurrentA,
      chargerIds: plan.chargers.filter((charger) => charger.circuitId === id).map((charger) => charger.id),
    }));
  }

  get id(): string {
    return this.#plan.id;
  }

  row(): CloudRow {
    return installationRow(this.#plan, this.#seed, this.#people);
  }

  /** Shares anew. Who has current stays in front of who waits; falling shares come first, so that no sum overshoots. */
  share(nowMs: number): void {
    const claimants = this.#chargers
      .map((charger) => ({ charger, claim: charger.connector.claim() }))
      .filter((claimant): claimant is { charger: Charger; claim: Claim } => claimant.claim !== null)
      .sort((a, b) => byPrecedence(a.charger, b.charger));
    const sharesA = shareCurrent(
      claimants.map(({ claim }) => claim),
      this.#plan.availableCurrentA,
    );
    const grants = claimants
      .map(({ charger }, place) => ({ charger, fromA: charger.context.state.shareA, toA: sharesA[place] ?? 0 }))
      .filter(({ fromA, toA }) => fromA !== toA)
      .sort((a, b) => a.toA - a.fromA - (b.toA - b.fromA));
    for (const { charger, toA } of grants) {
      charger.connector.grant(toA, nowMs);
      charger.context.surroundings.rescheduled(charger.context.index);
    }
  }
}

function byPrecedence(a: Charger, b: Charger): number {
  const left = a.context.state;
  const right = b.context.state;
  return (
    Number(right.shareA > 0) - Number(left.shareA > 0) ||
    left.wantsSinceAtMs - right.wantsSinceAtMs ||
    a.context.index - b.context.index
  );
}
