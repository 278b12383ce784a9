// Which mutants to run: all, those of a file or clause, or a sample that is the same every time.
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { type Equivalent, isListed } from './equivalents.ts';
import { type Mutant, mutantKinds } from './mutant.ts';

export interface Choice {
  readonly help: boolean;
  /** How many of them; null for all. */
  readonly sample: number | null;
  readonly seed: string;
  /** Words of which one stands in the id: a file, a clause, a place. Empty for all. */
  readonly only: readonly string[];
}

/** The day on which the policy was read. Any word will do, as long as it stays. */
const defaultSeed = '2026-11-22';

export const help = `Usage: npm run mutate -- [--only <word>]... [--sample <n>] [--seed <word>]

Changes the law in one place at a time and runs its tests: limits a fifth up and down, counts by one, none to one,
severities swapped, clauses removed. A change that no test notices is a hole in the tests.

  --only <word>   only mutants whose line holds the word: a file, a clause, a number's name
  --sample <n>    only so many of them, at least one of each kind, the same ones every time
  --seed <word>   another sample (default ${defaultSeed})

Nothing on disk is changed. Ends with 1 when a mutant survives that scripts/mutate/equivalents.ts does not list, and
when one that it lists is killed or gone.`;

/** Throws a sentence for what it does not know. */
export function readChoice(args: readonly string[]): Choice {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', default: false },
      sample: { type: 'string' },
      seed: { type: 'string', default: defaultSeed },
      only: { type: 'string', multiple: true, default: [] },
    },
  });
  const sample = values.sample === undefined ? null : Number(values.sample);
  if (sample !== null && !(Number.isInteger(sample) && sample > 0)) {
    throw new Error(
      `Failed to choose mutants: --sample ${values.sample} is no number of them. Give a whole number from 1.`,
    );
  }
  return { help: values.help, sample, seed: values.seed, only: values.only };
}

/** @param list mutants that live on anyway: a sample leaves them out */
export function choose(all: readonly Mutant[], choice: Choice, list: readonly Equivalent[]): readonly Mutant[] {
  const named = all.filter(({ id }) => choice.only.length === 0 || choice.only.some((word) => id.includes(word)));
  if (choice.sample === null) return named;
  const shuffled = named
    .filter(({ id }) => !isListed(id, list))
    .toSorted((one, other) => order(one, other, choice.seed));
  const oneOfEach = mutantKinds.flatMap((kind) => shuffled.find((mutant) => mutant.kind === kind) ?? []);
  const others = shuffled.filter((mutant) => !oneOfEach.includes(mutant));
  return [...oneOfEach, ...others.slice(0, Math.max(0, choice.sample - oneOfEach.length))];
}

function order(one: Mutant, other: Mutant, seed: string): number {
  return rankOf(one, seed) < rankOf(other, seed) ? -1 : 1;
}

function rankOf({ id }: Mutant, seed: string): string {
  return createHash('sha256').update(`${seed} ${id}`).digest('hex');
}
