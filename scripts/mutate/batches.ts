// Which mutants are run together. What is expected to live on is run in a few batches: when all tests pass on all of them
// at once, none of them was noticed. Every other one is run alone.
import type { Equivalent } from './equivalents.ts';
import { isListed } from './equivalents.ts';
import type { Mutant } from './mutant.ts';
import { isOnlyTold } from './test-files.ts';

/** No two of a batch change the same place. */
export type Batch = readonly Mutant[];

export function batchesOf(mutants: readonly Mutant[], list: readonly Equivalent[]): readonly Batch[] {
  const isTogether = (mutant: Mutant) => isListed(mutant.id, list) && !isOnlyTold(mutant);
  const together: Mutant[][] = [];
  const timesOfPlace = new Map<string, number>();
  for (const mutant of mutants.filter(isTogether)) {
    const place = `${mutant.file} ${mutant.start}`;
    const times = timesOfPlace.get(place) ?? 0;
    timesOfPlace.set(place, times + 1);
    together[times] = [...(together[times] ?? []), mutant];
  }
  const alone = mutants.filter((mutant) => !isTogether(mutant)).map((mutant) => [mutant]);
  return [...together, ...alone];
}
