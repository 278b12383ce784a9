// `npm run mutate`: changes the law in one place at a time and expects a test to fail. What it takes for a limit stands in
// mutate/number-mutants.ts.
import { batchesOf } from './mutate/batches.ts';
import { choose, help, readChoice } from './mutate/choose.ts';
import { equivalents } from './mutate/equivalents.ts';
import { findMutants } from './mutate/find-mutants.ts';
import { type Outcome, runMutants } from './mutate/run-mutants.ts';
import { testFiles } from './mutate/test-files.ts';
import { isGood, told, verdictOn } from './mutate/verdict.ts';

const choice = readChoice(process.argv.slice(2));
if (choice.help) console.log(help);
else process.exitCode = (await mutate()) ? 0 : 1;

async function mutate(): Promise<boolean> {
  const all = await findMutants();
  const chosen = choose(all, choice, equivalents);
  if (chosen.length === 0) {
    console.error(
      `Failed to find a mutant of ${choice.only.join(' or ')}. Name a file, a clause or a number of the policy.`,
    );
    return false;
  }
  const startedMs = performance.now();
  const elapsedS = () => (performance.now() - startedMs) / 1000;
  let done = 0;
  const outcomes = await runMutants(batchesOf(chosen, equivalents), await testFiles(), (outcome) => {
    done += 1;
    const leftMin = ((elapsedS() / done) * (chosen.length - done)) / 60;
    console.log(`${done}/${chosen.length}, about ${leftMin.toFixed(1)} min left: ${line(outcome)}`);
  });
  const verdict = verdictOn(outcomes, all, equivalents);
  console.log(`${told(verdict)}\n${chosen.length} of ${all.length} mutants in ${elapsedS().toFixed(0)} s`);
  return isGood(verdict);
}

function line(outcome: Outcome): string {
  const how = outcome.kind === 'killed' ? `killed by "${outcome.by}"` : outcome.kind;
  return `${outcome.mutant.id}: ${how}`;
}
