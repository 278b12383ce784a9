// Runs the tests on many mutants, two at a time, and tells of each what became of it.
import { BenchProcess } from './bench-process.ts';
import type { Mutant } from './mutant.ts';
import { stagesOf, type TestFiles } from './test-files.ts';

/** `by` names the first test that failed. A run that does not end is seen by whoever waits for it, and so counts as killed. */
export type Outcome =
  | { readonly kind: 'killed'; readonly mutant: Mutant; readonly by: string }
  | { readonly kind: 'timed-out'; readonly mutant: Mutant }
  | { readonly kind: 'survived'; readonly mutant: Mutant };

/** Two cores are what the smallest machine of CI has. */
const workers = 2;
/** The slowest stage takes half a minute; a busy machine takes several times as long. */
const stageWithinMs = 400_000;

/** Throws when the tests fail on the policy as it stands: then nothing that fails afterwards proves anything. */
export async function runMutants(
  mutants: readonly Mutant[],
  files: TestFiles,
  onOutcome: (outcome: Outcome) => void = () => {},
): Promise<readonly Outcome[]> {
  const queue = [...mutants];
  const outcomes: Outcome[] = [];
  const work = async (): Promise<void> => {
    const bench = new BenchProcess();
    try {
      await expectGreen(bench, files.quick);
      for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
        const outcome = await outcomeOf(bench, mutant, files);
        outcomes.push(outcome);
        onOutcome(outcome);
      }
    } finally {
      bench.end();
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, mutants.length) }, work));
  return outcomes;
}

async function expectGreen(bench: BenchProcess, tests: readonly string[]): Promise<void> {
  const result = await bench.run({ mutant: null, tests }, stageWithinMs);
  if (result.kind === 'ran' && result.failed === null) return;
  const reason = result.kind === 'ran' ? result.failed : result.kind === 'error' ? result.error : 'they do not end';
  throw new Error(
    `Failed to begin: the tests of the policy fail on the policy itself (${reason}). Make them green first.`,
  );
}

async function outcomeOf(bench: BenchProcess, mutant: Mutant, files: TestFiles): Promise<Outcome> {
  for (const tests of stagesOf(files, mutant)) {
    const result = await bench.run({ mutant, tests }, stageWithinMs);
    if (result.kind === 'error') throw new Error(`Failed to judge ${mutant.id}: ${result.error}.`);
    if (result.kind === 'timed-out') return { kind: 'timed-out', mutant };
    if (result.failed !== null) return { kind: 'killed', mutant, by: result.failed };
  }
  return { kind: 'survived', mutant };
}
