// Runs the tests on many mutants, two at a time, and tells of each what became of it.

import type { Batch } from './batches.ts';
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
/** The slowest stage takes half a minute on an idle machine; a busy machine takes several times as long. */
const stageWithinMs = 400_000;

/**
 * @param batches Mutants that are run together; where a test fails on some of them, they are halved until it is known on
 *   which. Throws when the tests fail on the policy as it stands: then nothing that fails afterwards proves anything.
 */
export async function runMutants(
  batches: readonly Batch[],
  files: TestFiles,
  onOutcome: (outcome: Outcome) => void = () => {},
): Promise<readonly Outcome[]> {
  const queue = [...batches];
  const outcomes: Outcome[] = [];
  const work = async (): Promise<void> => {
    const bench = new BenchProcess();
    try {
      await expectGreen(bench, files.quick);
      for (let batch = queue.shift(); batch !== undefined; batch = queue.shift()) {
        const seen = await outcomesOf(bench, batch, files);
        if (seen === null) queue.unshift(...halves(batch));
        for (const outcome of seen ?? []) {
          outcomes.push(outcome);
          onOutcome(outcome);
        }
      }
    } finally {
      bench.end();
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, batches.length) }, work));
  return outcomes;
}

async function expectGreen(bench: BenchProcess, tests: readonly string[]): Promise<void> {
  const result = await bench.run({ mutants: [], tests }, stageWithinMs);
  if (result.kind === 'ran' && result.failed === null) return;
  const reason = result.kind === 'ran' ? result.failed : result.kind === 'error' ? result.error : 'they do not end';
  throw new Error(
    `Failed to begin: the tests of the policy fail on the policy itself (${reason}). Make them green first.`,
  );
}

/** Null where a test fails on a batch of several. */
async function outcomesOf(bench: BenchProcess, batch: Batch, files: TestFiles): Promise<readonly Outcome[] | null> {
  const [first] = batch;
  for (const tests of first === undefined ? [] : stagesOf(files, first)) {
    const result = await bench.run({ mutants: batch, tests }, stageWithinMs);
    if (result.kind === 'error') throw new Error(`Failed to judge ${first?.id}: ${result.error}.`);
    if (result.kind === 'ran' && result.failed === null) continue;
    if (batch.length > 1) return null;
    return batch.map((mutant) =>
      result.kind === 'ran' && result.failed !== null
        ? { kind: 'killed', mutant, by: result.failed }
        : { kind: 'timed-out', mutant },
    );
  }
  return batch.map((mutant) => ({ kind: 'survived', mutant }));
}

function halves(batch: Batch): readonly Batch[] {
  const middle = Math.ceil(batch.length / 2);
  return [batch.slice(0, middle), batch.slice(middle)];
}
