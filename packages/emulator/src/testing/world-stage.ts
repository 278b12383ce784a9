// A world under a manual clock whose allocation is watched at every event, for tests of how current is shared.
import { type ManualClock, manualClock } from '../../../../test/manual-clock.ts';
import { phasesOf } from '../world/phases-in-use.ts';
import type { SimulatedCharger, SimulatedWorld, WorldEvent, WorldOptions } from '../world/simulated-world.ts';
import { createWorld } from '../world/world.ts';

export interface WorldStage {
  readonly clock: ManualClock;
  readonly world: SimulatedWorld;
  readonly events: WorldEvent[];
  readonly chargers: readonly SimulatedCharger[];
  value(charger: SimulatedCharger | undefined, stateId: number): string | null | undefined;
  /** Allocated on each phase by what was reported, A: of one installation or of one circuit of it. */
  allocatedA(chargerIds: readonly string[]): [number, number, number];
}

export function worldStage(fleet: WorldOptions['fleet'], more: Partial<WorldOptions> = {}): WorldStage {
  const clock = manualClock();
  const world = createWorld({ clock, seed: 3, fleet, tempo: 1, ...more });
  const events: WorldEvent[] = [];
  const shares = new Map<string, { shareA: number; phaseId: number }>();
  const chargers = [...world.chargers.values()];
  for (const charger of chargers) {
    const seen = charger.observations();
    shares.set(charger.id, { shareA: Number(seen.get(708)?.value ?? 0), phaseId: Number(seen.get(519)?.value ?? 0) });
  }
  world.onEvent((event) => {
    events.push(event);
    const share = shares.get(event.chargerId);
    if (share === undefined) return;
    if (event.stateId === 708) share.shareA = Number(event.value);
    if (event.stateId === 519) share.phaseId = Number(event.value);
  });
  world.start();
  return {
    clock,
    world,
    events,
    chargers,
    value: (charger, stateId) => charger?.observations().get(stateId)?.value,
    allocatedA(chargerIds) {
      const sums: [number, number, number] = [0, 0, 0];
      for (const id of chargerIds) {
        const share = shares.get(id);
        for (const phase of phasesOf(share?.phaseId ?? 0)) sums[phase] = (sums[phase] ?? 0) + (share?.shareA ?? 0);
      }
      return sums;
    },
  };
}
