// Which phases (0, 1, 2) a value of observation 519 loads; the cloud's PhaseIdMap (zaptec-api.md §5.6), both network families.
import { phaseIds } from '@fairlead/protocol';

const byId: readonly (readonly number[])[] = Array.from({ length: 10 }, (_, id) => {
  const bits = phaseIds.find((use) => use.id === id)?.bits ?? 0;
  return [0, 1, 2].filter((phase) => (bits & (1 << phase)) !== 0);
});

export function phasesOf(phaseId: number): readonly number[] {
  return byId[phaseId] ?? [];
}

/** The value of 519 for bits of `Phases` (§5.5) in a TN or an IT network; undefined where there is none. */
export function idOfBits(bits: number, network: 'TN' | 'IT'): number | undefined {
  return phaseIds.find((use) => use.network === network && use.bits === bits)?.id;
}
